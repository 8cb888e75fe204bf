"""The ledger's pages: members' results, one member's account line by line, and the steps of a year."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for

from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import give
from liaison.performance import actions, queries, rules
from liaison.performance.models import Exemption
from liaison.performance.rules.hints import before_the_end, standings
from liaison.performance.sheets.ledger import EXEMPTION, LATE_UNTIL, WHY
from liaison.performance.sheets.scores import score_pages
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.roster.models import Member
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_among


@pages.get("/performance/<int:year>/scores")
@gate("score.view")
def scores(year: int) -> Any:
    """Every member's result, best first, and how far the year's account is."""
    chosen = wanted_year(year)
    account = queries.year_of(chosen)
    as_closed = request.args.get("as") == "closed"
    rows = queries.scored_members(account, g.actor, as_closed=as_closed) if account else []
    return render_template(
        "performance/scores.html", year=chosen, years=known_years(chosen), account=account, page=page_among(rows),
        in_force=queries.scheme_in_force(chosen), shown=rules.shown, exemptions=queries.exemptions_of(chosen),
        parts=rules.PARTS, as_closed=as_closed, objections=queries.objections_of(g.actor, chosen),
        corrected=queries.corrections_count(account) if account else 0,
        cannot_open=actions.opening_problem(account) if account else "",
        cannot_close=actions.closing_problem(account, g.actor) if account else "",
    )  # fmt: skip


@pages.post("/performance/<int:year>/scores.xlsx")
@gate("performance.export")
def scores_sheet(year: int) -> Any:
    """Results, ledger and scheme as a workbook, as things stand or as the year was closed."""
    account = queries.year_of(wanted_year(year))
    if account is None:
        return not_reckoned(year)
    as_closed = request.args.get("as") == "closed"
    rows = queries.scored_members(account, g.actor, as_closed=as_closed)
    lines = queries.all_lines(account, as_closed=as_closed)
    unit, said = current_app.config["SITE_NAME"], "锁定时的" if as_closed else "现在的"
    tabs = score_pages(account, rows, lines, queries.sources_named(lines), unit)
    wanted = Wanted("scores", f"{year} 年度履职考核积分", said, [tab.name for tab in tabs], len(rows), unit)
    return give(tabs, wanted, f"{year}年度履职考核积分")


@pages.route("/performance/<int:year>/scores/compute", methods=["GET", "POST"])
@gate("score.compute")
def compute_scores(year: int) -> Any:
    """Reckon the year from scratch; once it is closed, as a correction with its reason."""
    chosen = wanted_year(year)
    account = queries.year_of(chosen)
    form = form_from((WHY,) if account and account.is_closed else ())
    remember(form, "performance/compute_scores.html", year=chosen, account=account,
             in_force=queries.scheme_in_force(chosen))  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    actions.compute_year(chosen, g.actor, form.cells.get("why") or "")
    flash(f"{chosen} 年的积分算好了")
    return redirect(url_for("performance.scores", year=chosen))


@pages.route("/performance/<int:year>/scores/open", methods=["GET", "POST"])
@gate("score.compute")
def open_scores(year: int) -> Any:
    """Lay the year's results open for objections."""
    account = queries.year_of(wanted_year(year))
    if account is None:
        return not_reckoned(year)
    form = form_from((LATE_UNTIL,), late_until=account.late_until)
    remember(form, "performance/open_scores.html", year=year, account=account)
    if not form.validate_on_submit():
        return form_page()
    actions.lay_open(account, g.actor, form.cells["late_until"])
    flash(f"{year} 年的积分公示到 {account.objections_until}")
    return redirect(url_for("performance.scores", year=year))


@pages.route("/performance/<int:year>/scores/close", methods=["GET", "POST"])
@gate("score.close")
def close_scores(year: int) -> Any:
    """Freeze the year."""
    account = queries.year_of(wanted_year(year))
    if account is None:
        return not_reckoned(year)
    form = form_from(())
    remember(form, "performance/close_scores.html", year=year, account=account)
    if not form.validate_on_submit():
        return form_page()
    actions.close_year(account, g.actor)
    flash(f"{year} 年的积分已经锁定")
    return redirect(url_for("performance.scores", year=year))


def not_reckoned(year: int) -> Any:
    """Back to the year's points, where there are none yet."""
    flash(f"{year} 年的积分还没有计算", "warn")
    return redirect(url_for("performance.scores", year=year))


@pages.get("/performance/<int:year>/scores/<int:member>")
@gate("score.view", member=queries.counted_member)
def score(year: int, member: Member) -> Any:
    """One member's account, as the office sees it."""
    return account_page("performance/score.html", wanted_year(year), member)


@pages.get("/performance/mine/scores")
@gate("performance.own")
def own_score() -> Any:
    """The member's own account: each point, and how he gets the next."""
    account = queries.latest_account()
    year = request.args.get("year", account.year if account else wanted_year(None), type=int)
    member = queries.counted_member(g.actor, g.actor.member_id) or abort(404)
    return account_page("performance/own_score.html", wanted_year(year), member)


def account_page(template: str, year: int, member: Member) -> str:
    """A member's account of a year, line by line."""
    account = queries.year_of(year)
    lines = queries.entries_of_member(year, member.id) if account else []
    standing = queries.lines_standing(lines)
    book = queries.rulebook(account.scheme) if account else None
    result = queries.result_of_member(account, member.id) if account else None
    return render_template(
        template, year=year, member=member, account=account, lines=lines, shown=rules.shown, result=result,
        ahead=before_the_end(book, result.total) if book and result and not result.grade else "",
        standings=standings(book, member.is_standing, standing) if book else [],
        reversed_ids={line.reverses_id for line in lines}, links=queries.sources_named(lines),
        proofs=queries.files_behind(lines),
        years=queries.account_years(), objections=queries.objections_of(g.actor, year, member.id),
        is_open=actions.is_open(account),
    )  # fmt: skip


@pages.route("/performance/<int:year>/exemptions/new", methods=["GET", "POST"])
@gate("score.compute")
def new_exemption(year: int) -> Any:
    """Leave a member out of the year's assessment."""
    chosen = wanted_year(year)
    form = form_from(EXEMPTION)
    remember(form, "performance/new_exemption.html", year=chosen)
    if not form.validate_on_submit():
        return form_page()
    row = actions.exempt(chosen, form.cells["who"], form.cells["reason"], g.actor)
    flash(f"{row.member.name}不参加 {chosen} 年的考核")
    return redirect(url_for("performance.scores", year=chosen))


@pages.post("/performance/exemptions/<int:exemption>/end")
@gate("score.compute", exemption=queries.exemption_for)
def end_exemption(exemption: Exemption) -> Any:
    """Assess a member after all."""
    year, name = exemption.year, exemption.member.name
    actions.include_again(exemption, g.actor)
    flash(f"{name}参加 {year} 年的考核")
    return redirect(url_for("performance.scores", year=year))
