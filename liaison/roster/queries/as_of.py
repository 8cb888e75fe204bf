"""The lists as they stood at the end of a day: who was there, and what was written of each of them then.

Who was there follows from the days of entering and leaving; what was written, from the events since, told backwards.
What neither tells: that somebody was taken out of one library and back into it counts as if he had never been out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from liaison.access import SYSTEM, Actor, Role
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db
from liaison.core.text import Phone, initials, pinyin, same_word
from liaison.orgs.models import SEPARATOR, Area, IdentityType, Organisation, Sector
from liaison.roster.models import Library, Member, Membership, Representative, Term
from liaison.roster.queries.books import member_rows, roster_statement
from liaison.roster.queries.changes import NEW, told_changes
from liaison.roster.queries.lists import NUMBER, TAIL, library_order
from liaison.roster.queries.sight import libraries_visible_to, representatives_visible_to

PERSON_FILTERS = {"sector": Sector, "identity_type": IdentityType, "area": Area}
MEMBER_FILTERS = {"sector": Sector, "organisation": Organisation, "area": Area}
OF_MEMBER = {"sector": "sector_id", "organisation": "organisation_id", "area": "home_area_id"}


class ListedPerson(NamedTuple):
    """A row of the list of representatives, as `representative_list` gives it."""

    id: int
    name: str
    gender: str | None
    phone: str
    sector: str
    type: str
    unit_title: str | None
    town: str
    village: str | None
    codes: str
    left_on: None = None
    in_all: int = 0


class ListedMember(NamedTuple):
    """A row of the list of members, as `member_list` gives it."""

    id: int
    no: str
    name: str
    gender: str | None
    sector: str
    organisation: str | None
    home: str | None
    work: str | None
    unit: str | None
    post: str | None
    duty: str | None
    left_on: None = None


@dataclass
class Past:
    """What the events since a day tell of it. values: `{id: {column key: value then}}` of what changed since;

    away: those who had left then and came back since.
    """

    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)


def there_on(entered: Any, left: Any, day: date) -> ColumnElement[bool]:
    """Whether something that begins and ends on these days stood at the end of a day."""
    return and_(entered <= day, or_(left.is_(None), left > day))


def past_of(thing: str, day: date) -> Past:
    """What stood at the end of a day of the people of a table who were changed since.

    One statement, and one more for each reference list of which imports that were taken back tell by id.
    """
    since = (Event.thing == thing, Event.at >= clock.end_of(day), Event.verb.not_in(NEW))
    rows = db.session.execute(
        select(Event.thing_id, Event.verb, Event.changes).where(*since).order_by(Event.id.desc())
    )
    past = Past()
    for one, cells in told_changes(rows):
        left_on, again = cells.pop("left_on", (None, None))
        if left_on and again is None and left_on <= day.isoformat():
            past.away.add(one)
        if cells:
            past.values.setdefault(one, {}).update((key, as_shown(key, pair[0])) for key, pair in cells.items())
    return past


def as_shown(key: str, value: Any) -> Any:
    """A value out of an event; a number shows itself masked, like one out of its own column."""
    return Phone(value) if key == "phone" and value else value


def seen_on(actor: Actor, day: date) -> ColumnElement[bool]:
    """The representatives an actor sees, and those who stood on that day in a library that he sees."""
    seen = representatives_visible_to(actor)
    if actor.role is Role.MEMBER:
        return seen
    stood = standing_on(day, Membership.library_id.in_(select(Library.id).where(libraries_visible_to(actor))))
    return or_(seen, Representative.id.in_(stood))


def standing_on(day: date, *where: ColumnElement[bool]) -> Any:
    """The ids of the representatives who stood on a day in such libraries, as a part of a larger select."""
    return select(Membership.representative_id).where(
        there_on(Membership.entered_on, Membership.ended_on, day), *where
    )


def people_on(actor: Actor, day: date, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The representatives of a day, as rows of the book of all libraries with id and codes, by town and pinyin.

    filters: q, sector, identity_type, area, library, as `representative_list`; they are compared with what was
    written then. The same number of statements whatever the number of people.
    """
    clauses = [there_on(Representative.entered_on, Representative.left_on, day), seen_on(actor, day)]
    if filters.get("library"):
        clauses.append(Representative.id.in_(standing_on(day, Membership.library_id == filters["library"])))
    order = (Representative.area_id, Representative.pinyin, Representative.id)
    rows = db.session.execute(roster_statement(SYSTEM).where(*clauses).order_by(None).order_by(*order))
    past, wanted = past_of("representative", day), words_wanted(filters, PERSON_FILTERS)
    there = (as_then(row._mapping, past) for row in rows if row.id not in past.away)
    found = [cells for cells in there if fits(cells, wanted, {key: f"{key}_id" for key in PERSON_FILTERS})]
    found = [cells for cells in found if is_named(cells, filters.get("q"))]
    return with_libraries(found, day)


def as_then(row: Mapping[str, Any], past: Past) -> dict[str, Any]:
    """The cells of a row as they were on that day."""
    cells = dict(row)
    known = past.values.get(cells["id"], {})
    return cells | {key: value for key, value in known.items() if key in cells}


