"""The roster of a station: which member is on duty on which day; the public form names those of today."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for

from liaison.casework.actions.duty import put_on_duty, take_off_duty
from liaison.casework.models import StationCode, StationDuty
from liaison.casework.queries import duty as queries
from liaison.casework.queries.public import code_of_station
from liaison.casework.rules.public import WEEKDAYS
from liaison.casework.sheets.public import DUTY
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/stations/<int:station>/duty", methods=["GET", "POST"])
@gate("station_code.change", station=code_of_station)
def station_duty(station: StationCode) -> Any:
    """The roster from today on. POST puts a member on it."""
    form = form_from(DUTY, lambda _source: queries.members_offered(station.station))
    rows, today = queries.duty_rows(station.station_id, clock.today()), clock.today()
    remember(form, "casework/station_duty.html", code=station, rows=rows, weekdays=WEEKDAYS, today=today,
             now=queries.on_duty(station.station_id, today))  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    duty = put_on_duty(station, g.actor, **form.cells)
    flash(f"{duty.member.name}委员已排上值班")
    return redirect(url_for("casework.station_duty", station=station.station_id))


@pages.post("/station-duties/<int:duty>/drop")
@gate("station_code.change", duty=queries.duty_for)
def drop_station_duty(duty: StationDuty) -> Any:
    """Take a member off the roster."""
    station_id, name = duty.station_id, duty.member.name
    take_off_duty(duty, g.actor)
    flash(f"{name}委员这一天不值班了")
    return redirect(url_for("casework.station_duty", station=station_id))
