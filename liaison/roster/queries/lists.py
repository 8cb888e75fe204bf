"""Rows of the list pages, as plain tuples: one statement each, whatever the number of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor
from liaison.accounts.models import Seat
from liaison.core.db import db
from liaison.core.sealed import has_number
from liaison.core.text import same_word
from liaison.orgs.models import Area, IdentityType, Organisation, Sector
from liaison.roster.models import ImportBatch, Library, Member, Membership, Representative, WaitingRow
from liaison.roster.models.imports import UNDONE, WRITTEN
from liaison.roster.queries.sight import (
    libraries_visible_to,
    members_visible_to,
    representatives_visible_to,
    waiting_rows_visible_to,
)

TAIL = re.compile(r"[0-9]{4}")
NUMBER = re.compile(r"[0-9]{5,11}")
VILLAGE, WORK = aliased(Area, name="village"), aliased(Area, name="work_area")
STATUSES = {"": "在库", "left": "已出库", "all": "全部"}
MEMBER_STATUSES = {"": "在任", "left": "已离任", "all": "全部"}


def matching(word: str) -> ColumnElement[bool]:
    """Representatives found by a word: name or part of it, pinyin, initials, unit, a whole phone or its last four."""
    key = same_word(word)
    if TAIL.fullmatch(key) or NUMBER.fullmatch(key):
        return has_number(Representative.phone, key)
    return contained(key, Representative.unit_title, Representative)


def members_matching(word: str) -> ColumnElement[bool]:
    """Members found by a word: as `matching`, and by 委员编号."""
    key = same_word(word)
    by_no = Member.no.icontains(key, autoescape=True)
    if TAIL.fullmatch(key) or NUMBER.fullmatch(key):
        return or_(has_number(Member.phone, key), by_no)
    return or_(contained(key, Member.unit, Member), by_no)


def contained(key: str, unit: Any, person: Any) -> ColumnElement[bool]:
    """Name and unit for Chinese words; for letters also pinyin, and initials from their beginning."""
    plain = or_(person.name.contains(key, autoescape=True), unit.contains(key, autoescape=True))
    if not key.isascii():
        return plain
    starts = or_(
        person.initials.startswith(key, autoescape=True), person.initials.contains(f" {key}", autoescape=True)
    )  # fmt: skip
    return or_(plain, person.pinyin.contains(key, autoescape=True), starts)


CODES = (
    select(func.aggregate_strings(Library.code, " "))
    .where(Membership.representative_id == Representative.id, Membership.ended_on.is_(None),
           Library.id == Membership.library_id)
    .scalar_subquery()
)  # fmt: skip
LISTED = (
    select(
        Representative.id, Representative.name, Representative.gender, Representative.phone,
        Sector.name.label("sector"), IdentityType.name.label("type"), Representative.unit_title,
        Area.name.label("town"), VILLAGE.name.label("village"), CODES.label("codes"), Representative.left_on,
    )
    .outerjoin(Representative.sector).outerjoin(Representative.identity_type).outerjoin(Representative.area)
    .outerjoin(Representative.village.of_type(VILLAGE))
    .order_by(Representative.area_id, Representative.pinyin, Representative.id)
)  # fmt: skip


def representative_list(actor: Actor, filters: Mapping[str, Any]) -> Select[Any]:
    """(id, name, gender, phone, sector, type, unit_title, town, village, codes, left_on) of those the actor sees.

    filters: q (a word), sector, identity_type, area, library (ids), status (a key of STATUSES); blank ones do nothing.
    """
    clauses = (representatives_visible_to(actor), *representative_filters(filters))
    return LISTED.where(searched_once(clauses) if filters.get("q") else and_(*clauses))


def searched_once(clauses: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """The same condition, gone through the table once for a page and its number together."""
    return Representative.id.in_(select(select(Representative.id).where(*clauses).cte("found").c.id))


def representative_filters(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The where-clauses of a filter form."""
    clauses = [in_status(Representative.left_on, filters.get("status"))]
    for key in ("sector", "identity_type", "area"):
        if filters.get(key):
            clauses.append(getattr(Representative, f"{key}_id") == filters[key])
    if filters.get("library"):
        kept = select(Membership.representative_id)
        kept = kept.where(Membership.library_id == filters["library"], Membership.ended_on.is_(None))
        clauses.append(Representative.id.in_(kept))
    if filters.get("q"):
        clauses.append(matching(filters["q"]))
    return clauses


def in_status(left_on: Any, status: str | None) -> ColumnElement[bool]:
    """Present ones unless gone ones, or all, are asked for."""
    wanted = {"left": left_on.is_not(None), "all": and_(True)}
    return wanted.get(status or "", left_on.is_(None))


def member_list(actor: Actor, filters: Mapping[str, Any]) -> Select[Any]:
    """(id, no, name, gender, sector, organisation, home, work, unit, post, duty, phone, left_on) by 委员编号.

    filters: q, sector, organisation, area (home), status.
    """
    statement = (
        select(
            Member.id, Member.no, Member.name, Member.gender, Sector.name.label("sector"),
            Organisation.name.label("organisation"), Area.name.label("home"), WORK.name.label("work"), Member.unit,
            Member.post, Member.duty, Member.phone, Member.left_on,
        )
        .join(Member.sector).outerjoin(Member.organisation).outerjoin(Member.home_area)
        .outerjoin(Member.work_area.of_type(WORK))
        .order_by(Member.no)
    )  # fmt: skip
    return statement.where(members_visible_to(actor), *member_filters(filters))


