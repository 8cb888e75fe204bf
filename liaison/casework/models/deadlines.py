"""Deadlines with a receipt: out of what each last day was reckoned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.casework.models.case import Case
from liaison.core.db import Base, Moment, append_only


class DeadlineReceipt(Base):
    """One reckoning of a last day, with all that went into it. Append-only; the newest one holds.

    what: handling (the unit's limit, case.due_on) or step (of the state it stands in, case.step_due_on);
    seq: of the step record that set it, or that stood when the calendar moved it; cause: that verb, or the event's;
    inputs: see rules.deadlines.Inputs, and `calendar`, the days named otherwise than by their weekday;
    due_on: empty where a 转办 was taken back. A ledger's own deadline has no receipt until something changes it.
    """

    __tablename__ = "deadline_receipt"
    __table_args__ = (Index("ix_deadline_receipt_case_id_what", "case_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    what: Mapped[str]
    state: Mapped[str | None]
    round: Mapped[int]
    seq: Mapped[int]
    cause: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(Moment)

    case: Mapped[Case] = relationship()


append_only(DeadlineReceipt.__table__)
