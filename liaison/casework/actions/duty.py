"""What can be done to the roster of duty at a station: put a member on it, take him off."""

from __future__ import annotations

from datetime import date

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.models import StationCode, StationDuty
from liaison.casework.queries.duty import is_listed
from liaison.casework.rules.public import WEEKDAYS
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused

ONE_DAY = "请选每周哪天，或者填一个日期，只填一样"


def put_on_duty(
    code: StationCode, actor: Actor, *, member_id: int, weekday: str | None = None, duty_on: date | None = None
) -> StationDuty:
    """Let a member be on duty each week on a day, or on one date. weekday: one of WEEKDAYS."""
    if bool(weekday) == bool(duty_on):
        raise Refused(ONE_DAY, {"weekday": ONE_DAY})
    if duty_on and duty_on < clock.today():
        raise Refused("请选今天以后的日子", {"duty_on": "请选今天以后的日子"})
    number = WEEKDAYS.index(weekday) + 1 if weekday else None
    if is_listed(code.station_id, member_id, number, duty_on):
        raise Refused("这位委员这一天已经排上了", {"member_id": "这位委员这一天已经排上了"})
    duty = StationDuty(station_id=code.station_id, member_id=member_id, weekday=number, duty_on=duty_on)
    db.session.add(duty)
    db.session.flush()
    record("station_duty.add", duty, actor, label=str(duty), changes={"day": [None, weekday or str(duty_on)]})
    return duty


def take_off_duty(duty: StationDuty, actor: Actor) -> None:
    """Take a member off the roster."""
    day = WEEKDAYS[duty.weekday - 1] if duty.weekday else str(duty.duty_on)
    record("station_duty.drop", duty, actor, label=str(duty), changes={"day": [day, None]})
    db.session.delete(duty)
