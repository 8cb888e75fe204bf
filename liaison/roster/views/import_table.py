"""The table on which a file is looked at before it goes in: which columns, what stands in each cell, what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError
from liaison.core.intake import BAD, CREATED, DUPLICATE, REVIEW, UNCHANGED, UPDATED
from liaison.core.text import mask_phone, mobile, same_word
from liaison.roster.actions.imports import ImportKind
from liaison.roster.queries.imports import LONGEST_SENT, MEANS_SOMEBODY, said
from liaison.roster.rules.intake import OTHER_TOWN

CHOSEN_FROM_LIST = 40
Words = Mapping[str, Mapping[str, str]]
TAGS = {
    CREATED: ("新增", "ok", "plus"), UPDATED: ("更新", "act", "edit"), UNCHANGED: ("不变", "", ""),
    "wrong": ("有错误", "bad", ""), "doubtful": ("疑似重复", "warn", ""),
    "foreign": ("别的区镇的", "line", "swap"), "skipped": ("已跳过", "line", ""),
    "": ("还没核对", "", "clock"),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One cell. tone: bad or warn where something is wrong; why: what, above it; field: the name of its input or "".

    old: what stands in the libraries now, of a cell that will be changed; mended_from: what the file says.
    """

    text: str
    tone: str = ""
    why: str = ""
    field: str = ""
    old: str | None = None
    mended_from: str | None = None


@dataclass(frozen=True)
class Line:
    """One row of the file. tag: (words, tone, drawing); why: faults of no cell that is shown; candidate: whom it
    may mean; choices: what can be decided about that; choice: what was."""

    id: int
    sheet: str
    number: int
    label: str
    tag: tuple[str, str, str]
    cells: Sequence[Cell]
    why: str
    is_skipped: bool
    choice: str | None
    candidate: Any
    choices: Sequence[str]


def shown_columns(kind: ImportKind, mapped: Iterable[str], rows: Sequence[Any]) -> list[Column]:
    """Of the columns that are read: keys, required ones, those of lists, and whatever is wrong or changes here."""
    here = {fault["key"] for row in rows for fault in row.faults or ()}
    here |= {key for row in rows for key in row.changes or ()}
    usual = {column.key for column in kind.sheet.columns if column.is_key or column.required} | {*kind.word_columns}
    shown = here | (usual & set(mapped))
    return [column for column in kind.sheet.columns if column.key in shown]


def lines_of(
    rows: Iterable[Any], kind: ImportKind, columns: Sequence[Column], people: Mapping[int, Any], words: Words
) -> list[Line]:
    """The rows of a page. people: `{id: whom doubtful rows may mean}`; words: those that are read as others."""
    taken = {key: {same_word(word): other for word, other in pairs.items()} for key, pairs in words.items()}
    return [line_of(row, kind, columns, people, taken) for row in rows]


def line_of(row: Any, kind: ImportKind, columns: Sequence[Column], people: Mapping[int, Any], words: Words) -> Line:
    """One row with its cells."""
    state, faults = state_of(row), {} if row.is_skipped else sentences(row.faults or ())
    shown = {column.key for column in columns}
    elsewhere = "；".join(why for key, why in faults.items() if key not in shown)
    cells = [cell_of(row, one, faults, state, words.get(one.key, {})) for one in columns]
    return Line(
        row.id, row.sheet, row.number, row.label, TAGS[state], cells, elsewhere, row.is_skipped,
        row.choice, people.get(row.candidate_id), choices_of(row, kind, state),
    )  # fmt: skip


def choices_of(row: Any, kind: ImportKind, state: str) -> Sequence[str]:
    """What can be decided about a row that may mean somebody."""
    if state != "doubtful" or row.choice:
        return ()
    return next((kind.choices[fault["code"]] for fault in row.faults if fault["code"] in kind.choices), ())


def state_of(row: Any) -> str:
    """The key of the row's tag."""
    if row.is_skipped:
        return "skipped"
    code = row.faults[0]["code"] if row.faults else ""
    if row.outcome in BAD and code == OTHER_TOWN:
        return "foreign"
    if row.outcome == DUPLICATE or (row.outcome == REVIEW and (row.candidate_id or code in MEANS_SOMEBODY)):
        return "doubtful"
    return "wrong" if row.outcome in BAD else row.outcome


def sentences(faults: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """`{column key: what is wrong there}`."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault["key"], []).append(fault["sentence"])
    return {key: "；".join(dict.fromkeys(all_said)) for key, all_said in found.items()}


def cell_of(row: Any, column: Column, faults: Mapping[str, str], state: str, words: Mapping[str, str]) -> Cell:
    """One cell: to be mended, to be changed, or simply shown as it will be read."""
    text = said(row.cells, row.edits, column.key)
    if column.key in faults:
        tone = "bad" if state == "wrong" else "warn"
        field = "" if row.outcome == DUPLICATE or state == "foreign" else f"cell-{row.id}-{column.key}"
        return Cell(text if field else guarded(column, text), tone, faults[column.key], field)
    if column.key in (row.changes or {}) and not row.is_skipped:
        old, new = row.changes[column.key]
        return Cell(guarded(column, str(new or "")), old=guarded(column, str(old or "")))
    original = said(row.cells, {}, column.key)
    read = text if column.key in row.edits else words.get(same_word(text), text)
    return Cell(guarded(column, read), mended_from=guarded(column, original) if read != original else None)


def replaced_words(kind: ImportKind, words: Words) -> list[tuple[str, str, str, str]]:
    """The words of a file that are read as others: (column key, its title, word, word taken)."""
    titles = {column.key: column.title for column in kind.sheet.columns}
    return [
        (key, titles[key], word, other)
        for key, pairs in words.items() for word, other in pairs.items() if word != other and key in titles
    ]  # fmt: skip


def guarded(column: Column, text: str) -> str:
    """A whole phone number masked; anything else as it is."""
    if column.kind is not Kind.PHONE or not text:
        return text
    try:
        return mask_phone(mobile(text))
    except CellError:
        return text


def asked_columns(columns: Sequence[Column], lines: Iterable[Line]) -> list[Column]:
    """The columns in which some cell of the page is to be mended."""
    asked = {cell.field.rpartition("-")[2] for line in lines for cell in line.cells if cell.field}
    return [column for column in columns if column.key in asked]


def offers(columns: Iterable[Column], words: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """({column key: words to pick one from}, {column key: words that are offered while one types})."""
    lists = {column.key: column.choices or words.get(column.source or "", ()) for column in columns}
    picked = {key: names for key, names in lists.items() if 0 < len(names) <= CHOSEN_FROM_LIST}
    return picked, {key: names for key, names in lists.items() if len(names) > CHOSEN_FROM_LIST}


def sent_cells(form: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """`{row id: {column key: text}}` of the cells that a page sent."""
    found: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        kind, _, rest = name.partition("-")
        row, _, key = rest.partition("-")
        if kind == "cell" and row.isdecimal() and len(row) < 10 and key:
            found.setdefault(int(row), {})[key] = text[:LONGEST_SENT]
    return found


def sent_words(form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`{column key: {word of the file: word to take}}` of what was picked; for `only`, the suggestion beside it."""
    picked = {name.removeprefix("take-"): word for name, word in form.items() if name.startswith("take-")}
    only = form.get("only", "")
    if only:
        picked[only] = form.get(f"suggestion-{only}", "")
    found: dict[str, dict[str, str]] = {}
    for number, taken in picked.items():
        if taken:
            found.setdefault(form.get(f"key-{number}", ""), {})[form.get(f"word-{number}", "")] = taken
    return found
