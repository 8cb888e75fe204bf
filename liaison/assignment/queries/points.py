"""Members and representatives as the solver sees them, read in one statement each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from liaison.assignment.rules import KINDS, LEAST, Group, MemberPoint, RepresentativePoint
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative

Village, Town, WorkTown = aliased(Area), aliased(Area), aliased(Area)

MEMBERS: Select = (
    select(
        Member.id, Member.no, Member.sector_id, Member.home_area_id, Member.work_area_id,
        func.coalesce(Village.lat, Town.lat), func.coalesce(Village.lon, Town.lon), WorkTown.lat, WorkTown.lon,
    )
    .outerjoin(Village, Village.id == Member.home_village_id)
    .outerjoin(Town, Town.id == Member.home_area_id)
    .outerjoin(WorkTown, WorkTown.id == Member.work_area_id)
)  # fmt: skip
PEOPLE: Select = (
    select(
        Representative.id, Representative.name, Representative.phone, Representative.sector_id,
        Representative.area_id, Representative.identity_type_id,
        func.coalesce(Village.lat, Town.lat), func.coalesce(Village.lon, Town.lon),
    )
    .outerjoin(Village, Village.id == Representative.village_id)
    .join(Town, Town.id == Representative.area_id)
)  # fmt: skip


def member_points(*where: ColumnElement[bool]) -> tuple[MemberPoint, ...]:
    """The members that fit, by number; a home village that is not known is the centre of the town."""
    rows = db.session.execute(MEMBERS.where(*where).order_by(Member.no))
    return tuple(
        MemberPoint(identity, no, sector, spot(*home), spot(*work), tuple(t for t in (town, work_town) if t))
        for identity, no, sector, town, work_town, *places in rows
        for home, work in [(places[:2], places[2:])]
    )


def representative_points(*where: ColumnElement[bool]) -> tuple[RepresentativePoint, ...]:
    """The representatives that fit."""
    rows = db.session.execute(PEOPLE.where(*where).order_by(Representative.id))
    return tuple(
        RepresentativePoint(identity, name + phone, sector, town, identity_type, spot(lat, lon))
        for identity, name, phone, sector, town, identity_type, lat, lon in rows
    )


def spot(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    """A place, where it is known."""
    return None if lat is None or lon is None else (lat, lon)


def plan_groups() -> tuple[Group, ...]:
    """Every town, sector and identity type in use, each with the least number of people to be reached."""
    towns = select(Area.id, Area.name).where(Area.parent_id.is_(None), Area.is_active)
    sectors = select(Sector.id, Sector.name).where(Sector.is_active)
    types = select(IdentityType.id, IdentityType.name).where(IdentityType.is_active)
    found = zip(KINDS[:3], (towns, sectors, types), strict=True)
    return tuple(
        Group(kind, identity, name, LEAST[kind])
        for kind, statement in found
        for identity, name in db.session.execute(statement.order_by(statement.selected_columns[0]))
    )


def available_people() -> Counter[tuple[str, int]]:
    """`{(kind, id): representatives in the libraries}`."""
    columns = (Representative.area_id, Representative.sector_id, Representative.identity_type_id)
    statement = select(*columns, func.count()).where(Representative.left_on.is_(None)).group_by(*columns)
    return counted(db.session.execute(statement))


def counted(rows: Iterable[tuple[int, int, int, int]]) -> Counter[tuple[str, int]]:
    """Numbers by town, sector and type at once, as numbers of each of the three."""
    people: Counter[tuple[str, int]] = Counter()
    for *identities, number in rows:
        people.update(dict.fromkeys(zip(KINDS[:3], identities, strict=True), number))
    return people
