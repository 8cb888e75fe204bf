"""Who could answer somebody who wrote through a station's code: members near it, each with a representative."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, or_, select, true
from sqlalchemy.orm import aliased

from liaison.assignment.models import Pairing
from liaison.casework.models import PublicRequest
from liaison.casework.queries.duty import on_duty
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, Channel, Station
from liaison.roster.models import Member, Representative
from liaison.roster.queries import members_matching

MOST_OFFERED, MOST_READ = 6, 200
CHANNEL = "二维码"
Home, Village = aliased(Area), aliased(Area)
COLUMNS = (
    Member.id.label("member_id"), Member.name.label("member"), Home.name.label("home"),
    Representative.id.label("person_id"), Representative.name.label("person"), Village.name.label("village"),
    Representative.phone,
)  # fmt: skip


@dataclass(frozen=True)
class Answerer:
    """One member who could answer, and the representative through whom. key: `12:345`, both ids."""

    key: str
    words: str


def answerers(request: PublicRequest, word: str = "") -> list[Answerer]:
    """Whom to offer, the nearest first: whose representative wrote, then who lives or keeps somebody there.

    word: name, pinyin or number of members to be offered too.
    """
    duty = [row.id for row in on_duty(request.code.station_id, clock.local(request.made_at).date())]
    near = best_of(rows_near(request, word, duty))
    missing = set(duty) - {row.member_id for row in near}
    if missing:
        near = best_of(db.session.execute(without_pair(request.code.station, missing)).all()) + near
    if not near:
        near = best_of(db.session.execute(without_pair(request.code.station)).all())
    return [said(row, request, duty) for row in near[:MOST_OFFERED]]


def rows_near(request: PublicRequest, word: str, duty: Sequence[int]) -> Sequence[Any]:
    """Pairs in force of members who serve, best first. duty: ids of those on duty when it came in."""
    station = request.code.station
    is_own = Representative.phone == request.asker_phone if request.asker_phone else false()
    is_meant = members_matching(word) if word else false()
    is_on_duty = Member.id.in_(duty) if duty else false()
    around = or_(is_own, is_meant, is_on_duty, is_near(station), Representative.area_id == station.area_id)
    wishes = first(is_meant, is_on_duty, is_own, *nearness(station))
    near = paired().where(around).order_by(*wishes, Member.id, Pairing.slot)
    return db.session.execute(near.limit(MOST_READ)).all()


def paired() -> Select[Any]:
    """Members who serve with each of their representatives."""
    joined = select(*COLUMNS).select_from(Pairing).join(Pairing.member).join(Pairing.representative)
    named = joined.outerjoin(Home, Home.id == Member.home_area_id).outerjoin(
        Village, Village.id == Representative.village_id
    )
    return named.where(Pairing.is_current, Member.left_on.is_(None), Representative.left_on.is_(None))


def without_pair(station: Station, ids: Collection[int] = ()) -> Select[Any]:
    """Members of the town, or those of these ids, with anybody of the town, where nobody there keeps anybody."""
    joined = select(*COLUMNS).select_from(Member).join(Representative, Representative.area_id == station.area_id)
    named = joined.outerjoin(Home, Home.id == Member.home_area_id).outerjoin(
        Village, Village.id == Representative.village_id
    )
    meant = Member.id.in_(ids) if ids else is_near(station)
    serving = named.where(Member.left_on.is_(None), Representative.left_on.is_(None), meant)
    return serving.order_by(*first(*nearness(station)), Representative.id, Member.id).limit(MOST_READ)


def is_near(station: Station) -> ColumnElement[bool]:
    """Members at home in the station's town."""
    return Member.home_area_id == station.area_id


def nearness(station: Station) -> tuple[ColumnElement[bool], ...]:
    """What makes a pair near, the strongest first."""
    here = station.village_id
    village = (Representative.village_id == here, Member.home_village_id == here) if here else ()
    return (*village, Representative.area_id == station.area_id, is_near(station))


def first(*wishes: ColumnElement[bool]) -> list[ColumnElement[int]]:
    """An order in which what fulfils a wish comes before what does not."""
    return [case((wish, 0), else_=1) for wish in wishes]


def best_of(rows: Iterable[Any]) -> list[Any]:
    """The first row of each member."""
    found: dict[int, Any] = {}
    for row in rows:
        found.setdefault(row.member_id, row)
    return list(found.values())


def said(row: Any, request: PublicRequest, duty: Sequence[int]) -> Answerer:
    """A pair in words: 陈立平委员（曲塘镇），当天值班，代表周桂芳（刘圩村）."""
    is_own = request.asker_phone is not None and row.phone == request.asker_phone
    why = "，就是他反映的" if is_own else f"（{row.village}）" if row.village else ""
    home, on = f"（{row.home}）" if row.home else "", "，当天值班" if row.member_id in duty else ""
    return Answerer(f"{row.member_id}:{row.person_id}", f"{row.member}委员{home}{on}，代表{row.person}{why}")


def pair_of(key: str) -> tuple[Member, Representative]:
    """The two of an `Answerer`'s key, which was offered just now."""
    member_id, person_id = key.split(":")
    return db.session.get_one(Member, int(member_id)), db.session.get_one(Representative, int(person_id))


def channel_id() -> int | None:
    """The way of contact that a code is."""
    by_name = select(Channel.id).where(Channel.name == CHANNEL)
    return db.session.scalar(by_name) or db.session.scalar(select(Channel.id).where(true()).order_by(Channel.id))
