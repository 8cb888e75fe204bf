"""What a past ledger says of contacts of which no request came."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.contacts.models import Contact
from liaison.core.db import Base, Moment, append_only


class ContactStep(Base):
    """连线 or 凝心 of an imported contact that has no case, as the ledger wrote it. Append-only.

    seq: as given; step: 1 or 2; of a contact with a case the same is a StepRecord.
    """

    __tablename__ = "contact_step"
    __table_args__ = (UniqueConstraint("contact_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    seq: Mapped[int]
    step: Mapped[int]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    acted_at: Mapped[datetime] = mapped_column(Moment)
    acted_on: Mapped[date]
    note: Mapped[str | None]

    contact: Mapped[Contact] = relationship()


append_only(ContactStep.__table__)
