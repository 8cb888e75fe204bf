"""Who is on duty at a station: every week on a day, or on a date, which then counts instead of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.casework.models import StationCode, StationDuty
from liaison.casework.queries.public import stations_visible_to
from liaison.core.db import db
from liaison.orgs.models import Area, Station
from liaison.roster.models import Member


def on_duty(station_id: int, day: date) -> list[Any]:
    """(id, name) of the members who serve there on a day; what is settled for the date counts before the week."""
    that_day = or_(StationDuty.duty_on == day, StationDuty.weekday == day.isoweekday())
    rows = select(Member.id, Member.name, StationDuty.duty_on).join(StationDuty, StationDuty.member_id == Member.id)
    wanted = rows.where(StationDuty.station_id == station_id, that_day, Member.left_on.is_(None))
    found = db.session.execute(wanted.order_by(Member.pinyin, Member.id)).all()
    return [row for row in found if row.duty_on] or list(found)


def duty_rows(station_id: int, today: date) -> Sequence[Any]:
    """(id, weekday, duty_on, name) of the roster from today on: the week first, then the dates."""
    columns = (StationDuty.id, StationDuty.weekday, StationDuty.duty_on, Member.name, Member.left_on)
    rows = select(*columns).join(Member, Member.id == StationDuty.member_id)
    coming = or_(StationDuty.duty_on.is_(None), StationDuty.duty_on >= today)
    order = (StationDuty.weekday.is_(None), StationDuty.weekday, StationDuty.duty_on, Member.pinyin, StationDuty.id)
    return db.session.execute(rows.where(StationDuty.station_id == station_id, coming).order_by(*order)).all()


def duty_for(actor: Actor, duty_id: int) -> StationDuty | None:
    """An entry of the roster of a station within sight."""
    wanted = (
        select(StationDuty).join(StationDuty.station)
        .outerjoin(StationCode, StationCode.station_id == Station.id)
        .where(StationDuty.id == duty_id, stations_visible_to(actor))
    )  # fmt: skip
    return db.session.scalar(wanted.options(joinedload(StationDuty.station), joinedload(StationDuty.member)))


def is_listed(station_id: int, member_id: int, weekday: int | None, duty_on: date | None) -> bool:
    """Whether the roster says so already."""
    same = (StationDuty.station_id == station_id, StationDuty.member_id == member_id)
    day = StationDuty.weekday == weekday if weekday else StationDuty.duty_on == duty_on
    return db.session.scalar(select(StationDuty.id).where(*same, day).limit(1)) is not None


def members_offered(station: Station) -> list[tuple[int, str]]:
    """`[(id, name with town)]` of the members who serve, those of the station's town before the rest."""
    rows = select(Member.id, Member.name, Area.name).outerjoin(Area, Area.id == Member.home_area_id)
    order = (case((Member.home_area_id == station.area_id, 0), else_=1), Member.pinyin, Member.id)
    found = rows.where(Member.left_on.is_(None)).order_by(*order)
    return [(one, f"{name}（{town}）" if town else name) for one, name, town in db.session.execute(found)]
