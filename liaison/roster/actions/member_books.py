"""Reading the book of members; its key is 委员编号, since names repeat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import changed_fields, plain, record
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db
from liaison.core.intake import CREATED, DUPLICATE, REVIEW, UNCHANGED, UPDATED, Report, RowResult
from liaison.core.sheets import Row
from liaison.core.sheets.reading import parse_row
from liaison.core.text import initials, pinyin
from liaison.roster import sheets
from liaison.roster.actions.books import Entry, Options, note_error, use_usual_words, values_of, with_usual_gender
from liaison.roster.actions.lists import Lists, in_words
from liaison.roster.actions.writing import decisions, wait_for_turn
from liaison.roster.models import ImportBatch, Member, WaitingRow
from liaison.roster.rules import fingerprint, verdict

KIND = "members"
COLUMNS = sheets.MEMBER_BOOK.columns
KEPT = tuple(column.key for column in COLUMNS)


@dataclass
class MemberBook:
    """A file of members, read and understood."""

    file_name: str
    sha256: str
    entries: list[Entry]
    report: Report = field(default_factory=lambda: Report(""))


def read_members(path: Path, lists: Lists, options: Options) -> MemberBook:
    """The members a file names. Raises FileRefused."""
    reading = sheets.MEMBER_BOOK.read(path, mapping=options.mapping)
    reading.require_rows()
    entries = [understood_member(row, lists) for row in reading.rows]
    book = MemberBook(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), entries, Report(path.name))
    book.report.warnings = {remark.code: remark.sentence for remark in reading.remarks}
    if options.shows_values:
        book.report.values = [value for entry in entries for value in values_of(entry, lists)]
    return book


def understood_member(row: Row, lists: Lists) -> Entry:
    """What a row says of a member, with the fault of each cell that cannot be taken."""
    parsed = parse_row(with_usual_gender(row), COLUMNS)
    entry = Entry(row, parsed.values, [])
    for key, error in parsed.errors.items():
        note_error(entry, key, error, COLUMNS)
    unit, post = entry.values.get("unit"), entry.values.get("post")
    use_usual_words(entry.values)
    entry.values.update(unit=unit, post=post)
    look_up(entry, sheets.SECTOR, lists, "SECTOR_UNKNOWN")
    home = look_up(entry, sheets.HOME_AREA, lists, "TOWN_UNKNOWN")
    look_up(entry, sheets.HOME_VILLAGE, lists, "VILLAGE_UNKNOWN", home)
    look_up(entry, sheets.WORK_AREA, lists, "TOWN_UNKNOWN")
    look_up(entry, sheets.MEMBER_ORGANISATION, lists, "COMMITTEE_UNKNOWN")
    return entry


def look_up(entry: Entry, column: Column, lists: Lists, code: str, within: int | None = None) -> int | None:
    """Put the id in place of the word; a word that means nothing is a fault."""
    word = entry.values.get(column.key)
    found = lists.names.meaning(column.source or "", word, within) if word else None
    entry.values[column.key] = found
    if word and found is None:
        entry.blame(column, code, f"{column.title}“{word}”不在名单里，请核对")
    return found


def take_in_members(book: MemberBook, lists: Lists, actor: Actor, *, is_dry: bool = False) -> Report:
    """Let the good rows in and keep the bad ones; with is_dry only say what would happen."""
    if not is_dry:
        wait_for_turn()
    standing = {member.no: member for member in db.session.scalars(select(Member))}
    seen: dict[str, int] = {}
    changed: list[tuple[Entry, str]] = []
    for entry in book.entries:
        outcome = rule_on(entry, standing, seen)
        book.report.rows.append(RowResult(entry.row.sheet, entry.row.number, outcome, tuple(entry.faults)))
        changed.append((entry, outcome))
    if not is_dry:
        store(book, changed, standing, actor)
    return book.report


def rule_on(entry: Entry, standing: dict[str, Member], seen: dict[str, int]) -> str:
    """What becomes of one row."""
    if entry.faults:
        return verdict(fault.code for fault in entry.faults)
    no = entry.values["no"]
    if no in seen:
        entry.blame(sheets.MEMBER_NO, "DUPLICATE", f"委员编号和第 {seen[no]} 行相同")
        return DUPLICATE
    seen[no] = entry.row.number
    member = standing.get(no)
    if member is None:
        return CREATED
    if member.name != entry.values["name"]:
        entry.blame(sheets.MEMBER_NO, "NUMBER_TAKEN", f"编号 {no} 现在是{member.name}，请核对编号或姓名")
        return REVIEW
    if not member.is_active:
        entry.blame(sheets.MEMBER_NO, "PERSON_LEFT", f"{member.name}已经离任，请核对要不要恢复")
        return REVIEW
    return UPDATED if differences(member, entry) else UNCHANGED


def differences(member: Member, entry: Entry) -> dict[str, Any]:
    """What the book says otherwise; its blanks say nothing."""
    said = {key: entry.values.get(key) for key in KEPT}
    return {key: value for key, value in said.items() if value is not None and value != getattr(member, key)}


def store(
    book: MemberBook, ruled: list[tuple[Entry, str]], standing: dict[str, Member], actor: Actor
) -> ImportBatch | None:
    """Write what was decided; nothing at all where the file changes nothing."""
    kept = decisions()
    waiting = [(entry, outcome, mark_of(entry)) for entry, outcome in ruled if entry.faults and outcome != DUPLICATE]
    waiting = [one for one in waiting if one[2] not in kept]
    if not waiting and not any(outcome in (CREATED, UPDATED) for _entry, outcome in ruled):
        return None
    batch = ImportBatch(
        kind=KIND, file_name=book.file_name, sha256=book.sha256, counts=book.report.counts, imported_at=clock.now(),
        imported_by=actor.name,
    )  # fmt: skip
    db.session.add(batch)
    record("member.import", batch, actor, changes={"counts": [None, book.report.counts]})
    for entry, outcome in ruled:
        if outcome == CREATED:
            add_from(entry, actor)
        elif outcome == UPDATED:
            change_from(standing[entry.values["no"]], entry, actor)
    for entry, outcome, mark in waiting:
        db.session.add(waiting_row(entry, outcome, mark, batch))
    return batch


def mark_of(entry: Entry) -> str:
    """What a decision about this row is remembered by."""
    return fingerprint(KIND, entry.faults[0].code, entry.cells)


def add_from(entry: Entry, actor: Actor) -> None:
    """A new member."""
    values = {key: entry.values.get(key) for key in KEPT}
    values["is_standing"] = bool(values["is_standing"])
    name = values["name"]
    member = Member(**values, pinyin=pinyin(name), initials=" ".join(initials(name)))
    db.session.add(member)
    record("member.add", member, actor)


def change_from(member: Member, entry: Entry, actor: Actor) -> None:
    """What the book says otherwise of a member."""
    for key, value in differences(member, entry).items():
        setattr(member, key, value)
    changes = in_words(changed_fields(member))
    record("member.change", member, actor, changes=changes)


def waiting_row(entry: Entry, outcome: str, mark: str, batch: ImportBatch) -> WaitingRow:
    """A row that waits for the office."""
    fault = entry.faults[0]
    return WaitingRow(
        batch_id=batch.id, sheet=entry.row.sheet, row_number=entry.row.number, column=fault.column, code=fault.code,
        sentence="；".join(fault.sentence for fault in entry.faults), outcome=outcome, cells=plain(entry.cells),
        fingerprint=mark,
    )  # fmt: skip
