"""Dashboards: a year at a glance, the same year by what it can be told apart by, and the rows behind each figure."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.casework.rules import deadline_of
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.performance.queries import years_with_contacts
from liaison.performance.queries.aims import aims
from liaison.performance.queries.boards import TOTAL, lines_for, name_of, reading_for, sees_line, total_before
from liaison.performance.rules import boards as figures
from liaison.performance.rules.aims import aim_words
from liaison.reports import queries, rules
from liaison.reports.queries.behind import rows_behind
from liaison.reports.views.blueprint import pages
from liaison.web.gate import gate, may
from liaison.web.navigation import MenuLine, menu
from liaison.web.paging import page_among

menu.lines.append(MenuLine("看情况", "reports.dashboard", "chart", "总览", "dashboard.view"))
menu.lines.append(
    MenuLine("考核与统计", "reports.boards", "table", "分项统计", "board.view", (Role.CLERK, Role.DIRECTOR))
)
menu.lines.append(MenuLine("本单位", "reports.boards", "bars", "本单位统计", "board.view", (Role.UNIT_LEADER,)))


@pages.get("/dashboard")
@pages.get("/dashboard/<int:year>")
@gate("dashboard.view")
def dashboard(year: int | None = None) -> Any:
    """A year at a glance: four numbers, what wants attention, three charts whose titles say what they show."""
    years = known_years()
    if year is None and request.args.get("year", type=int) in years:
        return redirect(url_for("reports.dashboard", year=request.args["year"]))
    chosen = wanted_year(year, years)
    reading = reading_for(g.actor, chosen)
    return render_template(
        "reports/dashboard.html", year=chosen, years=years, until=reading.facts.until, board="",
        boards=tabs(), figures=figures, rules=rules, now=reading.total(), before=total_before(g.actor, reading),
        towns=reading.lines("towns"), months=reading.months(), loads=queries.load_by_step(g.actor),
        attention=queries.wanting_attention(g.actor), states=CASEWORK.by_code,
        deadline=partial(deadline_of, today=clock.today(), calendar=working_days()),
        aims=aims(), aim_words=aim_words,
    )  # fmt: skip


@pages.get("/boards")
@pages.get("/boards/<board>")
@gate("board.view")
def boards(board: str | None = None) -> Any:
    """A year by towns, committees, units, sectors, stations or libraries: a chart of one share, and all in a table."""
    if board is None:
        return redirect(url_for("reports.boards", board=figures.boards_for(g.actor.role)[0]))
    if board not in figures.boards_for(g.actor.role):
        abort(404)
    years = known_years()
    chosen = wanted_year(request.args.get("year", type=int), years)
    reading, shown = reading_for(g.actor, chosen), figures.BOARDS[board]
    return render_template(
        "reports/boards.html", year=chosen, years=years, until=reading.facts.until, board=board, boards=tabs(),
        shown=shown, target=shown.target(aims()), lines=lines_for(g.actor, reading, board), figures=figures,
        rules=rules, aim_words=aim_words,
    )  # fmt: skip


@pages.get("/boards/<board>/<figure>")
@gate("board.view")
def behind(board: str, figure: str) -> str:
    """The rows that a figure counts, within sight."""
    key = rules.key_asked(request.args.get("key", TOTAL))
    if board not in offered_here() or figure not in figures.FIGURES or not sees_line(g.actor, key):
        abort(404)
    chosen = wanted_year(request.args.get("year", type=int), known_years())
    name = name_of(board, key)
    if name is None:
        abort(404)
    reading, counted = reading_for(g.actor, chosen), figures.FIGURES[figure]
    page = page_among(reading.behind(board, key, figure))
    return render_template(
        "reports/behind.html", year=chosen, until=reading.facts.until, board=board, page=page, name=name,
        counted=counted, table=rows_behind(g.actor, counted.kind, page.rows), boards=tabs(),
    )  # fmt: skip


def offered_here() -> tuple[str, ...]:
    """The boards whose rows the reader may see; those of the dashboard with it."""
    own = figures.boards_for(g.actor.role)
    return (*own, figures.ALL, figures.MONTHS) if may("dashboard.view") else own


def tabs() -> list[tuple[str, str]]:
    """`(board, title)` of the tabs above."""
    return [(board, figures.BOARDS[board].title) for board in figures.boards_for(g.actor.role)]


def known_years() -> list[int]:
    """The years to choose from, latest first: also the one that has begun before anybody wrote down a contact."""
    return sorted({clock.today().year, *years_with_contacts()}, reverse=True)


def wanted_year(year: int | None, years: list[int]) -> int:
    """The year asked for, or the latest with contacts; one that is not offered is absent."""
    if year is not None and year not in years:
        abort(404)
    return year or (years_with_contacts() or years)[0]
