"""Reading files on their way in: who sees which, their rows by tab, what is wrong with them, whom they may mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from liaison.access import Actor, Role
from liaison.accounts.models import Seat
from liaison.core.columns import written
from liaison.core.db import db
from liaison.core.errors import CellError
from liaison.core.intake import BAD, CREATED, DUPLICATE, GOOD, REVIEW, UNCHANGED, UPDATED
from liaison.core.sheets.wire import decode_cell
from liaison.orgs.queries.choices import OFFERS
from liaison.roster.models import ImportBatch, ImportRow, Library, Representative
from liaison.roster.queries.lists import library_order
from liaison.roster.queries.sight import REPRESENTATIVE, representatives_visible_to
from liaison.roster.rules.intake import OTHER_TOWN

TABS = {
    "": "要处理", "wrong": "有错误", "doubtful": "疑似重复", CREATED: "新增", UPDATED: "更新", UNCHANGED: "不变",
    "foreign": "别的区镇的", "skipped": "已跳过", "all": "全部",
}  # fmt: skip

# With these a row may mean somebody; who came in with the same file has no number yet.
LONGEST_SENT = 500  # Characters of one cell that a page sends.
MEANS_SOMEBODY = frozenset({"PHONE_CONFLICT", "PHONE_CHANGED", "PERSON_LEFT"})


def tab_of() -> ColumnElement[str]:
    """The tab that a row stands under, besides 要处理 and 全部.

    doubtful: it may mean somebody who is there already, in the libraries or in the file itself; foreign: of another
    town, to be brought in by that town's clerk; wrong: a cell has to be mended.
    """
    row = ImportRow
    code = func.coalesce(first_fault("code"), "")
    meant = and_(row.outcome == REVIEW, or_(row.candidate_id.is_not(None), code.in_(MEANS_SOMEBODY)))
    is_foreign = and_(row.outcome.in_(BAD), code == OTHER_TOWN)
    return case(
        (row.is_skipped, "skipped"), (is_foreign, "foreign"), (or_(row.outcome == DUPLICATE, meant), "doubtful"),
        (row.outcome.in_(BAD), "wrong"), else_=row.outcome,
    )  # fmt: skip


def in_tab(tab: str) -> ColumnElement[bool]:
    """The rows under a tab; a tab that is none gives those to be settled. The outcome comes first: it is indexed."""
    if tab == "all":
        return true()
    if tab == "skipped":
        return ImportRow.is_skipped
    if tab in GOOD:
        return and_(ImportRow.outcome == tab, ImportRow.is_skipped.is_(False))
    tabs = [tab] if tab in ("wrong", "doubtful", "foreign") else ["wrong", "doubtful"]
    return and_(ImportRow.outcome.in_(BAD), tab_of().in_(tabs))


def first_fault(part: str) -> ColumnElement[str]:
    """A part of the first fault of a row."""
    return ImportRow.faults[0][part].as_string()


def batches_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The files an actor may look into: his own and his organisation's; the office and the commands all."""
    if actor.role in (Role.OFFICE, Role.SYSTEM):
        return true()
    own = ImportBatch.user_id == actor.user_id
    if actor.organisation_id is None:
        return own
    there = select(Seat.user_id).where(Seat.organisation_id == actor.organisation_id)
    return or_(own, ImportBatch.user_id.in_(there))


def batch_for(actor: Actor, batch_id: int) -> ImportBatch | None:
    """The file, if the actor may look into it."""
    return db.session.scalar(select(ImportBatch).where(ImportBatch.id == batch_id, batches_visible_to(actor)))


def import_row_for(actor: Actor, row_id: int) -> ImportRow | None:
    """A row of a file that the actor may look into."""
    statement = select(ImportRow).join(ImportRow.batch).where(ImportRow.id == row_id, batches_visible_to(actor))
    return db.session.scalar(statement)


def tab_counts(batch: ImportBatch) -> dict[str, int]:
    """`{tab: rows}` for every tab."""
    tab = tab_of()  # the same words twice: PostgreSQL would take others for another expression
    statement = select(tab, func.count()).where(ImportRow.batch_id == batch.id).group_by(tab)
    counts = dict.fromkeys(TABS, 0) | dict(db.session.execute(statement).all())
    in_all = sum(counts.values())
    return counts | {"": counts["wrong"] + counts["doubtful"], "all": in_all}


