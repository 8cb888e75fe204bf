"""Books that went out with masked phones and come back: the key of each row says whose it is, and so his number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.core.db import db
from liaison.core.sheets import Reading
from liaison.core.sheets.masking import MEMBER, REPRESENTATIVE, ROW_KEY, person_behind
from liaison.core.sheets.reading import Row
from liaison.core.text import mask_phone
from liaison.roster.models import Member, Representative
from liaison.roster.queries import members_visible_to, representatives_visible_to

PHONE = "phone"  # what every book of people calls that column
NOT_READ = "PHONES_NOT_READ"
NOT_READ_WORDS = "这是打码导出的表，电话一列没有读，改过的 {} 个号码没有用上。要改电话，请在页面上改，或者用完整的表。"
AT_ONCE = 1_000
PEOPLE = {
    REPRESENTATIVE: (Representative, representatives_visible_to), MEMBER: (Member, members_visible_to),
}  # fmt: skip
Person = tuple[str, int]


def with_phones(reading: Reading, actor: Actor) -> tuple[Reading, dict[str, str]]:
    """(the rows as if the numbers of their people stood in them, what is to be said of that).

    Only a key that was made here, for somebody whom the actor may see, gives a number; any other row stays as it is.
    """
    keys = [person_behind(row.cells.get(ROW_KEY.key)) for row in reading.rows]
    people = {key for key in keys if key}
    if not people:
        return reading, {}
    numbers = numbers_of(people, actor)
    known = [key if key in numbers else None for key in keys]
    pairs = list(zip(reading.rows, known, strict=True))
    odd = sum(not is_as_given(row, numbers[key]) for row, key in pairs if key)
    rows = [restored(row, numbers[key]) if key else row for row, key in pairs]
    return replace(reading, rows=rows), {NOT_READ: NOT_READ_WORDS.format(odd)} if odd else {}


def numbers_of(people: Iterable[Person], actor: Actor) -> dict[Person, str | None]:
    """`{person: his whole number}` of those within sight."""
    found: dict[Person, str | None] = {}
    for letter, (model, visible_to) in PEOPLE.items():
        ids = sorted(number for kind, number in people if kind == letter)
        for some in (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)):
            wanted = select(model.id, model.phone).where(model.id.in_(some), visible_to(actor))
            found |= {(letter, row.id): row.phone.full if row.phone else None for row in db.session.execute(wanted)}
    return found


def is_as_given(row: Row, number: str | None) -> bool:
    """Whether the cell of the phone is still what went out."""
    return (row.cells.get(PHONE) or "") in ("", number, mask_phone(number or ""))


def restored(row: Row, number: str | None) -> Row:
    """The row with the whole number and without its key."""
    kept: Mapping[str, Any] = {key: cell for key, cell in row.cells.items() if key not in (ROW_KEY.key, PHONE)}
    return replace(row, cells={**kept, PHONE: number} if number else kept)
