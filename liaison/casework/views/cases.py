"""One case as people see it, and the list of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access.table import allowed
from liaison.accounts.views.looks import is_reason_given, look_form
from liaison.casework import actions, queries, rules
from liaison.casework.models import Case
from liaison.casework.queries.calls import scan_of
from liaison.casework.queries.instructions import instructions_of
from liaison.casework.rules.flows import flow_of, state_title
from liaison.casework.rules.holders import own_matter_words
from liaison.casework.rules.scanned import source_words, with_scan
from liaison.casework.sheets.steps import GRADES, NOTICE_LEVELS
from liaison.casework.views.askers import merging_of
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK, OPEN_STATES, RARE_VERBS, REPLY_VERBS, STEPS
from liaison.core import clock, text
from liaison.core.calendar import working_days
from liaison.files.queries import attachments_of
from liaison.orgs.queries import several_choices
from liaison.web.days import day_asked
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate, own_path
from liaison.web.paging import Page, page_among, page_of

NUMBERS = ("unit", "committee", "area", "year")
WORDS = ("word", "stage", "late", "group", "rating")
STAGES = [("open", "还在办"), *((str(n), name) for n, name in STEPS.items() if n > 1), ("ended", "已经结束")]


@pages.get("/cases")
@gate("case.list")
def cases() -> str:
    """All cases within sight, newest first, of today or as they stood on ?on=."""
    groups, years = queries.groups_and_years()
    wanted = wanted_filters(years)
    return render_template(
        "casework/cases.html", page=cases_page(wanted), wanted=wanted,
        choices=filter_choices(groups, years), flow=CASEWORK.by_code, due=due_of_rows(wanted["on"]),
    )  # fmt: skip


def cases_page(wanted: dict[str, Any]) -> Page:
    """A page of the list of today, or of the day that is asked for."""
    asked = {**wanted}
    day = asked.pop("on")
    return page_among(queries.cases_on(g.actor, day, **asked)) if day else page_of(
        queries.case_rows(g.actor, **asked), counted=Case
    )


def wanted_filters(years: list[int]) -> dict[str, Any]:
    """What the list is asked to show; a number that is none does not filter."""
    numbers = {name: request.args.get(name, type=int) for name in NUMBERS}
    numbers["year"] = numbers["year"] if numbers["year"] in years else None
    known = {"stage": dict(STAGES), "rating": GRADES}
    words = {name: text.normalise(request.args.get(name, ""))[:60] for name in WORDS}
    return {**numbers, "on": day_asked(), **{n: w if n not in known or w in known[n] else "" for n, w in words.items()}}


def filter_choices(groups: list[str], years: list[int]) -> dict[str, Any]:
    """What can be chosen above the list."""
    return {
        **several_choices("unit", "committee", "area"), "stage": STAGES,
        "year": [(year, f"{year} 年") for year in years],
        "group": [(name, name) for name in groups], "rating": [(grade, grade) for grade in GRADES],
    }  # fmt: skip


def due_of_rows(day: date | None = None) -> Any:
    """A function for templates: what is due in a row on a day, today unless given, with one calendar for all."""
    seen_on, calendar = day or clock.today(), working_days()
    return lambda row: rules.deadline_of(row, seen_on, calendar)


@pages.get("/cases/<case>")
@gate("case.view", case=queries.case_for)
def case(case: Case) -> str:
    """How far it is, whose turn it is, what this reader can do, and all that was done."""
    return case_page(case)


@pages.post("/cases/<case>/phone")
@gate("case.phone", case=queries.case_for)
def phone(case: Case) -> Any:
    """Asks what for; then the case's page with the asker's phone in full, and the look is recorded."""
    form = look_form()
    remember(form, "casework/phone.html", case=case)
    if not is_reason_given(form):
        return form_page()
    return case_page(case, phone=text.spaced_phone(actions.show_phone(case, g.actor, **form.cells)))


@pages.post("/cases/<case>/take-back")
@gate("case.take_back", case=queries.case_to_take_back)
def take_back(case: Case) -> Any:
    """撤回 one's own last step within ten minutes."""
    actions.take_back(case, g.actor)
    flash(f"已撤回，{case.number} 回到“{state_title(case)}”")
    return redirect(own_path(request.args.get("next"), url_for("casework.case", case=case.number)))


def case_page(case: Case, phone: str = "") -> str:
    """The page of a case. phone: in full, where it was asked for."""
    records, notices = queries.sheets_for(g.actor, case), queries.notices_of(case)
    scan = scan_of(case)
    told = with_scan(rules.timeline(records, notices, case.state in OPEN_STATES), scan)
    kept = rules.standing(records)
    return render_template(
        "casework/case.html", case=case, phone=phone, notices=notices, scan=scan,
        source=source_words(case), levels=NOTICE_LEVELS,
        instructions=instructions_of(case, g.actor),
        ratings=queries.ratings_of(case), photos=attachments_of(case, case.contact),
        entries=rules.said_by_unit(told) if request.args.get("show") == "unit" else told,
        sheets={record.verb: record for record in kept}, old_replies=old_replies(kept, case.round),
        links=[record for record in kept if record.verb == "convert"],
        is_answered=any(r.verb in REPLY_VERBS and r.round == case.round for r in kept) or case.is_imported,
        **standing_of(case, records), **open_to_reader(case, records),
        readable=rules.readable_rating(g.actor, case), filed=rules.filed(case, kept),
    )  # fmt: skip


def standing_of(case: Case, records: Any) -> dict[str, Any]:
    """How far the case is, and what is due."""
    calendar, today = working_days(), clock.today()
    deadline = rules.deadline_of(case, today, calendar)
    may_know = allowed(g.actor, "case.phone", case)
    asker = rules.asker_words(case, may_know)
    return {
        "own_matter": own_matter_words(case, may_know=may_know),
        "deadline": deadline, "asker": asker, "state": flow_of(case).by_code[case.state],
        "due_on": rules.nearest_due(case.state, case.due_on, case.step_due_on),
        "steps": rules.eight_steps(case, records, deadline, today, asker), "turn": rules.whose_turn(case, asker),
        "is_guessed": case.due_on is not None and not calendar.is_announced(case.due_on),
    }  # fmt: skip


def open_to_reader(case: Case, records: Any) -> dict[str, Any]:
    """What this reader can do now."""
    moves = rules.offered_moves(case, g.actor, clock.today())
    may_undo = bool(records) and actions.may_take_back(records[-1], g.actor) and allowed(g.actor, "case.take_back")
    return {
        "rare": [one for one in moves if one.verb in RARE_VERBS], "main": rules.main_of(moves), "may_undo": may_undo,
        "may_urge": rules.can_be_urged(case) and allowed(g.actor, "case.urge", case), **merging_of(case, moves),
    }  # fmt: skip


def old_replies(records: Any, this_round: int) -> list[Any]:
    """The replies of earlier rounds."""
    return [record for record in records if record.verb in REPLY_VERBS and record.round < this_round]
