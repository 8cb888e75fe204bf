"""The keys that sealed anything here: which are needed, what still lies under an old one, and sealing that anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core import clock, vault
from liaison.core.db import Base, Moment, db
from liaison.core.sealed import sealed_names
from liaison.core.sealed_json import TOKEN, WHERE

AT_ONCE = 500
# (table, column, column that its cells are bound to) of what is sealed by hand.
BY_HAND = (
    ("second_factor", "secret", "user_id"), ("mail_choice", "address", "user_id"),
    ("webhook", "address", "organisation_id"),
)  # fmt: skip


class DataKey(Base):
    """A key that was in use. key_id: tells which it is and nothing about it; the key itself is never stored here."""

    __tablename__ = "data_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(unique=True)
    noted_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class Place:
    """A column with sealed cells. bound: the column that they are bound to, empty of JSON."""

    table: str
    column: str
    bound: str

    @cached_property
    def rows(self) -> Any:
        """The table as plain text, past the types that would open its cells."""
        names = {"id", self.column, self.bound} - {""}
        return sa.table(self.table, *(sa.column(name) for name in sorted(names)))

    @property
    def text(self) -> Any:
        """The cells as they are stored."""
        return sa.cast(self.rows.c[self.column], sa.Text())

    @property
    def is_stale(self) -> Any:
        """Whether something in a cell was sealed under another key than the present one."""
        others = [key.id for key in vault.ring().keys[:-1]]
        return sa.or_(sa.false(), *(self.text.contains(f":{one}:") for one in others))


def places() -> Iterator[Place]:
    """Every column that holds sealed cells, and every JSON column that may be written again."""
    for table in Base.metadata.sorted_tables:
        yield from (Place(table.name, name, "id") for name in sealed_names(table))
        yield from (Place(*one) for one in BY_HAND if one[0] == table.name)
        if not table.info.get("append_only"):
            yield from (Place(table.name, c.name, "") for c in table.columns if isinstance(c.type, sa.JSON))


def stale_count() -> int:
    """How many rows are still sealed under an older key, in columns that can be written again."""
    counts = (sa.select(sa.func.count()).select_from(one.rows).where(one.is_stale) for one in places())
    return sum(db.session.scalar(count) or 0 for count in counts)


def reseal_some(at_once: int = AT_ONCE) -> int:
    """Seal some rows anew under the present key; gives how many, 0 when nothing is left.

    Readers open both keys meanwhile; a row that somebody changed in between is left to the next turn.
    """
    for place in places():
        columns = [place.rows.c.id, place.text, *([place.rows.c[place.bound]] if place.bound else ())]
        rows = db.session.execute(sa.select(*columns).where(place.is_stale).limit(at_once)).all()
        for one, text, *bound in rows:
            where = f"{place.table}.{place.column}.{bound[0]}" if bound else WHERE
            write_again(place, one, text, resealed(text, where))
        if rows:
            return len(rows)
    return 0


def resealed(text: str, where: str) -> str:
    """The same text with every sealed part of it under the present key."""
    return TOKEN.sub(lambda found: vault.seal(vault.unseal(found[0], where), where), text)


def write_again(place: Place, one: int, before: str, after: str) -> None:
    """Put the new text in place of the old, unless that is another by now."""
    cell: Any = sa.literal(after, sa.Text())
    if not place.bound and db.engine.dialect.name != "sqlite":
        cell = sa.cast(cell, sa.JSON())
    same = (place.rows.c.id == one, place.text == before)
    db.session.execute(sa.update(place.rows).where(*same).values({place.column: cell}))


def keys_missing() -> list[str]:
    """The ids of keys that sealed something here and are not in the ring."""
    return [one for one in db.session.scalars(sa.select(DataKey.key_id)) if one not in vault.ring().by_id]


def note_keys() -> None:
    """Note the keys of the ring that are new here."""
    known = set(db.session.scalars(sa.select(DataKey.key_id)))
    rows = [{"key_id": key.id, "noted_at": clock.now()} for key in vault.ring().keys if key.id not in known]
    if rows:
        db.session.execute(sa.insert(DataKey), rows)


def faults() -> list[str]:
    """For `flask check`: what is still sealed under an older key."""
    count = stale_count() if len(vault.ring().keys) > 1 else 0
    return [f"还有 {count:,} 行个人信息是旧密钥加密的，请运行 flask --app wsgi keys rotate --go-on。"] if count else []