def member_filters(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The where-clauses of the members' filter form."""
    columns = {"sector": Member.sector_id, "organisation": Member.organisation_id, "area": Member.home_area_id}
    clauses = [column == filters[key] for key, column in columns.items() if filters.get(key)]
    if filters.get("q"):
        clauses.append(members_matching(filters["q"]))
    return [in_status(Member.left_on, filters.get("status")), *clauses]


def library_list(actor: Actor) -> Iterable[Any]:
    """(id, code, kind, name, owner, people, shared) by rank; shared: those who stand in another library too."""
    others = aliased(Membership)
    elsewhere = (
        select(others.id)
        .where(others.representative_id == Membership.representative_id, others.library_id != Membership.library_id,
               others.ended_on.is_(None))
        .exists()
    )  # fmt: skip
    here = and_(Membership.ended_on.is_(None), Representative.left_on.is_(None))
    statement = (
        select(
            Library.id, Library.code, Library.kind, Library.name, Library.owner,
            func.count(case((here, Membership.id))).label("people"),
            func.count(case((and_(here, elsewhere), Membership.id))).label("shared"),
        )
        .outerjoin(Membership, Membership.library_id == Library.id)
        .outerjoin(Representative, Representative.id == Membership.representative_id)
        .where(libraries_visible_to(actor), Library.is_active)
        .group_by(Library.id).order_by(*library_order())
    )  # fmt: skip
    return db.session.execute(statement).all()


def library_order() -> tuple[Any, ...]:
    """Main libraries first, then by code."""
    return Library.kind != "主信息库", Library.code


def library_choices(actor: Actor) -> list[tuple[int, str]]:
    """`[(id, name)]` of the libraries an actor may see."""
    return [(one, name) for one, name in db.session.execute(libraries_offered(actor))]


@lru_cache(maxsize=256)
def libraries_offered(actor: Actor) -> Select[Any]:
    """Kept for each seat: to put it together takes longer than to ask it."""
    seen = select(Library.id, Library.name).where(libraries_visible_to(actor), Library.is_active)
    return seen.order_by(*library_order())


def library_figures(library: Library) -> dict[str, list[tuple[str, int]]]:
    """`{"区镇" or "身份类别": [(name, people)]}` of one library, most first."""
    figures = {}
    groups = (("区镇", Area, Representative.area), ("身份类别", IdentityType, Representative.identity_type))
    for title, named, joined in groups:
        count = func.count()
        statement = (
            select(named.name, count).select_from(Membership).join(Membership.representative).join(joined)
            .where(Membership.library_id == library.id, Membership.ended_on.is_(None), Representative.left_on.is_(None))
            .group_by(named.id, named.name).order_by(count.desc(), named.id)
        )  # fmt: skip
        figures[title] = [(name, number) for name, number in db.session.execute(statement)]
    return figures


def waiting_list(actor: Actor, filters: Mapping[str, Any]) -> Select[Any]:
    """One row for each waiting row: its file and place, its cause, its name, whom it may mean, what was decided.

    filters: state ("" open, "decided"), outcome, library.
    """
    statement = (
        select(
            WaitingRow.id, ImportBatch.file_name, ImportBatch.kind, WaitingRow.sheet, WaitingRow.row_number,
            WaitingRow.column, WaitingRow.code, WaitingRow.sentence, WaitingRow.outcome, WaitingRow.candidate_id,
            WaitingRow.cells["name"].as_string().label("name"), WaitingRow.decision, WaitingRow.decided_by,
            ImportBatch.imported_at,
        )
        .join(WaitingRow.batch).order_by(WaitingRow.batch_id.desc(), WaitingRow.sheet, WaitingRow.row_number)
    )  # fmt: skip
    clauses = [WaitingRow.decision.is_not(None) if filters.get("state") else WaitingRow.decision.is_(None)]
    if filters.get("outcome"):
        clauses.append(WaitingRow.outcome == filters["outcome"])
    if filters.get("library"):
        clauses.append(ImportBatch.library_id == filters["library"])
    return statement.where(waiting_rows_visible_to(actor), *clauses)


def waiting_count(actor: Actor) -> int:
    """How many rows wait for this actor."""
    open_rows = waiting_list(actor, {}).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(open_rows)) or 0


def keepers_of(library: Library) -> list[Seat]:
    """The seats of those who keep a library now."""
    statement = select(Seat).where(Seat.library_id == library.id, Seat.ended_on.is_(None)).order_by(Seat.id)
    return list(db.session.scalars(statement.options(joinedload(Seat.user))))


def batches_of(library: Library) -> list[ImportBatch]:
    """The latest books read into a library, newest first; those taken back since too."""
    read_in = (ImportBatch.state.in_((WRITTEN, UNDONE)), ImportBatch.undoes_id.is_(None))
    statement = select(ImportBatch).where(ImportBatch.library_id == library.id, *read_in)
    return list(db.session.scalars(statement.order_by(ImportBatch.id.desc()).limit(10)))


def members_without_account() -> list[Member]:
    """Serving members who cannot sign in yet, by 委员编号."""
    statement = select(Member).where(Member.left_on.is_(None), Member.user_id.is_(None)).order_by(Member.no)
    return list(db.session.scalars(statement.options(joinedload(Member.organisation))))
