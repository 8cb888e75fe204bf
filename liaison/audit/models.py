"""The table of events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment, append_only

STOOD_IN = text("for_user_id IS NOT NULL")


class Event(Base):
    """One verb done to one thing. Actor and role are kept as values: an event outlives the account.

    verb: `<thing>.<verb>`; label: what people call the thing (a case's number, a person's name);
    changes: `{field: [before, after]}`; on_behalf, for_user_id: the person whom the actor stood in for.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_thing", "thing", "thing_id"), Index("ix_event_at", "at"),
        Index("ix_event_for_user_id", "for_user_id", sqlite_where=STOOD_IN, postgresql_where=STOOD_IN),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    on_behalf: Mapped[str | None]
    for_user_id: Mapped[int | None]
    verb: Mapped[str]
    thing: Mapped[str]
    thing_id: Mapped[int | None]
    label: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str | None]


append_only(Event.__table__)
