"""Reading a past year's ledger: what each row of contacts says, and what becomes of it. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.casework.queries.ledger import OF_CASE_KEYS, Entry, ledger_entries
from liaison.casework.sheets import ledger as sheet
from liaison.contacts.models import Contact
from liaison.core.columns import Column, written
from liaison.core.db import db
from liaison.core.errors import CellError
from liaison.core.intake import CREATED, DUPLICATE, REJECTED, REVIEW, UNCHANGED, Fault, Given, Report, RowResult
from liaison.core.sheets import ParsedRow, Reading, Row
from liaison.core.text import normalise, paragraphs
from liaison.orgs.queries import Names
from liaison.roster.models import Member
from liaison.roster.queries.sight import identities

# What a row and the program's own rows are compared by; words of people and towns belong to the people.
COMPARED = (
    "contacted_on", "member_id", "representative_id", "channel_id", "place", "task_id", "talk", "has_request",
    "title", "text", "category_id", "urgency", "suggestion", "committee_id", "transferred_on", "unit_id",
    "co_unit_ids", "section_name", "approved_on", "first_due_on", "handled_on", "result", "reply_text",
    "replied_on", "rated_on", "rating", "state",
)  # fmt: skip
TITLES = {column.key: column for column in sheet.COLUMNS}
COLUMN_OF = {**TITLES, "member_id": sheet.MEMBER_NO, "representative_id": sheet.REPRESENTATIVE}


@dataclass
class Line:
    """One row of a file. values: by column key, words resolved to ids; faults: why it does not simply go in."""

    row: Row
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    outcome: str = ""

    @classmethod
    def of(cls, parsed: ParsedRow) -> Line:
        """The row with a fault for each cell that could not be read."""
        line = cls(parsed.row, parsed.values)
        for column in (*sheet.COLUMNS, *sheet.STEP_COLUMNS):
            error = parsed.errors.get(column.key)
            if error:
                line.blame(column, error.code, error.sentence)
        line.outcome = REJECTED if line.faults else ""
        return line

    def blame(self, column: Column, code: str, sentence: str, outcome: str = REJECTED) -> None:
        """Note a fault of one cell; the first one decides what becomes of the row."""
        heading = normalise(self.row.headings.get(column.key, column.title))
        self.faults.append(Fault.of(column.key, heading, CellError(code, sentence)))
        self.outcome = self.outcome or outcome

    @property
    def number(self) -> str:
        """The row's 记录编号 (of a step: its contact's)."""
        return self.values.get("number") or self.values.get("contact_no") or ""


@dataclass(frozen=True)
class Known:
    """Who and what the rows of a ledger name. members: `{no: (id, name)}`; people: `{(name, phone): id}`;

    phones: `{phone: names}`; towns: `{representative: (town, village)}`; entries: the rows that stand, by 记录编号;
    contacts: the numbers of contacts that stand or are new in this file.
    """

    names: Names
    members: Mapping[str, tuple[int, str]]
    people: Mapping[tuple[str, str], int]
    phones: Mapping[str, list[str]]
    towns: Mapping[int, tuple[int, int | None]]
    entries: dict[str, Entry]
    contacts: set[str]


def lines_of(reading: Reading) -> list[Line]:
    """The rows of a ledger or of a step log."""
    return [Line.of(parsed) for parsed in reading.parsed()]


def report_on(lines: Sequence[Line], reading: Reading, given: Given) -> Report:
    """What became of the rows, once each has been ruled on."""
    report = Report(given.file_name, warnings={remark.code: remark.sentence for remark in reading.remarks})
    report.rows = [
        RowResult(line.row.sheet, line.row.number, line.outcome, tuple(line.faults), line.number) for line in lines
    ]
    if given.shows_values:
        report.values = [value for line in lines for value in values_of(line)]
    return report


def load_known(numbers: set[str]) -> Known:
    """Everybody whom a ledger may name, and the rows that stand under these numbers; one query for each list."""
    members = {no: (one, name) for one, no, name in db.session.execute(select(Member.id, Member.no, Member.name))}
    known = Known(Names.load(), members, {}, {}, {}, {}, set())
    for one, name, phone, _left_on, area_id, village_id in db.session.execute(identities()):
        known.people.setdefault((name, phone), one)
        known.phones.setdefault(phone, []).append(name)
        known.towns[one] = (area_id, village_id)
    known.entries.update(entries_under(numbers))
    known.contacts.update(known.entries)
    return known


def entries_under(numbers: set[str]) -> dict[str, Entry]:
    """The ledger's rows that stand already, by 记录编号; those of a further case are found by their contact's."""
    contacts = {number.partition("/")[0] for number in numbers} | numbers
    return {entry.number: entry for entry in ledger_entries(Contact.number.in_(contacts))}


def rule_on(line: Line, known: Known, seen: dict[str, int]) -> None:
    """Decide what becomes of one row of contacts; seen: `{number: row}` of the rows above."""
    if line.outcome:
        return
    if line.number in seen:
        line.blame(sheet.NUMBER, "DUPLICATE", f"记录编号和第 {seen[line.number]} 行相同", DUPLICATE)
        return
    seen[line.number] = line.row.number
    find_people(line, known)
    find_words(line, known.names)
    find_contact(line, known)
    if not line.outcome:
        settle(line, known)


def find_people(line: Line, known: Known) -> None:
    """The member by his number, the representative by name and phone."""
    no, name = line.values["member_no"], line.values.get("member")
    if no not in known.members:
        line.blame(sheet.MEMBER_NO, "MEMBER_UNKNOWN", f"没有编号 {no} 的委员，请先导入委员名册")
        return
    line.values["member_id"], called = known.members[no]
    if name and name != called:
        line.blame(sheet.MEMBER, "NUMBER_TAKEN", f"编号 {no} 是{called}，请核对编号或姓名", REVIEW)
    person, phone = line.values["representative"], line.values["phone"]
    line.values["representative_id"] = known.people.get((person, phone))
    if (person, phone) in known.people:
        return
    if phone in known.phones:
        called = "、".join(known.phones[phone])
        line.blame(sheet.PHONE, "PHONE_CONFLICT", f"这个号码在信息库里是{called}，请核对", REVIEW)
    else:
        line.blame(sheet.REPRESENTATIVE, "PERSON_UNKNOWN", f"信息库里没有{person}（尾号 {phone[-4:]}），请先导入代表")


def find_words(line: Line, names: Names) -> None:
    """Ids in place of words; a word that is in no list waits, an empty cell does not matter."""
    values = line.values
    group = values.get("group")
    for column in (sheet.CHANNEL, sheet.TASK, sheet.COMMITTEE, sheet.UNIT):
        word = values.get(column.key)
        values[column.key] = names.meaning(column.source or "", word) if word else None
        if word and values[column.key] is None:
            line.blame(column, "UNKNOWN_VALUE", f"{column.title}“{word}”不在名单里，请核对", REVIEW)
    word = values.get("category_id")
    values["category_id"] = names.category(group, word) if word else None
    if word and values["category_id"] is None:
        line.blame(sheet.CATEGORY, "UNKNOWN_VALUE", f"诉求类别“{group or ''} {word}”不在名单里，请核对", REVIEW)
    words = values.get("co_unit_ids") or []
    values["co_unit_ids"] = [names.unit(word) for word in words]
    unknown = [word for word in words if names.unit(word) is None]
    if unknown:
        line.blame(sheet.CO_UNITS, "UNKNOWN_VALUE", f"协办单位“{unknown[0]}”不在名单里，请核对", REVIEW)


def find_contact(line: Line, known: Known) -> None:
    """Whether anything is asked, and of which contact: a further case (LX20260012/2) belongs to a known one."""
    line.values["has_request"] = line.values.get("has_request") or (
        sheet.YES if has_case_cells(line.values) else sheet.NO
    )
    contact, _, place = line.number.rpartition("/")
    line.values["contact_number"] = contact if place.isdigit() and contact in known.contacts else line.number


def has_case_cells(values: Mapping[str, Any]) -> bool:
    """Whether a row says anything of a request."""
    return any(values.get(key) for key in OF_CASE_KEYS if key != "urged_count")


def settle(line: Line, known: Known) -> None:
    """New, as it stands, or to be looked at: a row that stands is never rewritten."""
    standing = known.entries.get(line.number)
    if standing is None:
        line.outcome = CREATED
        known.contacts.add(line.number)
        return
    for key in differing(line.values, standing.cells):
        column = COLUMN_OF[key]
        said = in_words(standing.words.get(key) or standing.cells.get(key))
        line.blame(column, "OTHER_CONTENT", f"平台上 {line.number} 的{column.title}是“{said}”，请核对", REVIEW)
    line.outcome = line.outcome or UNCHANGED


def differing(values: Mapping[str, Any], standing: Mapping[str, Any]) -> Iterator[str]:
    """Keys under which a file says otherwise; its blanks say nothing, and what is asked of nobody neither."""
    for key in COMPARED:
        said, stored = values.get(key), standing.get(key)
        if isinstance(said, list):
            said, stored = sorted(said), sorted(stored or [])
        if isinstance(said, str):
            stored = paragraphs(stored or (sheet.VALID if key == "state" else ""))
        is_asked = key not in OF_CASE_KEYS or values["has_request"] == sheet.YES
        if is_asked and said not in (None, []) and said != stored:
            yield key


def in_words(value: Any) -> str:
    """A stored value as the sentence about a difference says it."""
    if value in (None, "", []):
        return "空"
    return value.isoformat() if isinstance(value, date) else written(value)


def values_of(line: Line) -> Iterator[dict[str, Any]]:
    """What each cell of a row was understood as: sheet, row, field (the heading as written), value, code."""
    codes = {fault.key: fault.code for fault in reversed(line.faults)}
    for key, heading in line.row.headings.items():
        value = line.row.cells.get(key) if key not in codes else None
        yield {
            "sheet": line.row.sheet, "row": line.row.number, "field": heading, "code": codes.get(key),
            "value": None if value is None else written(value),
        }  # fmt: skip

