"""Pages of the year's figures: the office's list and its workbook, one member's year, and the member's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for

from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import give
from liaison.core import clock
from liaison.performance import queries, rules
from liaison.performance.sheets.grouped import group_heads, group_lines
from liaison.performance.sheets.scored import point_cells, point_heads
from liaison.performance.sheets.workbook import workbook_pages
from liaison.performance.views.blueprint import pages
from liaison.roster.models import Member
from liaison.web.days import day_asked
from liaison.web.gate import gate
from liaison.web.navigation import MenuLine, menu
from liaison.web.paging import page_among

FIRST_YEAR, LAST_YEAR = 2000, 2100

menu.lines.append(MenuLine("考核与统计", "performance.year", "star", "履职考核", "performance.view"))
menu.tabs.append(MenuLine("", "performance.own", "star", "履职", "performance.own"))


@pages.get("/performance", defaults={"year": None})
@pages.get("/performance/<int:year>")
@gate("performance.view")
def year(year: int | None) -> Any:
    """A year's figures of every member, up to ?on=, and what to look at first; the latest year with contacts."""
    chosen = wanted_year(year)
    if year is None and "year" in request.args:
        return redirect(url_for("performance.year", year=chosen, on=request.args.get("on")))
    on = day_within(chosen)
    facts = queries.year_facts(chosen, on or rules.last_day(chosen), g.actor)
    figures, asked = facts.by_member(), asked_for()
    sectors, organisations = queries.offered_filters(facts)
    without_committee = [member.id for member in facts.members if member.organisation_id is None]
    return render_template(
        "performance/year.html", year=chosen, years=known_years(chosen), facts=facts, asked=asked, sorts=queries.SORTS,
        checks=rules.checks(figures, without_committee, facts.fives), links=links_of(chosen), sectors=sectors,
        organisations=organisations, page=page_among(queries.member_rows(facts, figures, **asked)),
        is_wechat=is_wechat(), on=on, account=queries.year_of(chosen), scores=points_asked(facts), heads=point_heads,
        cells_of=point_cells, group_heads=group_heads, group_lines=group_lines,
    )  # fmt: skip


def points_asked(facts: queries.YearFacts) -> queries.YearScores | None:
    """The year's points, where the list is to show them."""
    return queries.year_scores(facts) if request.args.get("show") == "points" else None


@pages.post("/performance/<int:year>/export.xlsx")
@gate("performance.export")
def export(year: int) -> Any:
    """The yearly workbook."""
    chosen = wanted_year(year)
    on = day_within(chosen)
    tables = queries.year_tables(queries.year_facts(chosen, on or rules.last_day(chosen), g.actor))
    unit = current_app.config["SITE_NAME"]
    tabs = workbook_pages(tables, unit)
    said, titles = f"统计到 {tables.facts.until}", [tab.name for tab in tabs]
    name = f"{chosen}年度委员联系界别群众履职情况{f'（截至{on:%Y%m%d}）' if on else ''}"
    wanted = Wanted("performance", f"{chosen} 年度履职情况", said, titles, len(tables.members.rows), unit)
    return give(tabs, wanted, name)


@pages.get("/performance/<int:year>/<int:member>")
@gate("performance.view", member=queries.counted_member)
def member(year: int, member: Member) -> Any:
    """One member's year, as the office sees it."""
    chosen = wanted_year(year)
    on = day_within(chosen)
    facts = queries.year_facts(chosen, on or rules.last_day(chosen), g.actor)
    return render_template(
        "performance/member.html", member=member, year=chosen, facts=facts, on=on,
        own=queries.member_year(facts, member.id), targets=queries.member_targets(facts, member.id),
        figures=rules.FIGURES,
    )  # fmt: skip


@pages.get("/performance/mine")
@gate("performance.own")
def own() -> Any:
    """The member's own year: figures, his five, the five tasks."""
    chosen = wanted_year(request.args.get("year", clock.today().year, type=int))
    facts = queries.year_facts(chosen, rules.last_day(chosen), g.actor)
    return render_template(
        "performance/own.html", year=chosen, years=known_years(chosen), facts=facts,
        own=queries.member_year(facts, g.actor.member_id), figures=rules.FIGURES,
        targets=queries.member_targets(facts, g.actor.member_id),
    )  # fmt: skip


@pages.get("/performance/<int:year>/members/<int:member>/explain")
@gate("performance.view", member=queries.counted_member)
def explain(year: int, member: Member) -> Any:
    """The rows behind one figure of a member, ?column= its heading."""
    return explain_page(wanted_year(year), member)


@pages.get("/performance/mine/explain")
@gate("performance.own")
def explain_own() -> Any:
    """The rows behind one of the member's own figures."""
    member = queries.counted_member(g.actor, g.actor.member_id) or abort(404)
    return explain_page(wanted_year(None), member)


def explain_page(year: int, member: Member) -> str:
    """Why a figure is what it is; a column that the year does not have is absent."""
    on = day_within(year)
    facts = queries.year_facts(year, on or rules.last_day(year), g.actor)
    told = queries.explanation(facts, member.id, request.args.get("column", "联系次数")) or abort(404)
    return render_template(
        "performance/explain.html", year=year, member=member, on=on, told=told,
        is_own=g.actor.member_id == member.id, page=page_among(list(told.rows)),
    )  # fmt: skip


def wanted_year(year: int | None) -> int:
    """The year of the address, or of ?year=, or the latest with contacts; one that cannot be is absent."""
    known = queries.years_with_contacts()
    chosen = year or request.args.get("year", type=int) or (known[0] if known else clock.today().year)
    if not FIRST_YEAR <= chosen <= LAST_YEAR:
        abort(404)
    return chosen


def day_within(year: int) -> date | None:
    """The day of ?on= up to which a year is counted; one before the year asks for nothing, and the page says so."""
    on = day_asked()
    if on and on < date(year, 1, 1):
        flash(f"{on} 那天 {year} 年还没有开始。现在看到的是全年的。", "warn")
        return None
    return min(on, rules.last_day(year)) if on else None


def known_years(chosen: int) -> list[int]:
    """The years to choose from, latest first."""
    return sorted({chosen, clock.today().year, *queries.years_with_contacts()}, reverse=True)


def asked_for() -> dict[str, Any]:
    """What the list's filters ask for."""
    return {
        "sector": request.args.get("sector", type=int), "organisation": request.args.get("organisation", type=int),
        "only_without": request.args.get("only") == "without", "sort": request.args.get("sort", ""),
    }  # fmt: skip


def links_of(year: int) -> dict[str, str]:
    """`{check: where to look}`; what is open today says nothing of a year that is over."""
    links = {rules.NO_CONTACT: url_for("performance.year", year=year, only="without")}
    if year == clock.today().year:
        links[rules.OPEN_CASES] = url_for("casework.cases", year=year, stage="open")
    return links


def is_wechat() -> bool:
    """Whether the page stands in WeChat, which cannot save a workbook."""
    return "MicroMessenger" in request.user_agent.string
