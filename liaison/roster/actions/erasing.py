"""Erasing a person: his row goes on under a number, his name leaves every text, and the figures stay as they were.

What counts (sector, town, days, who met whom) stays; what tells who he was goes: from his row, from the rows that hang
on it, from the log (audit/redacting.py) and from the files of his contacts. A tombstone remembers that it was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from liaison.access import Actor
from liaison.accounts.models import User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import Base, db
from liaison.core.rewriting import rewriting
from liaison.core.vault import index_of
from liaison.roster.actions.emptying import drop_files, drop_what_is_about, empty_rows, forget_numbers
from liaison.roster.actions.forgetting import forget_log
from liaison.roster.actions.tombstones import remember_outside
from liaison.roster.actions.traces import (
    Rows,
    Traces,
    cells_naming,
    for_each_table,
    hanging_on,
    ids_where,
    traces_elsewhere,
    write_cells,
)
from liaison.roster.models import Member, Representative, Tombstone
from liaison.roster.rules.rights import pseudonym

Person = Representative | Member
Obstacle = Callable[[Any], str | None]

_obstacles: list[Obstacle] = []
_seals: dict[str, Callable[[Iterable[int]], None]] = {}


def declare_obstacle(obstacle: Obstacle) -> Obstacle:
    """Say why a person cannot be erased yet: gives a sentence that says what to do first, or None."""
    _obstacles.append(obstacle)
    return obstacle


@declare_obstacle
def still_there(person: Person) -> str | None:
    """Whoever is erased has left first."""
    word = "离任" if isinstance(person, Member) else "出库"
    return None if person.left_on else f"{person.name}还在名册里，请先办{word}。"


def declare_seal(table: str) -> Callable[[Any], Any]:
    """Declare who seals rows of a table anew after their texts were changed: `function(ids)`."""

    def declare(function: Callable[[Iterable[int]], None]) -> Callable[[Iterable[int]], None]:
        _seals[table] = function
        return function

    return declare


def obstacles(person: Person) -> list[str]:
    """Why he cannot be erased now, a sentence each; none when he can."""
    return [said for obstacle in _obstacles if (said := obstacle(person))]


def who_is(name: str, phone: str) -> str:
    """A blind index of somebody: known again by whoever has the key, telling nothing to others."""
    return index_of(f"{name}\0{phone}", "tombstone")


def erase(person: Person, actor: Actor, cause: str, folder: Path, number: int | None = None) -> Tombstone:
    """Erase a person for good, and note it. folder: of the instance, where files lie; number: that he had before.

    The caller has looked at `obstacles`. Raises Refused where the log is not as it was written.
    """
    db.session.flush()
    table = person.__tablename__
    name, phone = person.name, getattr(person.phone, "full", "") or ""
    stone = bury(table, person.id, who_is(name, phone), cause, number)
    traces = traces_of(person, pseudonym(stone.id, table))
    stone.counts = dict(sorted(leave_nothing(traces, stone.id, folder).items()))
    db.session.flush()
    db.session.expire_all()
    told = {"cause": [None, cause], "counts": [None, sum(stone.counts.values())]}
    record(f"{table}.erase", person, actor, label=pseudonym(stone.id, table), changes=told)
    remember_outside(folder, stone)
    return stone


def traces_of(person: Person, alias: str) -> Traces:
    """Whom to look for: he himself, whoever turned out to be him, and a member's account."""
    own: Rows = {person.__tablename__: {person.id}}
    if isinstance(person, Representative):
        own["representative"] = merged_into(person.id)
        rows = db.session.scalars(sa.select(Representative).where(Representative.id.in_(own["representative"]))).all()
    else:
        rows = [person]
        if person.user_id:
            own["user"] = {person.user_id}
            rows.append(db.session.get_one(User, person.user_id))
    phones = frozenset(one.phone.full for one in rows if one.phone)
    return Traces(dict.fromkeys((one.name for one in rows), alias), phones, own, hanging_on(own))


def merged_into(person_id: int) -> set[int]:
    """The ids of a representative and of all who turned out to be him."""
    found = {person_id}
    while more := ids_where("representative", "merged_into_id", found) - found:
        found |= more
    return found


def bury(thing: str, thing_id: int, who: str, cause: str, number: int | None = None) -> Tombstone:
    """A new tombstone, whose number is known. number: that he had before."""
    stone = Tombstone(
        id=number, thing=thing, thing_id=thing_id, who=who, cause=cause, erased_at=clock.now(), counts={}
    )
    db.session.add(stone)
    db.session.flush()
    return stone


def leave_nothing(traces: Traces, number: int, folder: Path) -> Counter[str]:
    """Take him out of everything; gives how many rows of each table were changed."""
    counts: Counter[str] = Counter()
    counts.update(forget_log(traces))  # first: it looks for the names that the rows still have
    for table, ids in traces.own.items():
        empty_rows(Base.metadata.tables[table], ids, traces, number)
        counts[table] += len(ids)
    counts.update(drop_what_is_about(traces))
    counts.update(for_each_table(lambda table: scrub(table, traces, traces.rows.get(table.name, set()))))
    counts.update(forget_numbers(traces))
    if (elsewhere := traces_elsewhere(traces)).names:
        counts.update(for_each_table(lambda table: scrub(table, elsewhere, None)))
    counts["attachment"] += drop_files(traces, folder)
    return +counts


def scrub(table: Table, traces: Traces, only: set[int] | None) -> int:
    """Take his names out of the texts of a table; gives how many rows were changed. only: among these, None = all."""
    changed = dict(cells_naming(table, traces, only)) if only is None or only else {}
    if not changed:
        return 0
    with rewriting(db.session.connection(), [table.name] if table.info.get("append_only") else []):
        write_cells(table, changed)
        if table.name in _seals:
            _seals[table.name](changed)
    return len(changed)
