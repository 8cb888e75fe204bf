"""Members and representatives as the solver sees them, read in two statements each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from liaison.assignment.models import MemberPlaces
from liaison.assignment.rules import PLACES, Focus, Group, GroupKey, MemberPoint, RepresentativePoint, Settings
from liaison.assignment.rules.instance import Spot
from liaison.core.db import db
from liaison.core.text import same_word
from liaison.orgs.models import Area, IdentityType, Organisation, Sector
from liaison.roster.models import Library, Member, Membership, Representative

Village, Town, WorkTown = aliased(Area), aliased(Area), aliased(Area)
MAIN = "主信息库"
WORKING_GROUP = "working_group"
LONGEST_TITLE = 6  # Characters, as in 副主任医师 or 村民小组组长.
RESIDENTS = frozenset({"居民", "村民", "农户"})
NO_UNITS = RESIDENTS | {"务农", "务工", "退休", "无", "无业", "待业", "个体", "个体经营", "自由职业", "灵活就业"}
WHERE_PEOPLE_LIVE = ("村", "社区", "居委会", "村委会", "村民委员会", "居民委员会")  # Neighbours, not one employer.

MEMBERS: Select = (
    select(
        Member.id, Member.no, Member.sector_id, Member.home_area_id, Member.work_area_id, Member.unit,
        Organisation.id, Organisation.kind, Organisation.working_group_id,
        func.coalesce(Village.lat, Town.lat), func.coalesce(Village.lon, Town.lon), WorkTown.lat, WorkTown.lon,
    )
    .outerjoin(Village, Village.id == Member.home_village_id)
    .outerjoin(Town, Town.id == Member.home_area_id)
    .outerjoin(WorkTown, WorkTown.id == Member.work_area_id)
    .outerjoin(Organisation, Organisation.id == Member.organisation_id)
)  # fmt: skip
PEOPLE: Select = (
    select(
        Representative.id, Representative.name, Representative.phone, Representative.sector_id,
        Representative.area_id, Representative.identity_type_id,
        Representative.unit, Representative.unit_title,
        func.coalesce(Village.lat, Town.lat), func.coalesce(Village.lon, Town.lon),
    )
    .outerjoin(Village, Village.id == Representative.village_id)
    .join(Town, Town.id == Representative.area_id)
)  # fmt: skip
SHELVES: Select = (
    select(Membership.representative_id, Library.id, Library.kind, Organisation.id, Organisation.kind,
           Organisation.working_group_id)
    .join(Library, Library.id == Membership.library_id)
    .outerjoin(Organisation, Organisation.id == Library.owner_id)
    .where(Membership.ended_on.is_(None))
)  # fmt: skip


@dataclass
class Shelf:
    """Where a representative stands: ids of main libraries, of the working groups in charge of his libraries."""

    main: set[int] = field(default_factory=set)
    systems: set[int] = field(default_factory=set)


NOWHERE = Shelf()


def member_points(*where: ColumnElement[bool], year: int | None = None) -> tuple[MemberPoint, ...]:
    """The members that fit, by number; a home village that is not known is the centre of the town.

    year: whose places count; without one everybody has five.
    """
    places = places_in(year) if year else {}
    rows = db.session.execute(MEMBERS.where(*where).order_by(Member.no))
    return tuple(
        MemberPoint(
            identity, no, sector, spot(*home), spot(*work), tuple(t for t in (town, work_town) if t),
            frozenset(systems_of(*organisation)), unit_of(unit), places.get(identity, PLACES),
        )
        for identity, no, sector, town, work_town, unit, *rest in rows
        for organisation, home, work in [(rest[:3], rest[3:5], rest[5:])]
    )  # fmt: skip


def places_in(year: int) -> dict[int, int]:
    """`{member id: places}` of those who do not keep five in a year."""
    statement = select(MemberPlaces.member_id, MemberPlaces.places).where(MemberPlaces.year == year)
    return dict(db.session.execute(statement).all())


def systems_of(identity: int | None, kind: str | None, working_group: int | None) -> Iterator[int]:
    """The working group that an organisation is, or that it goes through."""
    if identity is not None and kind == WORKING_GROUP:
        yield identity
    if working_group is not None:
        yield working_group


def representative_points(
    *where: ColumnElement[bool], settings: Settings | None = None, units: Container[str] = ()
) -> tuple[RepresentativePoint, ...]:
    """The representatives that fit.

    settings: whose focuses count; without them nobody stands in one; units: where members work, so that 单位及职务 in
    one text is told apart.
    """
    shelves = shelves_of(*where)
    focuses = settings.focuses_of if settings else no_focus
    rows = db.session.execute(PEOPLE.where(*where).order_by(Representative.id))
    return tuple(
        RepresentativePoint(
            identity, name + phone, sector, town, identity_type, spot(lat, lon), frozenset(shelf.systems),
            tuple(sorted(shelf.main)), focuses(identity_type, shelf.main, unit or unit_title or ""),
            works_at(unit, unit_title, units),
        )
        for identity, name, phone, sector, town, identity_type, unit, unit_title, lat, lon in rows
        for shelf in [shelves.get(identity, NOWHERE)]
    )  # fmt: skip


def no_focus(_identity_type: int, _libraries: Iterable[int], _unit: str) -> tuple[int, ...]:
    """Nobody stands in a list where there are none."""
    return ()


def works_at(unit: str | None, unit_title: str | None, units: Container[str]) -> str:
    """The unit of a representative: as given, else the head of 单位及职务 where a member works there too.

    Somebody who only lives in a village does not work for it.
    """
    if unit:
        return unit_of(unit)
    text = same_word(unit_title or "")
    parts = ((text[:-length], text[-length:]) for length in range(1, LONGEST_TITLE + 1))
    return next((head for head, title in parts if head in units and title not in RESIDENTS), unit_of(text))


def unit_of(text: str | None) -> str:
    """Where somebody is employed, as units compare; nothing for those who work for themselves, for a village or not."""
    unit = same_word(text or "")
    return "" if unit in NO_UNITS or unit.endswith(WHERE_PEOPLE_LIVE) else unit


def shelves_of(*where: ColumnElement[bool]) -> dict[int, Shelf]:
    """`{representative id: where he stands}` of those that fit."""
    statement = SHELVES.join(Representative, Representative.id == Membership.representative_id) if where else SHELVES
    shelves: dict[int, Shelf] = {}
    for person, library, kind, *owner in db.session.execute(statement.where(*where)):
        shelf = shelves.setdefault(person, Shelf())
        shelf.systems.update(systems_of(*owner))
        if kind == MAIN:
            shelf.main.add(library)
    return shelves


def spot(lat: float | None, lon: float | None) -> Spot | None:
    """A place, where it is known."""
    return None if lat is None or lon is None else (lat, lon)


def plan_groups(settings: Settings) -> tuple[Group, ...]:
    """Every town, sector, identity type, main library and focus in use, each with the least number to be reached."""
    kinds: dict[str, Select] = {
        "town": select(Area.id, Area.name).where(Area.parent_id.is_(None), Area.is_active),
        "sector": select(Sector.id, Sector.name).where(Sector.is_active),
        "identity_type": select(IdentityType.id, IdentityType.name).where(IdentityType.is_active),
        "library": select(Library.id, Library.name).where(Library.is_active, Library.kind == MAIN),
    }
    listed = (
        Group(kind, identity, name, settings.least_for(kind, identity))
        for kind, statement in kinds.items()
        for identity, name in db.session.execute(statement.order_by(statement.selected_columns[0]))
    )
    return (*listed, *(focus.group for focus in settings.focuses))


def available_people(settings: Settings) -> Counter[GroupKey]:
    """`{(kind, id): representatives in the libraries}`; two statements, and one for each focus."""
    columns = (Representative.area_id, Representative.sector_id, Representative.identity_type_id)
    statement = select(*columns, func.count()).where(Representative.left_on.is_(None)).group_by(*columns)
    people: Counter[GroupKey] = Counter()
    for town, sector, identity_type, number in db.session.execute(statement):
        keys = (("town", town), ("sector", sector), ("identity_type", identity_type))
        people.update(dict.fromkeys(keys, number))
    shelves = select(Membership.library_id, func.count()).join(Membership.representative).join(Membership.library)
    there = shelves.where(Library.kind == MAIN, Membership.ended_on.is_(None), Representative.left_on.is_(None))
    for library, number in db.session.execute(there.group_by(Membership.library_id)):
        people["library", library] = number
    for focus in settings.focuses:
        people["focus", focus.id] = db.session.scalar(number_in(focus)) or 0
    return people


def number_in(focus: Focus) -> Select[tuple[int]]:
    """How many of the libraries stand in a list of the office."""
    unit = func.coalesce(Representative.unit, Representative.unit_title, "")
    shelf = select(Membership.representative_id).where(
        Membership.library_id.in_(focus.libraries), Membership.ended_on.is_(None)
    )
    holds = [unit.contains(word, autoescape=True) for word in focus.words]
    is_in = or_(Representative.identity_type_id.in_(focus.identity_types), Representative.id.in_(shelf), *holds)
    return select(func.count()).select_from(Representative).where(Representative.left_on.is_(None), is_in)