def words_wanted(filters: Mapping[str, Any], models: Mapping[str, Any]) -> dict[str, str]:
    """`{filter: name}` of the rows of reference lists that are asked for; one that is none fits nobody."""
    asked = {key: filters[key] for key in models if filters.get(key)}
    rows = {key: db.session.get(models[key], one) for key, one in asked.items()}
    return {key: row.name if row else "" for key, row in rows.items()}


def fits(cells: Mapping[str, Any], wanted: Mapping[str, str], columns: Mapping[str, str]) -> bool:
    """Whether a row has the words that are asked for."""
    return all(cells[columns[key]] == word for key, word in wanted.items())


def is_named(cells: Mapping[str, Any], word: str | None, unit: str = "unit_title") -> bool:
    """Whether a word finds a row: as `matching`, with what was written then."""
    key = same_word(word or "")
    if TAIL.fullmatch(key) or NUMBER.fullmatch(key):
        phone = cells["phone"] or ""
        by_phone = phone.endswith(key) if TAIL.fullmatch(key) else phone == key
        return by_phone or key in same_word(cells.get("no") or "")
    said = (cells["name"], cells[unit], cells.get("no"))
    if not key or any(key in same_word(one or "") for one in said):
        return True
    return key.isascii() and (key in pinyin(cells["name"]) or key in " ".join(initials(cells["name"])))


def with_libraries(found: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The rows with the libraries of that day: their names, and their codes."""
    statement = (
        select(Membership.representative_id, Library.name, Library.code).join(Membership.library)
        .where(there_on(Membership.entered_on, Membership.ended_on, day)).order_by(*library_order())
    )  # fmt: skip
    stood: dict[int, list[tuple[str, str]]] = {}
    for person, name, code in db.session.execute(statement):
        stood.setdefault(person, []).append((name, code))
    for number, cells in enumerate(found, start=1):
        pairs = stood.get(cells["id"], [])
        cells["number"] = number
        cells["libraries"] = SEPARATOR.join(name for name, _code in pairs)
        cells["codes"] = " ".join(code for _name, code in pairs)
    return found


def listed_people(rows: Iterable[Mapping[str, Any]]) -> list[ListedPerson]:
    """The rows of `people_on` as the page of representatives shows them."""
    return [
        ListedPerson(
            row["id"], row["name"], row["gender"], row["phone"], row["sector_id"], row["identity_type_id"],
            row["unit_title"], row["area_id"], row["village_id"], row["codes"],
        )
        for row in rows
    ]  # fmt: skip


def members_on(actor: Actor, day: date, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of a day, as rows of their book with id, by 委员编号. filters: q, sector, organisation, area.

    A member counts since he entered; where that is not known, since his first term began; else since ever.
    """
    began = select(Term.starts_on).where(Term.name == Member.first_term).correlate(Member).scalar_subquery()
    since = func.coalesce(Member.entered_on, began, day)
    rows = member_rows(actor, there_on(since, Member.left_on, day))
    past, wanted = past_of("member", day), words_wanted(filters, MEMBER_FILTERS)
    there = (as_then(row, past) for row in rows if row["id"] not in past.away)
    found = [cells for cells in there if fits(cells, wanted, OF_MEMBER) and is_named(cells, filters.get("q"), "unit")]
    return [{**cells, "number": number} for number, cells in enumerate(found, start=1)]


def listed_members(rows: Iterable[Mapping[str, Any]]) -> list[ListedMember]:
    """The rows of `members_on` as the page of members shows them."""
    return [
        ListedMember(
            row["id"], row["no"], row["name"], row["gender"], row["sector_id"], row["organisation_id"],
            row["home_area_id"], row["work_area_id"], row["unit"], row["post"], row["duty"],
        )
        for row in rows
    ]  # fmt: skip


def libraries_on(actor: Actor, day: date) -> list[Any]:
    """(id, code, kind, name, owner, people, shared) of a day, by rank, as `library_list`."""
    here, other = aliased(Membership), aliased(Membership)
    stood = there_on(here.entered_on, here.ended_on, day)
    elsewhere = select(other.id).where(
        other.representative_id == here.representative_id, other.library_id != here.library_id,
        there_on(other.entered_on, other.ended_on, day),
    )  # fmt: skip
    people = (
        select(here.library_id, func.count().label("people"), func.count().filter(elsewhere.exists()).label("shared"))
        .join(Representative, Representative.id == here.representative_id)
        .where(Representative.merged_into_id.is_(None), stood,
               there_on(Representative.entered_on, Representative.left_on, day),
               Representative.id.not_in(past_of("representative", day).away))
        .group_by(here.library_id).subquery()
    )  # fmt: skip
    statement = (
        select(
            Library.id, Library.code, Library.kind, Library.name, Library.owner,
            func.coalesce(people.c.people, 0).label("people"), func.coalesce(people.c.shared, 0).label("shared"),
        )
        .outerjoin(people, people.c.library_id == Library.id)
        .where(libraries_visible_to(actor), Library.is_active).order_by(*library_order())
    )  # fmt: skip
    return list(db.session.execute(statement))


def figures_on(library: Library, day: date) -> dict[str, list[tuple[str, int]]]:
    """As `library_figures`, of a day."""
    people = people_on(SYSTEM, day, {"library": library.id})
    columns = {"区镇": "area_id", "身份类别": "identity_type_id"}
    return {title: Counter(cells[key] for cells in people).most_common() for title, key in columns.items()}
