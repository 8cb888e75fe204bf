"""What the office made of a flag, and from which numbers on something is flagged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment, append_only

FINE, ASKED = "看过，没有问题", "请委员说明"


class FlagLook(Base):
    """That the office looked at a flag. Append-only: a second look stands beside the first.

    key: of the flag, which is reckoned and not stored; size: how many rows it had then; verdict: FINE or ASKED.
    """

    __tablename__ = "flag_look"
    __table_args__ = (
        CheckConstraint("verdict IN ('看过，没有问题', '请委员说明')", name="verdict_known"),
        Index("ix_flag_look_year_key", "year", "key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    key: Mapped[str]
    size: Mapped[int]
    verdict: Mapped[str]
    note: Mapped[str]
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.key


class FlagSetting(Base):
    """From which numbers on something is flagged: one row, absent while the usual ones hold (see rules.flags)."""

    __tablename__ = "flag_setting"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    many: Mapped[int]
    likeness: Mapped[int]
    late_days: Mapped[int]
    late_count: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return "要看一看的记录"


append_only(FlagLook.__table__)
