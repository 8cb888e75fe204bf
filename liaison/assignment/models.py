"""Plans and their pairings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.roster.models import Member, Representative

DRAFT, PUBLISHED, ENDED = "draft", "published", "ended"
STATE_TITLES = {DRAFT: "草稿", PUBLISHED: "已发布", ENDED: "已结束"}
SOLVED, IMPORTED = "求解", "导入"
SUPERSEDED = "新方案发布"  # The reason of every pairing that was in force when its plan ended.
CHANGE_OF_TERM = "换届"
LASTED = (SUPERSEDED, CHANGE_OF_TERM)  # Ended for these reasons a pair was in force on its last day until midnight.


class Plan(Base):
    """One way of giving members their representatives in one year. figures: what it achieved when it was made.

    state: draft → published → ended; source: 求解 / 导入.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default=DRAFT)
    source: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_published(self) -> bool:
        """Whether it is in force."""
        return self.state == PUBLISHED

    @property
    def is_editable(self) -> bool:
        """Whether its pairs may be changed by hand: a draft, or the plan in force."""
        return self.state in (DRAFT, PUBLISHED)

    def __str__(self) -> str:
        return f"{self.year} 年方案"


class Pairing(Base):
    """One representative kept by one member. is_current: in force today.

    km: from the representative's village to the member's home or the centre of his town of work, whichever is nearer;
    started_on, ended_on: first and last day in force; of a plan superseded at once the last lies before the first.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("slot BETWEEN 1 AND 5", name="slot"),
        Index("ix_pairing_plan_id", "plan_id"),
        Index(
            "uq_pairing_plan_slot", "plan_id", "member_id", "slot", unique=True,
            sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "uq_pairing_plan_representative", "plan_id", "representative_id", unique=True,
            sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "uq_pairing_current_slot", "member_id", "slot", unique=True,
            sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
        Index(
            "uq_pairing_current_representative", "representative_id", unique=True,
            sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    slot: Mapped[int]
    km: Mapped[float | None]
    is_same_sector: Mapped[bool] = mapped_column(default=False)
    is_by_hand: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]

    plan: Mapped[Plan] = relationship()
    member: Mapped[Member] = relationship()
    representative: Mapped[Representative] = relationship()

    def __str__(self) -> str:
        return f"{self.member.name}—{self.representative.name}"
