"""What is kept of a person, for himself to read: each package declares its own list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from liaison.audit.models import Event
from liaison.audit.words import doer, verb_title
from liaison.core import clock
from liaison.core.db import db
from liaison.roster.models import Representative
from liaison.roster.sheets import FORM_COLUMNS, MEMBER_FORM_COLUMNS

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Holding:
    """One list of what is kept. headings: of its columns; rows: of a person."""

    title: str
    headings: tuple[str, ...]
    rows_of: Callable[[Any], Rows]


_holdings: list[Holding] = []


def declare_holding(title: str, headings: tuple[str, ...]) -> Callable[[Any], Any]:
    """Declare a function that gives what is kept of a representative or member, as people read it."""

    def declare(rows_of: Callable[[Any], Rows]) -> Callable[[Any], Rows]:
        _holdings.append(Holding(title, headings, rows_of))
        return rows_of

    return declare


def held_of(person: Any) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """(title, headings, rows) of every list, the person's own first."""
    for one in _holdings:
        yield one.title, one.headings, one.rows_of(person)


@declare_holding("基本资料", ("项目", "内容"))
def base_of(person: Any) -> Rows:
    """His own row, number and all: it is his."""
    columns = FORM_COLUMNS if isinstance(person, Representative) else MEMBER_FORM_COLUMNS
    return [(column.title, shown(person, column.key)) for column in columns]


def shown(person: Any, key: str) -> Any:
    """A cell as he reads it: the name instead of an id, the whole number."""
    value = getattr(person, key)
    thing = getattr(person, key.removesuffix("_id"), None) if key.endswith("_id") else value
    return getattr(thing, "full", None) or (str(thing) if thing not in (None, "") else "")


@declare_holding("信息库", ("信息库", "入库", "移出", "这个库另写的"))
def libraries_of(person: Any) -> Rows:
    """In which libraries he stood."""
    if not isinstance(person, Representative):
        return []
    return [
        (one.library.name, one.entered_on, one.ended_on, "；".join(map(str, one.differing.values())))
        for one in person.memberships
    ]


@declare_holding("谁动过、看过", ("时间", "谁", "做了什么"))
def deeds_of(person: Any) -> Rows:
    """What the log says was done with his row, looks at his number among it."""
    same = (Event.thing == person.__tablename__, Event.thing_id == person.id)
    events = db.session.scalars(select(Event).where(*same).order_by(Event.id))
    return [(f"{clock.local(one.at):%Y-%m-%d %H:%M}", doer(one), verb_title(one.verb)) for one in events]
