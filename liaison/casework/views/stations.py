"""The codes of the stations: which there are, their posters, and who looks at what comes in."""

from __future__ import annotations

from typing import Any

import segno
from flask import current_app, g, render_template, request, url_for

from liaison.casework.actions import stations as actions
from liaison.casework.models import StationCode
from liaison.casework.queries import public as queries
from liaison.casework.sheets.public import STATION_CODE
from liaison.casework.views.blueprint import pages, told
from liaison.core import clock
from liaison.orgs.queries import reference_choices
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate

SIZE_OF_A_DOT, QUIET_DOTS = 10, 2


@pages.get("/stations/codes")
@gate("station_code.view")
def station_codes() -> str:
    """Each station with its code: in use, paused, run out or none; and how much waits."""
    rows = queries.station_code_rows(g.actor)
    return render_template("casework/station_codes.html", rows=rows, today=clock.today())


@pages.post("/stations/codes")
@gate("station_code.change")
def make_station_codes() -> Any:
    """A code for each station that has none."""
    made = actions.make_missing_codes(g.actor)
    return told(f"做好 {made} 个二维码，可以打印海报了", url_for("casework.station_codes"))


@pages.get("/stations/<int:station>/poster")
@gate("station_code.view", station=queries.code_of_station)
def station_poster(station: StationCode) -> str:
    """The poster, one A4 page."""
    path = url_for("casework.ask", code=station.token)
    address = f"{current_app.config['SITE_ADDRESS'] or request.host_url.rstrip('/')}{path}"
    drawing = segno.make(address, micro=False, error="m").svg_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS)
    return render_template("casework/station_poster.html", code=station, address=address, drawing=drawing)


@pages.route("/stations/<int:station>/code", methods=["GET", "POST"])
@gate("station_code.change", station=queries.code_of_station)
def station_code(station: StationCode) -> Any:
    """Where it hangs, whose phone stands on it, who looks at what comes in, and until when."""
    cells = {column.key: getattr(station, column.key) for column in STATION_CODE}
    form = form_from(STATION_CODE, reference_choices, **cells)
    remember(form, "casework/station_code.html", code=station, today=clock.today())
    if not form.validate_on_submit():
        return form_page()
    actions.change_code(station, g.actor, **form.cells)
    return told(f"已存好{station}的二维码", url_for("casework.station_codes"))


@pages.post("/stations/<int:station>/code/pause")
@gate("station_code.change", station=queries.code_of_station)
def pause_station_code(station: StationCode) -> Any:
    """Take nothing through it for the time being."""
    actions.pause_code(station, g.actor)
    return told(f"{station}的二维码已暂停，扫了也送不出", page_about(station))


@pages.post("/stations/<int:station>/code/reopen")
@gate("station_code.change", station=queries.code_of_station)
def reopen_station_code(station: StationCode) -> Any:
    """Take again what is written through it."""
    actions.reopen_code(station, g.actor)
    return told(f"{station}的二维码又能用了", page_about(station))


@pages.post("/stations/<int:station>/code/renew")
@gate("station_code.change", station=queries.code_of_station)
def renew_station_code(station: StationCode) -> Any:
    """A new code; the posters that hang open nothing any more."""
    actions.renew_code(station, g.actor)
    poster = url_for("casework.station_poster", station=station.station_id)
    return told(f"{station}换了新码，旧海报不能用了，请重新打印", poster)


def page_about(station: StationCode) -> str:
    """Where a code is changed."""
    return url_for("casework.station_code", station=station.station_id)
