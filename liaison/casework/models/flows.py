"""What the office may word anew, and versions of the flow chart: a case on its way keeps the one it began with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment, append_only


class FlowVersion(Base):
    """A chart as it was at a time. Append-only.

    flow: name of the Flow; number: 1, 2, …; digest: of core.definitions; definition: read only where it is needed.
    """

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("flow", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flow: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    made_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return f"第 {self.number} 版"


append_only(FlowVersion.__table__)


class Wording(Base):
    """A sentence of a page that the office wrote anew; without a row the default of rules.wordings stands."""

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.key
