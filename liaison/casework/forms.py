"""The forms of recording, as far as columns cannot express them: day chips, rows of requests, drafts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import current_app, request

from liaison.casework.sheets.recording import (
    ACTIVITY,
    ANOTHER_DAY,
    RECORDING,
    REQUEST_ROW,
    YESTERDAY,
)
from liaison.contacts.models import Draft
from liaison.contacts.sheets import RECORD
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError
from liaison.files.actions import Bundle
from liaison.files.rules import MOST_FILES
from liaison.orgs.queries import reference_choices
from liaison.roster.models import Representative
from liaison.web.forms import Choices, ColumnForm, form_from
from liaison.web.gate import LARGEST_ID

LISTS = (Kind.CHOICES, Kind.REFERENCES)
CHIPS = ("channel_id", "task_id", "asker_id")
MOST_REQUESTS = 40
EMPTY_ROWS = 3
ROW_FIELD = re.compile(r"request-(\d{1,3})-\w+")
CASE_CELLS = {"where": "place", "suggestion": "suggestion", "committee_id": "committee_id", "asker_id": "asker_id"}

Sent = Mapping[str, Sequence[str]]


def record_form(choices: Choices, draft: Draft | None, **values: Any) -> ColumnForm:
    """The form of one contact, with what was typed before, else with the usual values."""
    return with_chips(form_from(RECORDING, choices, **{**values, **typed_before(RECORDING, draft)}))


def activity_form(choices: Choices, draft: Draft | None, **values: Any) -> ColumnForm:
    """The form of one activity; its rows of requests are read apart."""
    return with_chips(form_from(ACTIVITY, choices, **{**values, **typed_before(ACTIVITY, draft)}))


def with_chips(form: ColumnForm) -> ColumnForm:
    """Take the empty line from what is shown as chips."""
    for key in CHIPS:
        if key in form:
            form[key].choices = [choice for choice in form[key].choices if choice.value != ""]
    return form


def typed_before(columns: Sequence[Column], draft: Draft | None) -> dict[str, Any]:
    """`{field: value}` of a draft."""
    cells = draft.cells if draft else {}
    kept = {c: cells[c.key] for c in columns if cells.get(c.key)}
    return {c.key: list(sent) if c.kind in LISTS else sent[0] for c, sent in kept.items()}


def is_complete(form: ColumnForm) -> bool:
    """Whether everything is there, also what is asked only in some cases. What is wrong stands beside its field."""
    form.validate_on_submit()
    if form.day.data == ANOTHER_DAY and not form.contacted_on.data:
        add_error(form, "contacted_on", "请选日期")
    if form.has_request.data and not (form["where"].data or "").strip():
        add_error(form, "where", "请写诉求发生在哪里")
    check_photos(form)
    return not form.errors


def is_activity_complete(form: ColumnForm, rows: Sequence[RequestRow], offered: Sequence[Any]) -> bool:
    """Whether the activity and each row of requests is complete; a wrong row is named by its place."""
    form.validate_on_submit()
    present = set(form.cells.get("people") or ())
    people = [(row.id, row.name) for row in offered if row.id in present]
    categories = reference_choices("category")
    for place, row in enumerate(rows, 1):
        if not row.is_blank:
            row.check(people, categories)
            form.form_errors = [*form.form_errors, *(f"第 {place} 件：{said}" for said in row.errors.values())]
    check_photos(form)
    return not form.errors


def check_photos(form: ColumnForm) -> None:
    """Too many at once; that a page which comes back has lost them is said by the form itself."""
    if len([sent for sent in form.photos.data or () if sent]) > MOST_FILES:
        add_error(form, "photos", f"附件最多 {MOST_FILES} 个，请重选")


def add_error(form: ColumnForm, key: str, sentence: str) -> None:
    """Put a sentence beside a field."""
    form[key].errors = [*form[key].errors, sentence]


def bundle(form: ColumnForm, field: str = "files", page: str = "") -> Bundle:
    """The files that were chosen in a field; none where the form has no such field. page: see Bundle."""
    chosen = form[field].data if field in form else ()
    uploads = [(sent.filename or "", sent.read()) for sent in chosen or () if sent]
    return Bundle(uploads, current_app.config["INSTANCE"], field, page if field in form else "")


def contact_cells(form: ColumnForm) -> dict[str, Any]:
    """The cells of the contact, its day worked out from the chips."""
    cells = {c.key: form.cells.get(c.key) for c in RECORD}
    return {**cells, "contacted_on": day_meant(form), "has_request": form.cells["has_request"]}


def activity_cells(form: ColumnForm) -> dict[str, Any]:
    """The cells of the activity and of each contact in it."""
    return {key: value for key, value in form.cells.items() if key not in ("people", "photos")}


def day_meant(form: ColumnForm) -> date:
    """The day of the chip: today, yesterday or the one picked."""
    if form.cells["day"] == ANOTHER_DAY:
        return form.cells["contacted_on"]
    return clock.today() - timedelta(days=form.cells["day"] == YESTERDAY)


def request_cells(form: ColumnForm, people: Sequence[Representative]) -> list[dict[str, Any]]:
    """The cells of the case, where something is to be done; the asker is the first unless another is named."""
    if not form.cells["has_request"]:
        return []
    cells = {ours: form.cells.get(asked) for asked, ours in CASE_CELLS.items()}
    known = {person.id for person in people}
    return [{**cells, "asker_id": cells["asker_id"] if cells["asker_id"] in known else people[0].id}]


@dataclass
class RequestRow:
    """One request of an activity as it was typed. errors: `{field: sentence}`; cells: the parsed values."""

    number: int
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Any] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in it."""
        return not any(value.strip() for value in self.typed.values())

    def check(self, people: Sequence[tuple[int, str]], categories: Sequence[tuple[int, str]]) -> None:
        """Parse each cell; the asker must be one of the people present."""
        for column in REQUEST_ROW:
            try:
                self.cells[column.key] = cell_of(column, self.typed[column.key], categories)
            except CellError as error:
                self.errors[column.key] = error.sentence
        if "asker" not in self.errors:
            self.name_asker(people)

    def name_asker(self, people: Sequence[tuple[int, str]]) -> None:
        """Find the person of that name among those present."""
        named = [person_id for person_id, name in people if name == self.cells["asker"]]
        if len(named) != 1:
            why = "来的人里有两位同名，请分两次记" if named else "请写来参加的代表，或在上面勾选他"
            self.errors["asker"] = f"{self.cells['asker']}：{why}"
            return
        self.cells["asker_id"] = named[0]
        del self.cells["asker"]


