"""The page of targets: how many members have met each, and how far each station is."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from liaison.performance import queries, rules
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.gate import gate


@pages.get("/performance/<int:year>/targets")
@gate("performance.view")
def targets(year: int) -> Any:
    """五个一、六个一、五项任务 of a year, up to today."""
    chosen = wanted_year(year)
    until = rules.last_day(chosen)
    facts = queries.year_facts(chosen, until, g.actor)
    return render_template(
        "performance/targets.html", year=chosen, years=known_years(chosen), facts=facts,
        lists=queries.members_who_met(facts), stations=queries.station_targets(g.actor, chosen, until),
    )  # fmt: skip
