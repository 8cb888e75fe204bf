"""Supervision beside the eight steps: notices the office may send, leaders' instructions, and the cases revisited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.casework.models.case import Case
from liaison.casework.models.records import UrgingNotice
from liaison.core.db import Base, Moment


class ProposedNotice(Base):
    """A 督办 or 挂牌通报 that is prepared and that the office sends or drops.

    round, level, rung_on: the rung it stands for, once each; rung_on: the last day that was missed, or the day of
    what calls for it; settled_at, settled_by: when and by whom; notice_id: what it became, none where it was dropped.
    """

    __tablename__ = "proposed_notice"
    __table_args__ = (UniqueConstraint("case_id", "round", "level", "rung_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    round: Mapped[int]
    level: Mapped[int]
    rung_on: Mapped[date]
    cause: Mapped[str]
    demand: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_on: Mapped[date]
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("urging_notice.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    case: Mapped[Case] = relationship()
    notice: Mapped[UrgingNotice | None] = relationship()

    def __str__(self) -> str:
        return self.case.number


class LadderSetting(Base):
    """When the rungs of the ladder are climbed; one row (id 1) once the office has changed anything.

    *_ahead: working days before the last day (by kind; step_ahead: of a step); *_after: working days late;
    same_matter: how many requests of one person on one matter; is_automatic: 督办 and 挂牌通报 go out by themselves;
    sample_percent: of each quarter's closed cases, how many are revisited; most_tries: on how many days a member tries
    to reach the asker before the case is closed without a rating; recheck_months: between two looks at a result B.
    """

    __tablename__ = "ladder_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_ahead: Mapped[int]
    opinion_ahead: Mapped[int]
    help_ahead: Mapped[int]
    urge_after: Mapped[int]
    supervise_after: Mapped[int]
    list_after: Mapped[int]
    same_matter: Mapped[int]
    sample_percent: Mapped[int]
    most_tries: Mapped[int]
    step_ahead: Mapped[int]
    recheck_months: Mapped[int]
    is_automatic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return "督办阶梯"


class Instruction(Base):
    """批示: what a leader wrote on a case. addressee: 办公室, 工委 or 承办单位; answer_by: by when he wants to know;

    proposed_id: the 督办 that was prepared because of it, answered together with it.
    """

    __tablename__ = "instruction"
    __table_args__ = (Index("ix_instruction_case_id", "case_id"), Index("ix_instruction_given_by_id", "given_by_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    addressee: Mapped[str]
    text: Mapped[str]
    answer_by: Mapped[date | None]
    given_by: Mapped[str]
    given_by_id: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_on: Mapped[date]
    proposed_id: Mapped[int | None] = mapped_column(ForeignKey("proposed_notice.id"))
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    case: Mapped[Case] = relationship()
    proposed: Mapped[ProposedNotice | None] = relationship()

    @property
    def committee_id(self) -> int | None:
        """The committee of its case."""
        return self.case.committee_id

    @property
    def unit_id(self) -> int | None:
        """The unit of its case."""
        return self.case.unit_id

    def __str__(self) -> str:
        return self.case.number


class SampleDraw(Base):
    """One drawing of the closed cases of a quarter that are revisited.

    quarter: 2026Q3; public_number: a number that anybody can look up (a day's lottery number), from which it is
    drawn; percent: of each unit's cases; population, population_sum: how many cases there were to draw from, and
    the SHA-256 of their numbers, so that a later change of the list is seen.
    """

    __tablename__ = "sample_draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(unique=True)
    public_number: Mapped[str]
    percent: Mapped[int]
    population: Mapped[int]
    population_sum: Mapped[str]
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by: Mapped[str]

    def __str__(self) -> str:
        return self.quarter


class Revisit(Base):
    """A case that was drawn, and what was found when it was looked at again. finding: 属实 / 有出入."""

    __tablename__ = "revisit"
    __table_args__ = (UniqueConstraint("draw_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("sample_draw.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    place: Mapped[int]
    unit: Mapped[str]
    finding: Mapped[str | None]
    is_satisfied: Mapped[str | None]
    words: Mapped[str | None]
    revisited_on: Mapped[date | None]
    revisited_by: Mapped[str | None]
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    draw: Mapped[SampleDraw] = relationship()
    case: Mapped[Case] = relationship()

    def __str__(self) -> str:
        return self.case.number
