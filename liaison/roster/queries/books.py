"""Rows of the exported books, in the words that the import reads back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.core.db import db
from liaison.orgs.models import SEPARATOR, Area, IdentityType, Organisation, Sector
from liaison.roster.models import Library, Member, Membership, Representative
from liaison.roster.queries.lists import VILLAGE, WORK, library_order
from liaison.roster.queries.sight import members_visible_to, representatives_visible_to

HOME_VILLAGE = aliased(Area, name="home_village")


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
    """The 15 columns of the book of all libraries, one mapping for each present representative the actor sees."""
    libraries = libraries_by_person()
    for number, row in enumerate(db.session.execute(roster_statement(actor).where(*filters)), start=1):
        cells = dict(row._mapping)
        yield {"number": number, **cells, "libraries": SEPARATOR.join(libraries.get(cells.pop("id"), ()))}


def roster_statement(actor: Actor) -> Select[Any]:
    """Present representatives with words in place of ids, by number of entry."""
    return (
        select(
            Representative.id, Representative.name, Representative.gender, Representative.ethnic, Representative.birth,
            Representative.party, Representative.education, Sector.name.label("sector_id"),
            IdentityType.name.label("identity_type_id"), Representative.unit_title, Area.name.label("area_id"),
            VILLAGE.name.label("village_id"), Representative.phone, Representative.remark,
        )
        .join(Representative.sector).join(Representative.identity_type).join(Representative.area)
        .outerjoin(Representative.village.of_type(VILLAGE))
        .where(Representative.left_on.is_(None), representatives_visible_to(actor))
        .order_by(Representative.id)
    )  # fmt: skip


def member_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """The 21 columns of the book of members, by 委员编号."""
    statement = (
        select(
            Member.no, Member.name, Member.gender, Member.ethnic, Member.birth, Member.party, Member.education,
            Sector.name.label("sector_id"), Area.name.label("home_area_id"), HOME_VILLAGE.name.label("home_village_id"),
            WORK.name.label("work_area_id"), Member.unit, Member.post, Member.phone, Member.committee,
            Organisation.name.label("organisation_id"), Member.duty, Member.is_standing, Member.first_term,
            Member.remark,
        )
        .join(Member.sector).outerjoin(Member.home_area).outerjoin(Member.home_village.of_type(HOME_VILLAGE))
        .outerjoin(Member.work_area.of_type(WORK)).outerjoin(Member.organisation)
        .where(Member.left_on.is_(None), members_visible_to(actor)).order_by(Member.no)
    )  # fmt: skip
    for number, row in enumerate(db.session.execute(statement), start=1):
        yield {"number": number, **row._mapping}
