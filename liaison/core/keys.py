"""Which keys have sealed anything here, so that a program that was started with others says so at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core import clock, vault
from liaison.core.db import Base, Moment, db


class DataKey(Base):
    """A key that was in use. key_id: tells which it is and nothing about it; the key itself is never stored here."""

    __tablename__ = "data_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(unique=True)
    noted_at: Mapped[datetime] = mapped_column(Moment)


def keys_missing() -> list[str]:
    """The ids of keys that sealed something here and are not in the ring."""
    return [one for one in db.session.scalars(select(DataKey.key_id)) if one not in vault.ring().by_id]


def note_keys() -> None:
    """Note the keys of the ring that are new here."""
    known = set(db.session.scalars(select(DataKey.key_id)))
    rows = [{"key_id": key.id, "noted_at": clock.now()} for key in vault.ring().keys if key.id not in known]
    if rows:
        db.session.execute(insert(DataKey), rows)
