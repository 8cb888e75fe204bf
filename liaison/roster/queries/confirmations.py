"""Whether a library's list of a year is confirmed, and what changed in it since the year before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_now
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.columns import BETWEEN
from liaison.core.db import db
from liaison.roster.models import Library, LibraryConfirmation, Membership, Representative
from liaison.roster.queries.as_of import past_of, there_on
from liaison.roster.queries.changes import KEYS, NEW, told_changes
from liaison.roster.queries.lists import library_order
from liaison.roster.queries.sight import libraries_visible_to

IN_A_STATEMENT = 500
TITLES = {key: title for title, key in KEYS.items()}
TOLD_OF = frozenset({
    "name", "phone", "gender", "ethnic", "birth", "party", "education", "sector_id", "identity_type_id", "unit_title",
    "area_id", "village_id",
})  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A library's list beside that of the year before; ids of representatives.

    compared_with: in words, what it is compared with; base_count: how many there were then; lines: `{id: what was
    changed, one line for each field}`.
    """

    compared_with: str
    base_count: int
    people: tuple[int, ...]
    entered: tuple[int, ...]
    left: tuple[int, ...]
    changed: tuple[int, ...]
    lines: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """One representative behind a number. changes: what was changed of him, one line for each field."""

    id: int
    name: str
    identity_type: str
    town: str
    is_left: bool
    changes: tuple[str, ...] = ()


def confirmations_of(library: Library, year: int) -> Sequence[LibraryConfirmation]:
    """What was confirmed of a library in a year, the last one first."""
    statement = select(LibraryConfirmation).filter_by(library_id=library.id, year=year)
    return db.session.scalars(statement.order_by(LibraryConfirmation.id.desc())).all()


def years_of(library: Library) -> list[int]:
    """The years of which somebody confirmed the library, and this one, the latest first."""
    known = select(LibraryConfirmation.year).where(LibraryConfirmation.library_id == library.id).distinct()
    return sorted({clock.today().year, *db.session.scalars(known)}, reverse=True)


def confirmed_years() -> list[int]:
    """The years of which any library was confirmed, and this one, the latest first."""
    return sorted({clock.today().year, *db.session.scalars(select(LibraryConfirmation.year).distinct())}, reverse=True)


def standing_of(library: Library, year: int) -> Standing:
    """The list of today beside the one confirmed last before this year, else beside that of 1 January.

    Who came and went is the difference of the two lists of people; who changed, the events since. Six statements.
    """
    people = people_in(library, clock.today())
    before, since, words = base_of(library, year)
    changed = changed_since(since, library)
    return Standing(
        words, len(before), in_order(people), in_order(people - before), in_order(before - people),
        in_order(people & before & changed.keys()), changed,
    )  # fmt: skip


def in_order(ids: Iterable[int]) -> tuple[int, ...]:
    """Ids from small to large."""
    return tuple(sorted(ids))


def people_in(library: Library, day: date) -> set[int]:
    """The ids of those who stood in a library at the end of a day."""
    statement = select(Membership.representative_id).join(Membership.representative).where(
        Membership.library_id == library.id, there_on(Membership.entered_on, Membership.ended_on, day),
        there_on(Representative.entered_on, Representative.left_on, day),
    )  # fmt: skip
    return set(db.session.scalars(statement)) - (past_of("representative", day).away if day < clock.today() else set())


def base_of(library: Library, year: int) -> tuple[set[int], datetime, str]:
    """The list that a year's is compared with, the moment it is of, and what it is in words."""
    earlier = select(LibraryConfirmation).where(
        LibraryConfirmation.library_id == library.id, LibraryConfirmation.year < year
    )
    last = db.session.scalars(earlier.order_by(LibraryConfirmation.year.desc(), LibraryConfirmation.id.desc())).first()
    if last:
        return set(last.people_ids), last.confirmed_at, f"{last.year} 年确认的名单"
    new_year = date(year, 1, 1)
    return people_in(library, date(year - 1, 12, 31)), clock.at(new_year), f"{year} 年 1 月 1 日的名单"


