"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from liaison.access import Actor, Role
from liaison.core.db import Base, Moment
from liaison.jobs.rules import OPEN, WAITING


class Job(Base):
    """Work that is done outside a request. How far it is stands in the queue's own storage, not here.

    title: what the page says; payload: the words given to its function; actor: all of `access.Actor`; back: our own
    path to go to afterwards; key: by which the queue knows it, for ids come again when a backup is restored;
    error: one sentence; attempts: how often it was begun.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state"), Index("ix_job_user_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[int | None]
    back: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=WAITING)
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in OPEN

    def is_from_seat_of(self, actor: Actor) -> bool:
        """Whether it was handed in by this very person in the seat that he holds now."""
        then = self.doer
        return (then.user_id, then.role, then.organisation_id, then.member_id, then.library_id, then.for_user_id) == (
            actor.user_id, actor.role, actor.organisation_id, actor.member_id, actor.library_id, actor.for_user_id
        )  # fmt: skip

    @property
    def doer(self) -> Actor:
        """The person whom the worker acts as."""
        return Actor(**{**self.actor, "role": Role(self.actor["role"])})
