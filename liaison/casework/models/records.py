"""What was done to a case: step records, notices, ratings; and the limits they are held to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.casework.models.case import Case
from liaison.casework.models.seals import sealed
from liaison.core.db import Base, Moment, append_only
from liaison.orgs.models import Organisation


class StepRecord(Base):
    """One move of one case: a filled-in sheet. Append-only.

    seq: 1, 2, … within the case; step: 1–8; filled: `{column key: value}` as stored, `shown`: as people read it;
    on_behalf, for_user_id: whom the actor stood in for;
    before: the case's cells before the move (so that a fresh move can be taken back); seal: see models.seals;
    is_dated: only the day is known to be right, not the time (imported ledgers).
    """

    __tablename__ = "step_record"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_step_record_step_acted_on", "step", "acted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    seq: Mapped[int]
    step: Mapped[int]
    round: Mapped[int]
    verb: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    on_behalf: Mapped[str | None]
    for_user_id: Mapped[int | None]
    entered_at: Mapped[datetime | None] = mapped_column(Moment)
    due_on: Mapped[date | None]
    acted_at: Mapped[datetime] = mapped_column(Moment)
    acted_on: Mapped[date]
    note: Mapped[str | None]
    filled: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_imported: Mapped[bool] = mapped_column(default=False)
    seal: Mapped[str | None] = mapped_column(default=sealed)

    case: Mapped[Case] = relationship()


append_only(StepRecord.__table__)


class UrgingNotice(Base):
    """A numbered notice (⑥ 督办单): it never changes the state. level: 1 提醒 2 催办 3 督办 4 挂牌通报.

    round: in which it was issued; rung_on: the last day for which the ladder issued it (see rules.ladder), once for
    each case, round and level; is_automatic: no person issued it; issuer_id: the organisation that did;
    outcome: 销号 继续 升级 通报, once it was settled; printed_at: when it first left as a paper.
    """

    __tablename__ = "urging_notice"
    __table_args__ = (
        Index("ix_urging_notice_case_id", "case_id"),
        Index("ix_urging_notice_rung", "case_id", "round", "level", "rung_on", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    level: Mapped[int]
    cause: Mapped[str]
    demand: Mapped[str]
    answer_by: Mapped[date | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    issued_by: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_on: Mapped[date]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    round: Mapped[int | None]
    rung_on: Mapped[date | None]
    is_automatic: Mapped[bool] = mapped_column(default=False)
    issuer_id: Mapped[int | None]
    copied_to: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_text: Mapped[str | None]
    printed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    case: Mapped[Case] = relationship()
    unit: Mapped[Organisation | None] = relationship()

    @property
    def committee_id(self) -> int | None:
        """The committee of its case."""
        return self.case.committee_id

    def __str__(self) -> str:
        return self.number


class RatingCode(Base):
    """The one-time code on a reply slip; only its hash is stored."""

    __tablename__ = "rating_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    round: Mapped[int]
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    case: Mapped[Case] = relationship()


class Rating(Base):
    """One answer to “are you satisfied” (⑧ 满意度评议表).

    rater: 诉求人 / 界别群众代表 / 委员; way: how it came in; member_work: the grade for the member's own work.
    """

    __tablename__ = "rating"
    __table_args__ = (Index("ix_rating_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    round: Mapped[int]
    rater: Mapped[str]
    way: Mapped[str]
    work: Mapped[str | None]
    outcome: Mapped[str]
    solved: Mapped[str | None]
    member_work: Mapped[str | None]
    reasons: Mapped[str | None]
    wants_redo: Mapped[bool] = mapped_column(default=False)
    rated_on: Mapped[date]
    recorded_by: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    case: Mapped[Case] = relationship()


class TimeLimit(Base):
    """Working days allowed. key: a step's limit (`hand_over`) or kind + urgency (`求助/紧急`)."""

    __tablename__ = "time_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    days: Mapped[int]

    def __str__(self) -> str:
        return self.title
