"""The table of events, and those of the chain that holds them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment, append_only

STOOD_IN = text("for_user_id IS NOT NULL")


class Event(Base):
    """One verb done to one thing. Actor and role are kept as values: an event outlives the account.

    verb: `<thing>.<verb>`; label: what people call the thing (a case's number, a person's name);
    changes: `{field: [before, after]}`; on_behalf, for_user_id: the person whom the actor stood in for;
    address, session_id, request_id: from where, in which signing in, by which request. All cells are sealed (chain.py).
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
    session_id: Mapped[int | None]
    request_id: Mapped[str | None]


class EventSeal(Base):
    """The place of an event in the chain. id: its running number, without gaps; key_id: of the key that sealed it."""

    __tablename__ = "event_seal"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    key_id: Mapped[str]
    seal: Mapped[str]


class EventHead(Base):
    """The last link of the chain, signed: one row, which whoever seals takes into his hands."""

    __tablename__ = "event_head"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    seal: Mapped[str]
    key_id: Mapped[str]
    mac: Mapped[str]


class DayHead(Base):
    """The last link at the end of a day, signed together with the signature of the day before."""

    __tablename__ = "day_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    number: Mapped[int]
    seal: Mapped[str]
    key_id: Mapped[str]
    mac: Mapped[str]


class AuditAnchor(Base):
    """Where the chain begins since events were moved into an archive: the last link that went there, signed.

    number, seal: of that link; count: how many went; archive, sha256: the file and its fingerprint.
    """

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    seal: Mapped[str]
    count: Mapped[int]
    until: Mapped[date]
    archive: Mapped[str]
    sha256: Mapped[str]
    key_id: Mapped[str]
    mac: Mapped[str]


class EventRedaction(Base):
    """That a person's data were taken out of an event: the signature of what it holds now (redacting.py).

    number: of its link; of several the last one counts.
    """

    __tablename__ = "event_redaction"
    __table_args__ = (Index("ix_event_redaction_number", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    key_id: Mapped[str]
    mac: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)


for table in (Event, EventSeal, DayHead, AuditAnchor, EventRedaction):
    append_only(table.__table__)
