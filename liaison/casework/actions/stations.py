"""What can be done to the code of a station: make, change, pause, open again, renew."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import changed_fields, record
from liaison.casework.models import StationCode
from liaison.casework.queries.public import stations_without_code
from liaison.casework.rules.public import CODE_DAYS
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.models import Station
from liaison.orgs.queries import receiving_committee

TOKEN_BYTES = 16
USUAL_PLACE = "大门口"


def make_missing_codes(actor: Actor) -> int:
    """Make a code for each station within sight that has none; gives how many were made."""
    made = [make_code(station, actor) for station in stations_without_code(actor)]
    return sum(code is not None for code in made)


def make_code(station: Station, actor: Actor) -> StationCode | None:
    """The code of a station, good for a year; its town's committee looks at what comes in. None without one."""
    owner_id = receiving_committee(None, station.area_id)
    if owner_id is None:
        return None
    code = StationCode(
        station=station, token=secrets.token_urlsafe(TOKEN_BYTES), place=station.host or USUAL_PLACE,
        owner_id=owner_id, expires_on=a_year_on(), is_paused=False, made_by=actor.name, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(code)
    record("station_code.make", code, actor)
    return code


def a_year_on() -> Any:
    """The last day of a code made or renewed today."""
    return clock.today() + timedelta(days=CODE_DAYS)


def change_code(code: StationCode, actor: Actor, **cells: Any) -> StationCode:
    """Say where it hangs, its station's phone, who looks at what comes in, and until when."""
    if cells["expires_on"] < clock.today():
        raise Refused("请选今天以后的日子；不想用了，就暂停", {"expires_on": "请选今天以后的日子；不想用了，就暂停"})
    for key, value in cells.items():
        setattr(code, key, value)
    record("station_code.change", code, actor, changes=changed_fields(code))
    return code


def pause_code(code: StationCode, actor: Actor) -> StationCode:
    """Take nothing through it for the time being."""
    code.is_paused = True
    record("station_code.pause", code, actor)
    return code


def reopen_code(code: StationCode, actor: Actor) -> StationCode:
    """Take again what is written through it."""
    code.is_paused = False
    record("station_code.reopen", code, actor)
    return code


def renew_code(code: StationCode, actor: Actor) -> StationCode:
    """A new code for another year; posters with the old one open nothing any more."""
    code.token, code.expires_on, code.is_paused = secrets.token_urlsafe(TOKEN_BYTES), a_year_on(), False
    record("station_code.renew", code, actor)
    return code
