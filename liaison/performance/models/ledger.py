"""The ledger of points (积分台账): entries that are only ever added, and the year that they belong to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment, append_only
from liaison.performance.models.points import Points
from liaison.performance.models.schemes import Scheme
from liaison.roster.models import Member


class ScoreYear(Base):
    """The account of one year. computed_*: the last reckoning, up to the day `until`; objections_until: members may
    object up to this day, empty until the year is laid open; late_until: 补录 up to this day; closed_*: by whom and
    when it was closed; closed_entry_id: the last entry that the closed year holds; closed_head: of the log then."""

    __tablename__ = "score_year"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    until: Mapped[date]
    computed_by: Mapped[str]
    computed_by_id: Mapped[int | None]
    computed_at: Mapped[datetime] = mapped_column(Moment)
    late_until: Mapped[date | None]
    objections_until: Mapped[date | None]
    closed_by: Mapped[str | None]
    closed_by_id: Mapped[int | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_entry_id: Mapped[int | None]
    closed_head: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    scheme: Mapped[Scheme] = relationship()

    @property
    def is_closed(self) -> bool:
        """Whether it is frozen; what comes later are corrections."""
        return self.closed_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it was reckoned to its last day, so that members have a grade; what was closed stays as it was."""
        return self.is_closed or self.until >= date(self.year, 12, 31)

    def __str__(self) -> str:
        return f"{self.year} 年"


class ScoreEntry(Base):
    """One line of a member's account. Append-only: what is no longer so is reversed by another line.

    source: the row that earned it, e.g. `contact:17`, empty where the scheme itself says so; ceiling: the best grade
    it leaves; reverses_id: the line it takes back; why: of a line after the year was closed.
    """

    __tablename__ = "score_entry"
    __table_args__ = (
        Index("ix_score_entry_year_member_id", "year", "member_id"),
        UniqueConstraint("reverses_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    item: Mapped[str]
    part: Mapped[str]
    source: Mapped[str]
    points: Mapped[Decimal] = mapped_column(Points)
    reason: Mapped[str]
    ceiling: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("score_entry.id"))
    why: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]

    member: Mapped[Member] = relationship()


class Exemption(Base):
    """A member who is not assessed in a year (不参加考核), and why."""

    __tablename__ = "exemption"
    __table_args__ = (UniqueConstraint("year", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)

    member: Mapped[Member] = relationship()


class Objection(Base):
    """What a member holds against his account of a year (异议), and what the office answered."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_year_answered_at", "year", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()


append_only(ScoreEntry.__table__)
