"""Reading the book of members and deciding what becomes of its rows; its key is 委员编号, since names repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.core.columns import Column
from liaison.core.db import db, let_go
from liaison.core.intake import CREATED, DUPLICATE, REVIEW, UNCHANGED, UPDATED, Given, Report, RowResult
from liaison.core.sheets import Reading, Row
from liaison.core.sheets.reading import parse_row
from liaison.roster import sheets
from liaison.roster.actions.books import Entry, note_error, use_usual_words, values_of, with_usual_gender
from liaison.roster.actions.lists import Lists, lists_for
from liaison.roster.actions.waiting_rows import decisions
from liaison.roster.models import Member
from liaison.roster.rules import fingerprint, verdict
from liaison.roster.rules.intake import heard

KIND = "members"
COLUMNS = sheets.MEMBER_BOOK.columns
KEPT = tuple(column.key for column in COLUMNS)


@dataclass
class MemberRuling:
    """What becomes of one row. member: whom it means; changes: `{column key: (old value, new value)}`."""

    entry: Entry
    outcome: str
    member: Member | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """What a decision about this row is remembered by; none for a row that goes in or stands twice."""
        if not self.entry.faults or self.outcome == DUPLICATE:
            return ""
        return fingerprint(KIND, self.entry.faults[0].code, self.entry.cells)


@dataclass
class MemberStaging:
    """Everything a book of members will do. standing: members by number; decided: `{fingerprint: decision}`."""

    report: Report
    entries: list[Entry]
    lists: Lists
    given: Given
    standing: dict[str, Member]
    decided: dict[str, str]
    rulings: list[MemberRuling] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def has_news(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.waiting) or any(one.outcome in (CREATED, UPDATED) for one in self.rulings)

    @cached_property
    def waiting(self) -> list[MemberRuling]:
        """The rows to be kept for the office."""
        return [one for one in self.rulings if one.fingerprint and one.fingerprint not in self.decided]

    def run(self) -> MemberStaging:
        """Rule on every row, in the order of the file."""
        for done, entry in enumerate(self.entries):
            self.given.tell(done, len(self.entries))
            self.rulings.append(self.rule_on(entry))
        self.report.rows = [self.result_of(ruling) for ruling in self.rulings]
        return self

    def rule_on(self, entry: Entry) -> MemberRuling:
        """What becomes of one row."""
        if entry.faults:
            return MemberRuling(entry, verdict(fault.code for fault in entry.faults))
        no = entry.values["no"]
        if no in self.seen:
            return self.doubt(entry, DUPLICATE, "DUPLICATE", f"委员编号和第 {self.seen[no]} 行相同")
        self.seen[no] = entry.row.number
        member = self.standing.get(no)
        if member is None:
            return MemberRuling(entry, CREATED)
        if member.name != entry.values["name"]:
            sentence = f"编号 {no} 现在是{member.name}，请核对编号或姓名"
            return self.doubt(entry, REVIEW, "NUMBER_TAKEN", sentence, member)
        if not member.is_active:
            sentence = f"{member.name}已经离任，请核对要不要恢复"
            return self.doubt(entry, REVIEW, "PERSON_LEFT", sentence, member)
        changes = differences(member, entry, self.given)
        return MemberRuling(entry, UPDATED if changes else UNCHANGED, member, changes)

    def doubt(
        self, entry: Entry, outcome: str, code: str, sentence: str, member: Member | None = None
    ) -> MemberRuling:
        """A row that does not go in because of its number."""
        entry.blame(sheets.MEMBER_NO, code, sentence)
        return MemberRuling(entry, outcome, member)

    def result_of(self, ruling: MemberRuling) -> RowResult:
        """The line of the report."""
        row, entry = ruling.entry.row, ruling.entry
        told = {key: tuple(self.in_words(key, value) for value in pair) for key, pair in ruling.changes.items()}
        candidate_id = ruling.member.id if ruling.member and entry.faults else None
        return RowResult(row.sheet, row.number, ruling.outcome, tuple(entry.faults), entry.name, told, candidate_id)

    def in_words(self, key: str, value: Any) -> str:
        """A value as people read it."""
        column = next(column for column in COLUMNS if column.key == key)
        told = self.lists.text(key, value)
        return "" if told is None else column.show(told)


def stage_members(reading: Reading, given: Given, _actor: Actor) -> MemberStaging:
    """What a book of members would do, with nothing written."""
    lists = lists_for(given)
    entries = [understood_member(row, lists) for row in reading.rows]
    report = Report(given.file_name, warnings={remark.code: remark.sentence for remark in reading.remarks})
    standing = {member.no: member for member in db.session.scalars(select(Member))}
    decided = decisions()
    let_go()
    staging = MemberStaging(report, entries, lists, given, standing, decided).run()
    if given.shows_values:
        report.values = [value for entry in entries for value in values_of(entry, lists)]
    return staging


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


def differences(member: Member, entry: Entry, given: Given) -> dict[str, tuple[Any, Any]]:
    """What the book says otherwise, as far as it may: `{column key: (old, new)}`; its blanks say nothing."""
    shown = {key: getattr(member, key) for key in KEPT}
    said = heard({key: entry.values.get(key) for key in KEPT}, shown, given.policies)
    return {
        key: (shown[key], value) for key, value in said.items() if value is not None and value != shown[key]
    }
