"""Rows of the exported books, in the words that the import reads back, and the words of their filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.core.db import db
from liaison.orgs.models import SEPARATOR, Area, IdentityType, Organisation, Sector
from liaison.roster.models import Library, Member, Membership, Representative
from liaison.roster.queries.lists import VILLAGE, WORK, library_order
from liaison.roster.queries.sight import members_visible_to, representatives_visible_to

HOME_VILLAGE = aliased(Area, name="home_village")
ROWS_AT_A_TIME = 1_000
FILTERS = {
    "sector": ("界别", Sector), "identity_type": ("身份类别", IdentityType), "area": ("区镇", Area),
    "library": ("信息库", Library), "organisation": ("工委（工作组）", Organisation),
}  # fmt: skip


def libraries_by_person() -> dict[int, list[str]]:
    """`{representative id: names of his libraries, main ones first}`."""
    statement = (
        select(Membership.representative_id, Library.name)
        .join(Membership.library).where(Membership.ended_on.is_(None)).order_by(*library_order())
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for person, name in db.session.execute(statement):
        found.setdefault(person, []).append(name)
    return found


def roster_rows(actor: Actor, *filters: Any) -> Iterator[dict[str, Any]]:
    """The 15 columns of the book of all libraries, one mapping for each representative the actor sees.

    filters: where-clauses of a list; without any, those who are present.
    """
    libraries = libraries_by_person()
    statement = roster_statement(actor).where(*(filters or (Representative.left_on.is_(None),)))
    rows = db.session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME))
    for number, row in enumerate(rows, start=1):
        cells = dict(row._mapping)
        yield {"number": number, **cells, "libraries": SEPARATOR.join(libraries.get(cells["id"], ()))}


def roster_statement(actor: Actor) -> Select[Any]:
    """Representatives with words in place of ids, by number of entry."""
    return (
        select(
            Representative.id, Representative.name, Representative.gender, Representative.ethnic, Representative.birth,
            Representative.party, Representative.education, Sector.name.label("sector_id"),
            IdentityType.name.label("identity_type_id"), Representative.unit_title, Area.name.label("area_id"),
            VILLAGE.name.label("village_id"), Representative.phone, Representative.remark,
        )
        .join(Representative.sector).join(Representative.identity_type).join(Representative.area)
        .outerjoin(Representative.village.of_type(VILLAGE))
        .where(representatives_visible_to(actor))
        .order_by(Representative.id)
    )  # fmt: skip


def member_rows(actor: Actor, *filters: Any) -> Iterator[dict[str, Any]]:
    """The 21 columns of the book of members, by 委员编号. filters: where-clauses; without any, those who serve."""
    statement = (
        select(
            Member.id, Member.no, Member.name, Member.gender, Member.ethnic, Member.birth, Member.party,
            Member.education,
            Sector.name.label("sector_id"), Area.name.label("home_area_id"), HOME_VILLAGE.name.label("home_village_id"),
            WORK.name.label("work_area_id"), Member.unit, Member.post, Member.phone, Member.committee,
            Organisation.name.label("organisation_id"), Member.duty, Member.is_standing, Member.first_term,
            Member.remark,
        )
        .join(Member.sector).outerjoin(Member.home_area).outerjoin(Member.home_village.of_type(HOME_VILLAGE))
        .outerjoin(Member.work_area.of_type(WORK)).outerjoin(Member.organisation)
        .where(members_visible_to(actor), *(filters or (Member.left_on.is_(None),))).order_by(Member.no)
    )  # fmt: skip
    for number, row in enumerate(db.session.execute(statement), start=1):
        yield {"number": number, **row._mapping}


def number_of_representatives(actor: Actor, *filters: Any) -> int:
    """How many rows the book of all libraries will have."""
    statement = select(func.count()).select_from(Representative).where(representatives_visible_to(actor), *filters)
    return db.session.scalar(statement) or 0


def number_of_members(actor: Actor, *filters: Any) -> int:
    """How many rows the book of members will have."""
    return db.session.scalar(select(func.count()).select_from(Member).where(members_visible_to(actor), *filters)) or 0


def filters_in_words(wanted: Mapping[str, Any], statuses: Mapping[str, str]) -> list[tuple[str, str]]:
    """`[(filter, word)]` of what a list page was asked for. statuses: `{state: word}` of that list."""
    named = [
        (title, row.name) for key, (title, model) in FILTERS.items()
        if wanted.get(key) and (row := db.session.get(model, wanted[key]))
    ]  # fmt: skip
    status = statuses.get(wanted.get("status") or "", statuses[""])
    word = [("找", wanted["q"])] if wanted.get("q") else []
    return [("状态", status), *named, *word]
