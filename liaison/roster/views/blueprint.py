"""The blueprint of the roster, its menu lines, and what its pages share."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, g, request, send_file

from liaison.access import Role
from liaison.core.columns import Column, Kind
from liaison.orgs.queries import reference_choices
from liaison.roster import queries
from liaison.web.days import day_asked
from liaison.web.forms import Choice, ColumnForm, form_from
from liaison.web.navigation import MenuLine, menu

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_ID = 2**31 - 1
OFFICES = (
    Role.CLERK, Role.DIRECTOR, Role.UNIT_LEADER, Role.SUPERVISOR, Role.OFFICE, Role.LEADER, Role.LIBRARIAN,
)  # fmt: skip
OWN_LIBRARIES = "library"

pages = Blueprint("roster", __name__)
menu.lines += [
    MenuLine("信息库", "roster.libraries", "book", "主、子信息库", "library.view"),
    MenuLine("信息库", "roster.confirmations", "clipboard", "年度确认", "confirmation.list"),
    MenuLine("信息库", "roster.representatives", "people", "代表", "representative.view", OFFICES),
    MenuLine("信息库", "roster.members", "user", "委员", "member.view", OFFICES),
    MenuLine("信息库", "roster.terms", "turn", "届次和换届", "term.change"),
    MenuLine("信息库", "roster.batches", "up", "导入", "import.view"),
    MenuLine("信息库", "roster.waiting_rows", "flag", "待核记录", "waiting_row.decide"),
    MenuLine("信息库", "roster.duplicates", "merge", "去重", "duplicate.view"),
]


def chosen(ids: Iterable[str], words: Iterable[str]) -> dict[str, Any]:
    """What a filter form asks for; an id that is none filters nothing."""
    numbers = {key: request.args.get(key, type=int) for key in ids}
    known = {key: value if value and 0 < value <= LARGEST_ID else None for key, value in numbers.items()}
    return known | {key: request.args.get(key, "").strip()[:50] for key in words}


def chosen_as_of(ids: Iterable[str], words: Iterable[str]) -> dict[str, Any]:
    """As `chosen`, and on: the day that ?on= asks for; a list of a day knows no states."""
    day = day_asked()
    return chosen(ids, words) | ({"on": day, "status": ""} if day else {"on": None})


def cells_form(columns: Sequence[Column], **values: Any) -> ColumnForm:
    """A form of these columns; a retired word that stands chosen stays on offer."""
    return form_from(columns, choices_beside(columns, values), **values)


def choices_beside(columns: Sequence[Column], values: dict[str, Any]) -> Callable[[str], Sequence[Choice]]:
    """What each reference column offers."""
    standing = {column.source: values.get(column.key) for column in columns if column.kind is Kind.REFERENCE}

    def offered(source: str) -> Any:
        if source == OWN_LIBRARIES:
            return queries.library_choices(g.actor)
        return reference_choices(source, keep=standing.get(source))

    return offered


def version() -> int | None:
    """The version of the row that the form was filled from."""
    return request.form.get("version", type=int)


def download(book: io.BytesIO, name: str) -> Any:
    """A workbook in memory as a download."""
    book.seek(0)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
