"""What people ask for about their own data, and who was erased: nothing here says who he was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment


class Claim(Base):
    """One request of a person about his own data (个人信息请求).

    thing, thing_id: whose row it is about; kind: one of rules.rights; asked_by: who asked, in words, emptied when he is
    erased; way: how he asked; due_on: the last day to answer; state: open, done, refused; answer: what was done.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_thing", "thing", "thing_id"), Index("ix_claim_state", "state", "due_on"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str]
    thing_id: Mapped[int]
    kind: Mapped[str]
    asked_by: Mapped[str | None]
    way: Mapped[str]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    words: Mapped[str | None]
    state: Mapped[str]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"个人信息请求 {self.id}"


class Tombstone(Base):
    """That a person was erased. id: the number by which he goes on; who: a blind index of his name and number.

    cause: on request, or since his time is long over; counts: `{table: rows changed}`. A copy lies beside the database
    (actions/tombstones.py), so that an older backup cannot bring him back.
    """

    __tablename__ = "tombstone"
    __table_args__ = (UniqueConstraint("thing", "thing_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str]
    thing_id: Mapped[int]
    who: Mapped[str]
    cause: Mapped[str]
    erased_at: Mapped[datetime] = mapped_column(Moment)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def __str__(self) -> str:
        return f"已删除{self.id:04d}"
