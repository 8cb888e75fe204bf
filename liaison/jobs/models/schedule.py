"""The table of what is done by the clock: one row for each entry, with the last moment it was done for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment
from liaison.jobs.rules import WAITING


class ScheduledWork(Base):
    """An entry of the schedule, as far as it was done.

    name: of the entry; slot_at: the moment of the timetable that it was taken for last; tries: at that slot;
    asked_at: somebody wants it now; result: what its function said; error: one sentence.
    """

    __tablename__ = "scheduled_work"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    slot_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[str | None]
    error: Mapped[str | None]

    def __str__(self) -> str:
        return self.name
