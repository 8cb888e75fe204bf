"""The page of targets: how many have met each, who has not, and the same as a workbook."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from liaison.accounts.views.exports import Listing, offer
from liaison.core.sheets import SheetPage
from liaison.performance import queries, rules
from liaison.performance.queries.lacking import MET, NOT_MET, only_those
from liaison.performance.rules.targets import MEMBERS, STATIONS, often_words
from liaison.performance.sheets.targets import OF_MEMBERS, OF_STATIONS_SEEN
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.gate import gate
from liaison.web.paging import page_among

ONLY = {MET: "做到的", NOT_MET: "没做到的"}
OUT = {MEMBERS: ("member_targets", OF_MEMBERS, "位"), STATIONS: ("station_targets", OF_STATIONS_SEEN, "间")}


@pages.get("/performance/<int:year>/targets")
@gate("performance.view")
def targets(year: int) -> Any:
    """五个一、六个一、五项任务 of a year, up to today."""
    chosen = wanted_year(year)
    until = rules.last_day(chosen)
    facts = queries.year_facts(chosen, until, g.actor)
    stations = queries.station_targets(g.actor, chosen, until)
    return render_template(
        "performance/targets.html", year=chosen, years=known_years(chosen), facts=facts, stations=stations,
        lists=queries.members_who_met(facts), of_stations=queries.stations_who_met(stations),
    )  # fmt: skip


@pages.get("/performance/<int:year>/targets/<int:target>")
@gate("performance.view")
def target(year: int, target: int) -> Any:
    """Who has not met a target up to today and who has, or ?only= one of both."""
    chosen, wanted, only = wanted_year(year), queries.target_numbered(target) or abort(404), only_asked()
    facts = queries.year_facts(chosen, rules.last_day(chosen), g.actor)
    rows = queries.target_rows(facts, wanted, g.actor)
    return render_template(
        "performance/target.html", year=chosen, target=wanted, facts=facts, page=page_among(only_those(rows, only)),
        number=len(rows), lacking=len(only_those(rows, NOT_MET)), only=only, choices=ONLY, often=often_words(wanted),
        is_of_members=wanted.audience == MEMBERS,
    )  # fmt: skip


@pages.route("/performance/<int:year>/targets/<int:target>/export", methods=["GET", "POST"])
@gate("target.export")
def export_target(year: int, target: int) -> Any:
    """The same list: which columns of it, then the workbook."""
    chosen, wanted, only = wanted_year(year), queries.target_numbered(target) or abort(404), only_asked()
    back = url_for("performance.target", year=chosen, target=target, only=only or None)
    return offer(listed(chosen, wanted, only), f"{chosen}年{wanted.name}", back)


def listed(year: int, target: Any, only: str) -> Listing:
    """Who has met a target, as a list that goes out."""
    facts = queries.year_facts(year, rules.last_day(year), g.actor)
    rows = only_those(queries.target_rows(facts, target, g.actor), only)
    key, columns, counter = OUT[target.audience]
    said = [("年度", f"{year}"), ("统计到", f"{facts.until}"), *([("只看", ONLY[only])] if only else [])]
    return Listing(
        key, f"{target.list_name}：{target.name}", columns, len(rows),
        lambda chosen, frame: SheetPage(target.list_name, chosen, rows, **frame), counter, said,
    )  # fmt: skip


def only_asked() -> str:
    """What ?only= asks for; nothing where it is neither."""
    asked = request.args.get("only", "")
    return asked if asked in ONLY else ""
