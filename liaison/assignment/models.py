"""Plans and their pairings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.roster.models import Member, Representative


class Plan(Base):
    """One way of giving members their representatives in one year. figures: what the solver reported.

    state: draft → published → ended. source: 求解 / 导入.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    source: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.year} 年方案"


class Pairing(Base):
    """One representative kept by one member. km: home village to home village; is_current: in force today."""

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("slot BETWEEN 1 AND 5", name="slot"),
        UniqueConstraint("plan_id", "member_id", "slot"),
        UniqueConstraint("plan_id", "representative_id"),
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
