"""What the office decided about proposals to change the unit of a field."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.orgs.models import Category, Organisation


class RoutingRuling(Base):
    """A proposal that the office accepted or rejected. A unit that is empty is the town's own.

    return_count: the upheld returns that it was proposed for.
    """

    __tablename__ = "routing_ruling"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    old_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    return_count: Mapped[int]
    is_accepted: Mapped[bool]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(Moment)

    category: Mapped[Category] = relationship()
    old_unit: Mapped[Organisation | None] = relationship(foreign_keys=old_unit_id)
    unit: Mapped[Organisation | None] = relationship(foreign_keys=unit_id)
