"""What the office settles: time limits, and who takes a seat over with its open tasks."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import Actor
from liaison.accounts.models import Seat
from liaison.accounts.queries import seat_visible_to
from liaison.casework import actions, queries
from liaison.casework.models import TimeLimit
from liaison.casework.queries import holders
from liaison.casework.rules.limits import grouped_limits
from liaison.casework.sheets.office import CHANGE_OF_LIMIT, HAND_OVER_OF_SEAT
from liaison.casework.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.get("/time-limits")
@gate("time_limit.change")
def time_limits() -> str:
    """All limits in working days: those of handling as a table of kind and urgency, then those of the steps."""
    return render_template("casework/time_limits.html", limits=grouped_limits(queries.limits_listed()))


def limit_for(_actor: Actor, limit_id: int) -> TimeLimit | None:
    """The limit with this id."""
    return queries.limit_with(limit_id)


@pages.route("/time-limits/<int:limit>", methods=["GET", "POST"])
@gate("time_limit.change", limit=limit_for)
def time_limit(limit: TimeLimit) -> Any:
    """Change one limit; cases on their way keep theirs."""
    form = form_from(CHANGE_OF_LIMIT, days=limit.days)
    remember(form, "casework/time_limit.html", limit=limit)
    if not form.validate_on_submit():
        return form_page()
    actions.set_time_limit(limit, form.cells["days"], g.actor)
    flash(f"{limit.title}改为 {limit.days} 个工作日，已经在办的不变")
    return redirect(url_for("casework.time_limits"))


@pages.app_template_global("vacancies")
def places_without_anybody() -> list[str]:
    """For the page of users: where cases wait for somebody who is not there, without anything of the cases."""
    return holders.vacancies(with_numbers=False)


@pages.route("/seats/<int:seat>/hand-over", methods=["GET", "POST"])
@gate("seat.change", seat=seat_visible_to)
def hand_over_seat(seat: Seat) -> Any:
    """换人: somebody else takes the seat, and what is open in the old holder's name goes with it."""
    colleagues = queries.colleagues_of(seat)
    form = form_from(HAND_OVER_OF_SEAT, lambda _source: colleagues)
    remember(form, "casework/hand_over_seat.html", taken=seat, open_count=queries.open_count_of(seat))
    if not form.validate_on_submit():
        return form_page()
    successor = queries.successor(form.cells["successor_id"], form.cells["username"])
    number = actions.hand_over_seat(seat, successor, g.actor)
    flash(f"已由{successor.name}接手" + (f"，{number} 件在办的诉求一起交接" if number else ""))
    return redirect(url_for("accounts.seats"))
