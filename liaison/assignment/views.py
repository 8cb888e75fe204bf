"""Pages of the plan: the board, who is missing, a pair changed by hand, drawing up, publishing, the list as Excel."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.accounts.views.exports import Listing, choose, send
from liaison.assignment import actions, queries
from liaison.assignment.models import STATE_TITLES, Pairing, Plan
from liaison.assignment.rules import PLACES
from liaison.assignment.sheets import CHOSEN, COLUMNS, REASON, TITLE, assignments_page, title_of
from liaison.core import clock
from liaison.orgs.queries import reference_choices
from liaison.roster.models import Member, Representative
from liaison.roster.queries import member_for, representative_for
from liaison.web.days import day_asked
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.navigation import MenuLine, menu
from liaison.web.paging import page_among, page_of

MEMBERS_A_PAGE = 10
SOURCES = {"town": "area", "sector": "sector"}
LARGEST_ID = 2**31 - 1
AT_DESK = (Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.OFFICE, Role.LEADER)

pages = Blueprint("assignment", __name__)
menu.lines.append(MenuLine("联系", "assignment.index", "swap", "委员与代表", "plan.view", AT_DESK))


@pages.get("/assignment")
@gate("plan.view")
def index() -> Any:
    """The plan of the latest year."""
    return redirect(url_for("assignment.board", year=queries.latest_year()))


@pages.get("/assignment/<int:year>")
@gate("plan.view", year=queries.year_for)
def board(year: int) -> Any:
    """Members with their five places, by town and sector; beside them why the chosen pair is as it is."""
    plan = queries.plan_of(year, number("plan"))
    if plan is None:
        return render_template("assignment/board.html", year=year, plan=None, years=queries.plan_years())
    chosen = {"town": number("town"), "sector": number("sector"), "only_open": "open" in request.args}
    page = page_of(queries.members_statement(g.actor, plan, **chosen), MEMBERS_A_PAGE)
    shown = shown_pair(plan)
    return render_template(
        "assignment/board.html", year=year, plan=plan, years=queries.plan_years(), plans=queries.plans_of(year),
        states=STATE_TITLES, page=page, lines=queries.board_lines(plan, page.rows), chosen=chosen,
        figures=queries.plan_figures(plan), towns=reference_choices("area"), sectors=reference_choices("sector"),
        shown=shown, rivals=queries.rival_members(shown.pairing) if shown else [], places=PLACES,
    )  # fmt: skip


def number(name: str) -> int | None:
    """An id of the address; what is none asks for nothing."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None


def shown_pair(plan: Plan) -> queries.PairView | None:
    """The pair that ?pair= asks for, if it is one of this plan within sight."""
    pairing = queries.pairing_for(g.actor, number("pair") or 0)
    return queries.pair_view(pairing) if pairing and pairing.plan_id == plan.id else None


@pages.get("/assignment/<int:year>/gaps")
@gate("plan.view", year=queries.year_for)
def gaps(year: int) -> Any:
    """Who is missing: members without five, groups reached too little, and every town and sector in figures."""
    plan = queries.plan_of(year, number("plan"))
    if plan is None:
        return redirect(url_for("assignment.board", year=year))
    page = page_of(queries.members_statement(g.actor, plan, only_open=True))
    return render_template(
        "assignment/gaps.html", year=year, plan=plan, figures=queries.plan_figures(plan), page=page,
        lines=queries.board_lines(plan, page.rows), towns=queries.figures_by_town(plan),
        sectors=queries.figures_by_sector(plan),
    )  # fmt: skip


@pages.route("/assignment/<int:year>/draw-up", methods=["GET", "POST"])
@gate("plan.change", year=queries.year_for)
def draw_up(year: int) -> Any:
    """Draw up a new draft of a year."""
    if request.method == "GET":
        return render_template("assignment/draw_up.html", year=year, plan=queries.plan_of(year))
    plan = actions.draw_up(year, g.actor)
    flash(f"已排好 {plan.year} 年方案草稿，共 {plan.figures['pairs']:,} 对。看过再发布")
    return redirect(url_for("assignment.board", year=year))


@pages.route("/assignment/plans/<int:plan>/publish", methods=["GET", "POST"])
@gate("plan.publish", plan=queries.plan_for)
def publish(plan: Plan) -> Any:
    """Put a draft in force."""
    if request.method == "GET":
        return render_template("assignment/publish.html", plan=plan)
    actions.publish(plan, g.actor)
    flash(f"已发布 {plan.year} 年方案，委员在“我的 5 位代表”里看得到")
    return redirect(url_for("assignment.board", year=plan.year))


@pages.route("/assignment/plans/<int:plan>/export", methods=["GET", "POST"])
@gate("plan.export", plan=queries.plan_for)
def choose_columns(plan: Plan) -> Any:
    """Which columns of the pairs within sight are taken out."""
    there = url_for("assignment.export", plan=plan.id)
    return choose(listed(plan), there, url_for("assignment.board", year=plan.year, plan=plan.id))


@pages.get("/assignment/plans/<int:plan>/export.xlsx")
@gate("plan.export", plan=queries.plan_for)
def export(plan: Plan) -> Any:
    """The pairs within sight, as the office prints them."""
    return send(listed(plan), f"{plan.year}年委员联系界别群众名单")


def listed(plan: Plan) -> Listing:
    """The pairs within sight as a list that goes out."""
    pairs = queries.export_rows(g.actor, plan)
    return Listing(
        "assignments", title_of(plan.year), COLUMNS, len(pairs),
        lambda columns, frame: assignments_page(pairs, plan.year, columns, **frame), "对",
        [("方案", STATE_TITLES[plan.state])],
    )  # fmt: skip


