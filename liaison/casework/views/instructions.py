"""批示: writing one on a case, reporting back, and the list of them."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from liaison.casework import queries
from liaison.casework.actions import instructions as actions
from liaison.casework.models import Case, Instruction
from liaison.casework.queries.instructions import instruction_for, instruction_rows
from liaison.casework.sheets.supervision import ANSWER_INSTRUCTION, INSTRUCT
from liaison.casework.views.blueprint import pages, told
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/instructions")
@gate("instruction.view")
def instructions() -> str:
    """A leader's own instructions, all for the office; those without an answer first."""
    return render_template("casework/instructions.html", page=page_of(instruction_rows(g.actor)), today=clock.today())


@pages.route("/cases/<case>/instruct", methods=["GET", "POST"])
@gate("case.instruct", case=queries.case_for)
def instruct(case: Case) -> Any:
    """Write an instruction."""
    form = form_from(INSTRUCT)
    remember(form, "casework/instruct.html", case=case)
    if not form.validate_on_submit():
        return form_page()
    given = actions.instruct(case, g.actor, **form.cells)
    return told(f"批示已交{given.addressee}，有了结果会告诉您", url_for("casework.case", case=case.number))


@pages.route("/instructions/<int:instruction>/answer", methods=["GET", "POST"])
@gate("case.answer_instruction", instruction=instruction_for)
def answer_instruction(instruction: Instruction) -> Any:
    """Report what was done."""
    form = form_from(ANSWER_INSTRUCTION)
    remember(form, "casework/answer_instruction.html", instruction=instruction, case=instruction.case)
    if not form.validate_on_submit():
        return form_page()
    actions.answer_instruction(instruction, g.actor, **form.cells)
    return told(f"已报告{instruction.given_by}", url_for("casework.case", case=instruction.case.number))