def import_rows(batch: ImportBatch, tab: str, code: str = "") -> Select[Any]:
    """The rows under a tab as they stand in the file. code: only those whose first fault is this one."""
    row = ImportRow
    statement = select(
        row.id, row.sheet, row.number, row.label, row.cells, row.edits, row.is_skipped, row.choice, row.outcome,
        row.faults, row.changes, row.candidate_id,
    ).where(row.batch_id == batch.id, in_tab(tab)).order_by(row.sheet, row.number)  # fmt: skip
    return statement.where(first_fault("code") == code) if code else statement


@dataclass(frozen=True)
class FaultGroup:
    """All wrong rows with the same first fault. sentence, other: the first and the last of what they say."""

    code: str
    column: str
    sentence: str
    other: str
    rows: int

    @property
    def title(self) -> str:
        """What they have in common: their one sentence, or the column and one of several."""
        return self.sentence if self.sentence == self.other else f"{self.column}：{self.sentence.partition('，')[0]}等"


def fault_groups(batch: ImportBatch) -> list[FaultGroup]:
    """What is wrong with the rows to be mended, most rows first; each row counts once."""
    code, column, sentence, rows = *map(first_fault, ("code", "column", "sentence")), func.count()
    statement = (
        select(code, func.min(column), func.min(sentence), func.max(sentence), rows)
        .where(ImportRow.batch_id == batch.id, in_tab("wrong")).group_by(code).order_by(rows.desc(), code)
    )  # fmt: skip
    return [FaultGroup(*found) for found in db.session.execute(statement) if found[0]]


def candidates(actor: Actor, ids: Iterable[int | None]) -> dict[int, Representative]:
    """`{id: person}` of the representatives that rows may mean, as far as the actor may see them."""
    known = {one for one in ids if one}
    if not known:
        return {}
    statement = REPRESENTATIVE.where(Representative.id.in_(known), representatives_visible_to(actor))
    return {person.id: person for person in db.session.scalars(statement)}


def mended_cells(batch: ImportBatch, sent: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, str]]:
    """Of the cells that a page sent, those that differ from what it showed: `{row id: {column key: text}}`."""
    row = ImportRow
    statement = select(row.id, row.cells, row.edits).where(row.batch_id == batch.id, row.id.in_(sent))
    found = {
        one: {key: text for key, text in sent[one].items() if on_one_line(text) != on_one_line(said(cells, edits, key))}
        for one, cells, edits in db.session.execute(statement)
    }
    return {one: cells for one, cells in found.items() if cells}


def on_one_line(text: str) -> str:
    """What a field of a page holds of a text and sends back unasked: no line breaks, and not without end."""
    return "".join(text.splitlines())[:LONGEST_SENT].strip()


def said(cells: Mapping[str, Any], edits: Mapping[str, str], key: str) -> str:
    """What a cell of a row says now: as mended, else as the file has it."""
    return edits[key] if key in edits else cell_text(cells.get(key))


def cell_text(cell: Any) -> str:
    """What a cell of a file holds, as text; nothing where Excel itself shows an error."""
    value = decode_cell(cell)
    return "" if value is None or isinstance(value, CellError) else written(value)


def words_on_offer(sources: Iterable[str]) -> dict[str, list[str]]:
    """`{source of a column: the words it may hold}`, in the office's order; a source that is no list is left out."""
    return {source: listed(source) for source in dict.fromkeys(sources) if source in OFFERS or source == "library"}


def listed(source: str) -> list[str]:
    """The names of one list in use."""
    if source == "library":
        statement = select(Library.name).where(Library.is_active).order_by(*library_order())
        return list(db.session.scalars(statement))
    offer = OFFERS[source]
    clauses = [offer.model.is_active, *([] if offer.where is None else [offer.where])]
    return list(dict.fromkeys(db.session.scalars(select(offer.model.name).where(*clauses).order_by(offer.model.id))))