@pages.get("/assignment/pairings")
@gate("plan.view")
def pairs() -> Any:
    """Members with their representatives at the end of a day, of today unless ?on= names another."""
    wanted, town, sector = asked_pairs()
    lines = members_with_pairs(queries.pairs_on(g.actor, wanted["on"], town, sector))
    return render_template(
        "assignment/pairs.html", page=page_among(lines), wanted=wanted, towns=reference_choices("area"),
        sectors=reference_choices("sector"), places=PLACES, today=clock.today(),
    )  # fmt: skip


def asked_pairs() -> tuple[dict[str, Any], str, str]:
    """What is asked for: day, town and sector, and the names of these two."""
    wanted = {"on": day_asked() or clock.today(), "town": number("town"), "sector": number("sector")}
    names = [dict(reference_choices(source)).get(wanted[key], "") for key, source in SOURCES.items()]
    return wanted, *names


def members_with_pairs(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[int, dict[str, Any]]]]:
    """`[(a member's cells, {place: the pair's cells})]` in the order of the rows."""
    grouped = (list(found) for _member, found in groupby(rows, key=lambda row: row["member_id"]))
    return [(found[0], {row["slot"]: row for row in found}) for found in grouped]


@pages.route("/assignment/pairings/export", methods=["GET", "POST"])
@gate("plan.export")
def choose_pair_columns() -> Any:
    """Which columns of the pairs of a day are taken out."""
    wanted, town, sector = asked_pairs()
    there = url_for("assignment.export_pairs", **wanted)
    return choose(listed_on(wanted["on"], town, sector), there, url_for("assignment.pairs", **wanted))


@pages.get("/assignment/pairings/export.xlsx")
@gate("plan.export")
def export_pairs() -> Any:
    """The pairs of a day within sight, as the office prints them."""
    wanted, town, sector = asked_pairs()
    return send(listed_on(wanted["on"], town, sector), f"委员联系界别群众名单{wanted['on']:%Y%m%d}")


def listed_on(day: date, town: str, sector: str) -> Listing:
    """The pairs of a day within sight as a list that goes out."""
    found = queries.pairs_on(g.actor, day, town, sector)
    said = [("截至", f"{day}"), *((title, word) for title, word in (("居住区镇", town), ("界别", sector)) if word)]
    return Listing(
        "assignments", f"{TITLE}（截至 {day}）", COLUMNS, len(found),
        lambda columns, frame: assignments_page(found, day.year, columns, **frame), "对", said,
    )  # fmt: skip


@pages.route("/assignment/pairings/<int:pairing>/replace", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for)
def replace_pair(pairing: Pairing) -> Any:
    """Give the place of one representative to a free one."""
    form = choice_form("assignment/replace_pair.html", pairing.plan, pairing.member, pairing=pairing)
    if not form.validate_on_submit():
        return form_page()
    successor = representative_for(g.actor, form.cells["representative_id"])
    pair = actions.replace(pairing, successor, form.cells["reason"], g.actor)
    flash(f"{pair.member.name}委员的第 {pair.slot} 位换成了{successor.name}")
    return to_board(pair)


@pages.route("/assignment/plans/<int:plan>/members/<int:member>/places/<int:slot>", methods=["GET", "POST"])
@gate("plan.change", plan=queries.plan_for, member=member_for)
def fill_place(plan: Plan, member: Member, slot: int) -> Any:
    """Choose a free representative for an open place."""
    form = choice_form("assignment/fill_place.html", plan, member, slot=slot, reason=False)
    if not form.validate_on_submit():
        return form_page()
    pair = actions.pair(plan, member, representative_for(g.actor, form.cells["representative_id"]), slot, g.actor)
    flash(f"{member.name}委员的第 {slot} 位是{pair.representative.name}了")
    return to_board(pair)


@pages.route("/assignment/pairings/<int:pairing>/end", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for)
def end_pair(pairing: Pairing) -> Any:
    """Take a representative from a member; the place stays open."""
    form = form_from((REASON,))
    remember(form, "assignment/end_pair.html", pairing=pairing)
    if not form.validate_on_submit():
        return form_page()
    year, plan_id, names = pairing.plan.year, pairing.plan_id, (pairing.member.name, pairing.representative.name)
    actions.unpair(pairing, form.cells["reason"], g.actor)
    flash("{}委员不再联系{}，这一位空着".format(*names))
    return redirect(url_for("assignment.board", year=year, plan=plan_id))


def choice_form(template: str, plan: Plan, member: Member, *, reason: bool = True, **context: Any) -> ColumnForm:
    """The form that offers free representatives near a member, or those whom a word names."""
    word = request.args.get("word", "").strip()
    free = queries.free_representatives(plan, member.id, word)
    form = form_from((CHOSEN, REASON) if reason else (CHOSEN,), lambda _source: offered(free))
    remember(form, template, plan=plan, member=member, free=free, word=word, **context)
    return form


def offered(free: list[queries.Candidate]) -> list[tuple[int, str]]:
    """The free representatives, and the one who was sent: whoever took him meanwhile is said by the action."""
    sent = request.form.get("representative_id", type=int)
    known: Representative | None = representative_for(g.actor, sent) if sent and 0 < sent <= LARGEST_ID else None
    return [(one.id, one.name) for one in free] + ([(known.id, known.name)] if known else [])


def to_board(pair: Pairing) -> Any:
    """Back to the board, the pair chosen."""
    return redirect(url_for("assignment.board", year=pair.plan.year, plan=pair.plan_id, pair=pair.id))
