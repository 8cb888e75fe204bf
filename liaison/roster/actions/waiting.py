"""Settling rows that wait: the same person, another person, or not to be taken; the decision is remembered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import CellError, Refused
from liaison.core.sheets import Row
from liaison.core.text import mask_phone, mobile
from liaison.roster.actions.books import Entry, understood
from liaison.roster.actions.lists import TITLES, Lists
from liaison.roster.actions.people import add_representative, change_representative, restore
from liaison.roster.models import Library, Membership, Representative, WaitingRow
from liaison.roster.rules import ANOTHER, DECISIONS, DROP, FIELDS, SAME

CLASHES = ("PHONE_CONFLICT", "PHONE_CHANGED")


def decide(row: WaitingRow, decision: str, actor: Actor) -> WaitingRow:
    """Settle a waiting row by one of DECISIONS, remembered when its book is read again.

    same: it means the candidate; a changed number becomes his number. another: a person of his own.
    Raises Refused when it is settled already, or when the decision does not fit its cause.
    """
    if row.decision:
        raise Refused(f"这一行已经由{row.decided_by}核定为“{DECISIONS[row.decision]}”。")
    if decision == SAME:
        take_as_same(row, actor)
    elif decision == ANOTHER:
        take_as_another(row, actor)
    elif decision != DROP:
        raise Refused("请选“是同一个人”“是另一个人”或“不收这一行”。")
    return close(row, decision, actor)


def close(row: WaitingRow, decision: str, actor: Actor) -> WaitingRow:
    """Note the decision; the same row of other batches is settled with it."""
    twins = select(WaitingRow).where(WaitingRow.fingerprint == row.fingerprint, WaitingRow.decision.is_(None))
    for one in [*db.session.scalars(twins.where(WaitingRow.id != row.id)), row]:
        one.decision, one.decided_by, one.decided_at = decision, actor.name, clock.now()
        one.candidate_id, one.aliases = row.candidate_id, row.aliases or []
    record("waiting_row.decide", row, actor, changes={"核定": [None, DECISIONS[decision]]})
    return row


def settle_with(row: WaitingRow, person: Representative, actor: Actor) -> WaitingRow:
    """A row is settled by a person who was just taken in from it; its faulty self will be known as him."""
    db.session.flush()
    row.candidate_id = person.id
    return close(row, ANOTHER, actor)


def choices_of(row: WaitingRow) -> list[str]:
    """The decisions that fit the cause of a row."""
    if row.decision:
        return []
    clash = [SAME, ANOTHER] if row.code in CLASHES else [SAME] if row.code == "PERSON_LEFT" and row.candidate else []
    return [*clash, DROP]


def cells_in_words(row: WaitingRow) -> list[tuple[str, Any]]:
    """`[(title, what the row holds)]` in the order of the book; a whole number is masked."""
    cells = row.cells | ({"phone": shown_phone(row.cells["phone"])} if row.cells.get("phone") else {})
    return [(TITLES[key], cells[key]) for key in TITLES if key in cells]


def shown_phone(raw: str) -> str:
    """A whole number masked; what is none is shown, since it has to be mended."""
    try:
        return mask_phone(mobile(raw))
    except CellError:
        return raw


def take_as_same(row: WaitingRow, actor: Actor) -> None:
    """The row means the candidate."""
    person = row.candidate
    if person is None:
        raise Refused("这一行没有像的人，请补好后新增，或者不收。")
    if row.code == "PERSON_LEFT":
        restore(person, actor)
        return
    entry = entry_of(row)
    row.aliases = [[person.name, person.phone], [entry.values["name"], entry.values["phone"]]]
    if row.code == "PHONE_CHANGED":
        change_representative(person, actor, person.version, is_another=True, phone=entry.values["phone"])
    join_libraries(person, entry)


def take_as_another(row: WaitingRow, actor: Actor) -> None:
    """The row is a person of its own."""
    if row.code not in CLASHES:
        raise Refused("请先补好这一行再新增，或者不收。")
    entry = entry_of(row)
    cells = {key: entry.values.get(key) for key in ("name", "phone", *FIELDS)}
    library = db.session.get(Library, entry.libraries[0])
    person = add_representative(library, actor, is_another=True, entered_on=entry.entered_on, **cells)
    join_libraries(person, entry)


def join_libraries(person: Representative, entry: Entry) -> None:
    """Let a person stand in the libraries that the row names."""
    db.session.flush()
    standing = {one.library_id: one for one in person.memberships}
    for library_id in entry.libraries:
        if library_id in standing:
            standing[library_id].ended_on = None
        else:
            said = {key: value for key in FIELDS if (value := entry.values.get(key)) != getattr(person, key)}
            day = entry.entered_on or clock.today()
            membership = Membership(library_id=library_id, differing=said, entered_on=day)
            person.memberships.append(membership)
    db.session.flush()


def entry_of(row: WaitingRow) -> Entry:
    """The row read anew with today's lists; Refused where a cell still cannot be taken."""
    entry = read_again(row)
    if entry.faults:
        raise Refused(f"这一行还不能收：{entry.faults[0].sentence}")
    return entry


def read_again(row: WaitingRow) -> Entry:
    """The row as today's lists understand it."""
    lists = Lists.load()
    library = next((one for one in lists.libraries if one.id == row.batch.library_id), None)
    headings = {key: TITLES[key] for key in row.cells if key in TITLES}
    return understood(Row(row.row_number, row.sheet, row.cells, headings), lists, library)


def cells_to_mend(row: WaitingRow) -> dict[str, Any]:
    """What the row says as far as it can be understood: the beginning of a form. library_id: the first it names."""
    entry = read_again(row)
    faulty = {fault.key for fault in entry.faults}
    cells = {key: value for key, value in entry.values.items() if key not in faulty}
    return {**cells, "library_id": next(iter(entry.libraries), None)}