def changed_since(since: datetime, library: Library) -> dict[int, list[str]]:
    """`{representative: lines}` of what was changed since a moment of those who ever stood in a library.

    Only what a list shows counts, not libraries, remarks and what single books say.
    """
    ever = select(Membership.representative_id).where(Membership.library_id == library.id)
    statement = (
        select(Event.thing_id, Event.verb, Event.changes).order_by(Event.id)
        .where(Event.thing == "representative", Event.at > since, Event.verb.not_in(NEW), Event.thing_id.in_(ever))
    )  # fmt: skip
    first: dict[tuple[int, str], Any] = {}
    last: dict[tuple[int, str], Any] = {}
    for one, cells in told_changes(db.session.execute(statement)):
        for key in TOLD_OF & cells.keys():
            first.setdefault((one, key), cells[key][0])
            last[one, key] = cells[key][1]
    lines: dict[int, list[str]] = {}
    for (one, key), before in sorted(first.items()):
        if before != last[one, key]:
            lines.setdefault(one, []).append(line_of(key, before, last[one, key]))
    return lines


def line_of(key: str, before: Any, after: Any) -> str:
    """A change as a line; of a number only the last digits are told."""
    is_phone = key == "phone"
    shown = (f"…{str(value)[-4:]}" if value and is_phone else str(value or "空") for value in (before, after))
    return f"{TITLES[key]}：{' → '.join(shown)}"


def named(ids: Sequence[int], lines: Mapping[int, Sequence[str]] | None = None) -> list[Named]:
    """The representatives of these ids by name."""
    found: list[Named] = []
    for start in range(0, len(ids), IN_A_STATEMENT):
        statement = (
            select(Representative)
            .where(Representative.id.in_(ids[start : start + IN_A_STATEMENT]))
            .options(joinedload(Representative.identity_type), joinedload(Representative.area))
            .order_by(Representative.pinyin, Representative.id)
        )
        found += [named_one(person, lines or {}) for person in db.session.scalars(statement)]
    return found


def named_one(person: Representative, lines: Mapping[int, Sequence[str]]) -> Named:
    """One of them."""
    return Named(
        person.id, person.name, person.identity_type.name, person.area.name, person.left_on is not None,
        tuple(lines.get(person.id, ())),
    )  # fmt: skip


def confirmation_rows(actor: Actor, year: int) -> list[dict[str, Any]]:
    """One row for each library in sight: who keeps it, by whom and when it was confirmed, the numbers.

    confirmed_at and what follows it are None where nobody has confirmed it yet; people is the number of today then.
    """
    latest = select(func.max(LibraryConfirmation.id)).where(LibraryConfirmation.year == year)
    said = {one.library_id: one for one in db.session.scalars(
        select(LibraryConfirmation).where(LibraryConfirmation.id.in_(latest.group_by(LibraryConfirmation.library_id)))
    )}  # fmt: skip
    kept_by, people = keepers(), people_by_library()
    statement = select(Library.id, Library.code, Library.kind, Library.name, Library.owner)
    seen = statement.where(libraries_visible_to(actor), Library.is_active).order_by(*library_order())
    return [
        {**row._mapping, "keeper": BETWEEN.join(kept_by.get(row.id, ())), "people": people.get(row.id, 0),
         **numbers_of(said.get(row.id))}
        for row in db.session.execute(seen)
    ]  # fmt: skip


def keepers() -> dict[int, list[str]]:
    """`{library: names of those who keep it today}`."""
    statement = select(Seat.library_id, User.name).join(Seat.user).where(
        Seat.library_id.is_not(None), held_now(), User.is_active
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for library, name in db.session.execute(statement.order_by(Seat.id)):
        found.setdefault(library, []).append(name)
    return found


def people_by_library() -> dict[int, int]:
    """`{library: how many stand in it today}`."""
    statement = select(Membership.library_id, func.count()).join(Membership.representative).where(
        Membership.ended_on.is_(None), Representative.left_on.is_(None)
    )  # fmt: skip
    return dict(db.session.execute(statement.group_by(Membership.library_id)).all())


def numbers_of(said: LibraryConfirmation | None) -> dict[str, Any]:
    """What a confirmation tells in a row; nothing where there is none."""
    if said is None:
        empty = ("confirmed_at", "confirmed_by", "entered", "left", "changed", "compared_with", "note")
        return dict.fromkeys(empty)
    return {
        "confirmed_at": said.confirmed_at, "confirmed_by": said.confirmed_by, "people": len(said.people_ids),
        "entered": len(said.entered_ids), "left": len(said.left_ids), "changed": len(said.changed_ids),
        "compared_with": said.compared_with, "note": said.note,
    }  # fmt: skip
