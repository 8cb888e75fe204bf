"""The 办理单: one page of what the eight sheets of a case say above all, its cells those of the sheets themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from liaison.casework.rules.paper_cells import Cell, blank_cells, cells_of, paired
from liaison.casework.rules.papers import FORMS, HEADING, Line, Paper, Subject, lines_of_rows, shown_of, signed
from liaison.casework.rules.story import standing
from liaison.casework.rules.timeline import who_did
from liaison.casework.workflow import CASEWORK, title_of
from liaison.core.columns import Column

TITLE = "政协委员联系界别群众诉求办理单"
# Which cells of which moves, in the order of the paper; what they are called and how they look their columns say.
MAIN_CELLS = {
    "submit": ("text", "suggestion"), "refuse": ("refusal", "explained"), "settle": ("reply_text",),
    "hand_over": ("opinion",), "approve": ("section_id",), "finish": ("result_text", "result"),
    "pass_check": ("opinion",), "reply": ("reply_text",), "rate": ("outcome",),
}  # fmt: skip
# Moves whose sheet is that of another.
LIKE = {"supplement": "submit", "join_reply": "reply", "rate_redo": "rate", "rate_escalate": "rate"}
USUAL = frozenset(verb for form in FORMS for verb in form.verbs)


def summary_of(subject: Subject, records: Iterable[Any]) -> Paper:
    """The 办理单 of a case: of each move the last record; what the usual way still asks for stays blank."""
    last = {LIKE.get(record.verb, record.verb): record for record in standing(records)}
    lines = list(lines_of_rows(subject.rows))
    for verb in MAIN_CELLS:
        if verb in last:
            lines += filled_lines(last[verb], verb, subject)
        elif verb in USUAL and not subject.is_over:
            lines += empty_lines(verb)
    return Paper(TITLE, subject.number, Cell(HEADING, subject.title), tuple(lines), is_dense=True)


def main_columns(verb: str) -> list[Column]:
    """The columns of those cells."""
    return [column for column in CASEWORK.by_verb[verb].columns if column.key in MAIN_CELLS[verb]]


def filled_lines(record: Any, verb: str, subject: Subject) -> Iterator[Line]:
    """The main cells of a record, and where it is signed."""
    columns = [one for one in main_columns(verb) if one.personal or not subject.is_kept(record.verb, one)]
    shown, titles = shown_of(record, columns, subject), {column.title for column in columns}
    told = {title: words for title, words in shown.items() if title in titles}
    yield from lines_of_rows(paired(cells_of(columns, told, subject.is_secret)))
    yield signed(f"{title_of(record.verb)}：{who_did(record)}", record.acted_on)


def empty_lines(verb: str) -> Iterator[Line]:
    """The same to be filled in by hand."""
    yield from lines_of_rows(paired(blank_cells(main_columns(verb))))
    yield signed(f"{title_of(verb)}：")
