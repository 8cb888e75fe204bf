"""One page for each move of the table: its form, its button, what comes after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, request, url_for

from liaison.access.table import allowed
from liaison.casework import actions, queries, rules
from liaison.casework.actions.telling import NAMING
from liaison.casework.models import Case
from liaison.casework.queries.holders import lacks_handler
from liaison.casework.rules.flows import flow_of, move_named
from liaison.casework.rules.ratings import GIVEN_UP, TRY_AGAIN
from liaison.casework.sheets.steps import FILES
from liaison.casework.views.blueprint import pages
from liaison.casework.views.ratings import code_page
from liaison.casework.views.unsent import files_of, is_dropping, waiting, without_file
from liaison.casework.workflow import CASEWORK, CLOSED, UNSEEN_VERBS, url_of
from liaison.core import clock
from liaison.core.kinds import Kind
from liaison.core.workflow import Move
from liaison.files.actions import Bundle
from liaison.web.bodies import takes_files
from liaison.web.forms import ColumnForm, WhenShown, form_from, form_page, remember
from liaison.web.gate import gate

NONE_SEEN = 0  # no case has this version: a form that does not say which it showed is as good as out of date
BACK = {"inbox": "casework.inbox", "tasks": "casework.tasks"}


def page_of_move(move: Move) -> Callable[..., Any]:
    """The view of one move."""

    def page(case: Case) -> Any:
        return fill_in(case, move_named(flow_of(case), move.verb))

    page.__name__ = move.verb
    page.__doc__ = f"{move.title}: {move.hint}"
    has_files = any(column.kind is Kind.FILES for column in move.columns)
    return gate(move.permission, case=queries.case_for)(takes_files(page) if has_files else page)


for one in CASEWORK.moves:
    if one.verb not in UNSEEN_VERBS:
        address = f"/cases/<case>/{url_of(one.verb)}"
        pages.add_url_rule(address, one.verb, page_of_move(one), methods=["GET", "POST"])


def fill_in(case: Case, move: Move) -> Any:
    """GET: the sheet, with the earlier ones folded. POST: the move, then back to where one came from."""
    if request.method != "POST":
        rules.refuse_unstartable(case, move, clock.today())
    form = form_of(case, move)
    files = files_of(form, f"case {case.id} {move.verb}")
    show_with(form, case, move, files)
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    version = request.form.get("version", NONE_SEEN, type=int)
    cells = {key: value for key, value in form.cells.items() if key != FILES.key}
    given = actions.make_move(case, move.verb, g.actor, version, files, **cells)
    if move.verb == "tell_asker" and given:
        return code_page(case, given)
    return done(case, move, rules.deed_of(move, cells))


def form_of(case: Case, move: Move) -> ColumnForm:
    """The form of a move, with what is likely in it and hints that fit the case."""
    form = form_from(move.columns, queries.choices_for(case), **queries.prefilled(case, move))
    for key, words in queries.hints_for(case, move).items():
        form[key].description = words
    return form


def show_with(form: ColumnForm, case: Case, move: Move, files: Bundle) -> None:
    """Remember the page of a move: the form, what was filled in before, and the files that wait with it."""
    asker = rules.asker_words(case, allowed(g.actor, "case.phone", case))
    remember(
        form, "casework/move.html", case=case, move=move, turn=rules.whose_turn(case, asker), asker=asker,
        sheets=WhenShown(lambda: rules.earlier_sheets(queries.sheets_for(g.actor, case))), back=back_of(case),
        suggestions=WhenShown(lambda: queries.suggestions_for(case)) if move.verb == "hand_over" else (),
        unsent=waiting(files),
    )  # fmt: skip


def done(case: Case, move: Move, deed: str) -> Any:
    """Say what happened and who is next, offer 撤回, and go back."""
    words = rules.done_words_of(deed, rules.whose_turn(case, rules.asker_words(case, False)))
    if move.verb == "ask_extension":
        words = f"已{move.title}，{move.hint}"
    elif move.verb in NAMING and lacks_handler(case):
        words = f"已{move.title}，但科室里没有经办人，已放到负责人的待办里，请另定经办人"
    if move.verb == "tell_asker":
        words = GIVEN_UP if case.state == CLOSED else TRY_AGAIN
    undo = url_for("casework.take_back", case=case.number, next=back_of(case))
    is_final = move.verb == "rate" or (move.verb == "tell_asker" and case.state == CLOSED)
    flash(words if is_final else (words, undo), "ok" if is_final else "undo")
    is_still_seen = queries.case_for(g.actor, case.number) is not None
    return redirect(back_of(case) if is_still_seen else url_for("casework.tasks"))


def back_of(case: Case) -> str:
    """The page one came from, by its short name in ?back=; else the case."""
    endpoint = BACK.get(request.values.get("back", ""))
    return url_for(endpoint) if endpoint else url_for("casework.case", case=case.number)