def cell_of(column: Column, typed: str, categories: Sequence[tuple[int, str]]) -> Any:
    """The value of one cell of a row; a reference must be one of those offered."""
    if column.kind is not Kind.REFERENCE:
        return column.take(typed)
    if typed and typed not in {str(key) for key, _name in categories}:
        raise CellError("UNKNOWN_VALUE", f"请从列出的选项里选{column.title}")
    return int(typed) if typed else None


def rows_typed(sent: Sent) -> list[RequestRow]:
    """The rows of requests that were sent or kept as a draft, and three empty ones behind them."""
    numbers = sorted({int(found.group(1)) for found in map(ROW_FIELD.fullmatch, sent) if found})
    rows = [row for row in (RequestRow(n, row_cells(sent, n)) for n in numbers) if not row.is_blank]
    free = max((row.number for row in rows), default=-1) + 1
    return [*rows, *(RequestRow(n, row_cells({}, n)) for n in range(free, free + EMPTY_ROWS))][:MOST_REQUESTS]


def row_cells(sent: Sent, number: int) -> dict[str, str]:
    """What was typed in one row."""
    return {c.key: next(iter(sent.get(f"request-{number}-{c.key}", ())), "") for c in REQUEST_ROW}


def person_words(row: Any) -> str:
    """A person as the list of those present shows him: 周桂芳（种粮大户，曲塘镇刘圩村）."""
    return f"{row.name}（{row.type}，{row.town}{row.village or ''}）"


def numbers(words: Sequence[str]) -> list[int]:
    """The ids among what was sent; what is none is passed over."""
    short = (word for word in words if word.isascii() and word.isdigit() and len(word) < 20)
    return [number for number in map(int, short) if 0 < number <= LARGEST_ID]


def sent_cells() -> dict[str, list[str]]:
    """Everything that was sent, without what only the program put there."""
    cells = request.form.to_dict(flat=False)
    return {key: values for key, values in cells.items() if key not in ("csrf_token", "page")}
