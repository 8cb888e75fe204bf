"""The change of term in four pages: the day, who leaves, what hangs on them, done. Only the last one writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.casework import actions, queries, rules
from liaison.casework.sheets.office import CHANGE_OF_TERM, ROSTER_OF_TERM
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.text import same_word
from liaison.roster.queries import books_of_members, current_term, numbers_in_book
from liaison.web.bodies import takes_many
from liaison.web.forms import ColumnForm, WhenShown, form_from, form_page, remember
from liaison.web.gate import gate

BY_OFFICE = "0"


@pages.get("/terms/change")
@gate("term.change")
def change_term() -> Any:
    """What the new term is called, when it begins, and where its list of members is."""
    day_form()
    return form_page()


def day_form() -> ColumnForm:
    """The form of the first page; its page is remembered."""
    form = form_from((*CHANGE_OF_TERM, *ROSTER_OF_TERM), lambda _source: books_of_members(), day=clock.today())
    remember(form, "casework/change_term.html", current=current_term())
    return form


@pages.post("/terms/change/members")
@gate("term.change")
@takes_many
def term_members() -> Any:
    """Who leaves: all who are not in the new list, until the office says otherwise. Writes nothing."""
    form = day_form()
    if not form.validate_on_submit():
        return form_page()
    current = actions.term_to_end(form.cells["name"], form.cells["day"])
    members, numbers = queries.serving_members(), numbers_of_roster(form)
    leaving = {one.id for one in members if numbers and same_word(one.no) not in numbers}
    return render_template(
        "casework/term_members.html", name=form.cells["name"], day=form.cells["day"], members=members,
        leaving=leaving, current=current, has_roster=bool(numbers),
        newcomers={one.id for one in members if same_word(one.first_term or "") == same_word(form.cells["name"])},
    )  # fmt: skip


def numbers_of_roster(form: ColumnForm) -> set[str]:
    """The 委员编号 of the new term, from the book that was chosen and from what was pasted."""
    pasted = {same_word(line) for line in (form.cells["numbers"] or "").splitlines() if same_word(line)}
    return pasted | (numbers_in_book(form.cells["book"]) if form.cells["book"] else set())


@pages.post("/terms/change/orphans")
@gate("term.change")
@takes_many
def term_orphans() -> Any:
    """What hangs on those who leave, and who could take it over. Writes nothing."""
    form = form_from(CHANGE_OF_TERM)
    if not form.validate_on_submit():
        return day_page()
    show_orphans(form)
    return form_page()


def day_page() -> Any:
    """The first page again, with what is wrong on it."""
    form = day_form()
    form.validate()
    return form_page()


def show_orphans(form: ColumnForm) -> None:
    """Remember the third page for what was sent."""
    remember(
        form, "casework/term_orphans.html", name=form.cells["name"], day=form.cells["day"], current=current_term(),
        states=CASEWORK.by_code, by_office=BY_OFFICE, told=WhenShown(told_of_orphans),
    )  # fmt: skip


def told_of_orphans() -> dict[str, Any]:
    """Those who leave, what hangs on them, and for each with open cases who could follow, the best first."""
    members, ids = queries.serving_members(), sent_ids()
    leaving = [one for one in members if one.id in ids]
    staying = [one for one in members if one.id not in ids]
    orphans = queries.orphans_of(leaving)
    with_cases = [one for one in leaving if one.id in orphans.cases]
    return {
        "leaving": leaving, "orphans": orphans, "with_cases": with_cases, "staying": len(staying),
        "offered": offers_for(with_cases, staying),
        "chosen": rules.suggested_successors(with_cases, staying) | sent_successors(),
    }  # fmt: skip


def offers_for(leaving: Sequence[Any], staying: Sequence[Any]) -> dict[int, list[Any]]:
    """`{member who leaves: members who could follow}`."""
    loads = {one.id: one.open_cases for one in staying}
    return {one.id: rules.offered_successors(one, staying, loads) for one in leaving}


def sent_ids() -> set[int]:
    """The members who are ticked to leave."""
    return {int(word) for word in request.form.getlist("leaving") if word.isdecimal() and len(word) < 10}


def sent_successors() -> dict[int, int | None]:
    """`{member who leaves: successor}` as chosen on the page; None for the office."""
    sent = {key.removeprefix("successor-"): word for key, word in request.form.items() if key.startswith("successor-")}
    known = {int(key): word for key, word in sent.items() if key.isdecimal() and word.isdecimal() and len(word) < 10}
    return {key: None if word == BY_OFFICE else int(word) for key, word in known.items()}


@pages.post("/terms/change/end")
@gate("term.change")
@takes_many
def end_term() -> Any:
    """End the term."""
    form = form_from(CHANGE_OF_TERM)
    if not form.validate_on_submit():
        return day_page()
    show_orphans(form)
    change = actions.ChangeOfTerm(
        form.cells["name"], form.cells["day"], tuple(sorted(sent_ids())), sent_successors(),
        request.form.get("mark", ""),
    )  # fmt: skip
    term = actions.end_term(change, g.actor)
    flash(f"已换届，现在是{term.name}，{len(change.leaving)} 位委员离任")
    return redirect(url_for("roster.terms"))
