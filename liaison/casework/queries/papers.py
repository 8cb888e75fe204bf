"""What the papers of a case are filled in with: the case and its contact, its records and its notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from liaison.access import Actor
from liaison.audit.heads import head_words
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.queries.history import notices_of, sheets_for
from liaison.casework.rules import paper_cells as cells
from liaison.casework.rules import papers as rules
from liaison.casework.rules.paper_cells import Cell, Row
from liaison.casework.rules.papers import Line, Paper, Subject
from liaison.casework.rules.scanned import source_words
from liaison.casework.rules.sight import is_kept_secret, may_read_column
from liaison.casework.rules.story import asker_words, named, standing
from liaison.casework.rules.summaries import summary_of
from liaison.casework.sheets.steps import ANSWER_NOTICE, NOTICE_LEVELS, URGE
from liaison.casework.workflow import CASEWORK, OPEN_STATES
from liaison.contacts.models import Contact
from liaison.contacts.sheets import RECORD
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db
from liaison.core.kinds import Kind
from liaison.orgs.models import Area

COUNTY_DIGITS = 6
# Columns that hold several names: where a row keeps them, and what is named there.
LISTS = {"co_unit_ids": ("co_units", "organisation"), "companions": ("companions", "member")}
NOTICE_STEP = rules.BY_CODE["supervision"].step
NOTICE_TITLE = "{}通知单"
HEAD_LINE = "日志校验码 {}"


def papers_of(case: Case, code: str, actor: Actor) -> list[Paper]:
    """The papers of one form of a case, or of its dossier, as this reader may see them. code: of rules.TITLES."""
    records = sheets_for(actor, case)
    subject = subject_of(case, records, actor)
    papers = [summary_of(subject, records)] if code == rules.SUMMARY else rules.papers_of(code, subject, records)
    foot = proof_line()
    return [replace(paper, foot=foot) for paper in papers]


def proof_line() -> str:
    """The head of the log at this moment: whoever holds the paper can prove the log up to there."""
    head = head_words()
    return HEAD_LINE.format(head) if head else ""


def notice_paper(notice: UrgingNotice, actor: Actor) -> Paper:
    """A numbered notice as a paper of its own."""
    case, level = notice.case, NOTICE_LEVELS[notice.level - 1]
    subject = subject_of(case, [], actor)
    lines = [*rules.lines_of_rows(subject.rows), *notice_lines(notice, is_whole=True)]
    return Paper(
        NOTICE_TITLE.format(level), f"编号：{notice.number}　诉求 {case.number}", Cell(rules.HEADING, case.title),
        tuple(lines), foot=proof_line(),
    )  # fmt: skip


def subject_of(case: Case, records: Sequence[Any], actor: Actor) -> Subject:
    """What all papers of a case say."""
    hides = is_kept_secret(actor, case)
    known = [column for move in CASEWORK.moves for column in move.columns]
    return Subject(
        f"编号：{number_of(case)}", case.title, tuple(head_rows(case, hides)), case.round,
        tuple(contact_lines(case, hides)), words_of(case, known), case.result or "", hides,
        case.state not in OPEN_STATES, lambda verb, column: not may_read_column(actor, case, verb, column),
        notices_by_round(case, records),
    )  # fmt: skip


def number_of(case: Case) -> str:
    """Its long number."""
    year, _, serial = case.number.partition("-")
    return rules.long_number(county_code(), int(year), int(serial))


def county_code() -> str:
    """The six digits of the county, with which all its towns begin."""
    return (db.session.scalar(select(func.min(Area.code))) or "")[:COUNTY_DIGITS]


def head_rows(case: Case, hides: bool) -> Iterator[Row]:
    """Who raised it, who asked, who handles it and until when."""
    member, asker = case.raised_by, cells.KEPT_BACK if hides else asker_words(case, may_know=True)
    yield Cell("诉求编号", case.number), Cell("联系日期", cells.on_paper(case.raised_on))
    yield Cell("联系委员", f"{member.name}（{member.sector.name}）"), Cell("反映人", asker)
    if case.is_scanned:
        yield (Cell("来源", f"{source_words(case)}；初步调研、委员建议两栏由受理人填写", is_wide=True),)
    unit, due_on = named(case.unit, ""), case.due_on
    yield Cell("承办单位", unit), Cell("办理期限", cells.on_paper(due_on) if due_on else "")


def contact_lines(case: Case, hides: bool) -> Iterator[Line]:
    """The contact of which the case came, after the columns of its own sheet."""
    contact, person = case.contact, case.representative
    kind = person.identity_type.name if person.identity_type else ""
    columns = [column for column in RECORD if column.key != "contacted_on"]  # which all papers say above
    own = [
        Cell("联系编号", contact.number), Cell("群众代表", cells.KEPT_BACK if hides else person.name),
        Cell("身份类别", "" if hides else kind), *cells.cells_of(columns, words_of(contact, columns), hides),
    ]  # fmt: skip
    yield from rules.lines_of_rows(cells.paired(own))
    recorder = f"（{contact.recorded_by}代录）" if contact.recorded_by else ""
    writer = source_words(case) or f"{contact.member.name}委员{recorder}"
    yield rules.signed(writer, contact.contacted_on)


def words_of(thing: Contact | Case | UrgingNotice, columns: Iterable[Column]) -> dict[str, str]:
    """`{title: words}` of the columns that a row itself has values for."""
    found = ((column, value_of(thing, column)) for column in columns)
    return {column.title: as_read(column, value) for column, value in found if value not in (None, "", [], False)}


def value_of(thing: Any, column: Column) -> Any:
    """What a row holds for a column; the name of the row that a reference points to."""
    if column.key in LISTS:
        several, named_by = LISTS[column.key]
        return "、".join(getattr(one, named_by).name for one in getattr(thing, several, ()))
    value = getattr(thing, column.key.removesuffix("_id"), None)
    return str(value) if column.kind is Kind.REFERENCE and value is not None else value


def as_read(column: Column, value: Any) -> str:
    """A value as it is written on paper."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return cells.on_paper(value)
    return column.show(value)


def notices_by_round(case: Case, records: Sequence[Any]) -> dict[tuple[int, int], list[Line]]:
    """`{(step, round): lines}` of the notices of a case, each in the round that ran when it was issued."""
    starts: dict[int, datetime] = {}
    for record in standing(records):
        starts.setdefault(record.round, record.acted_at)
    found: dict[tuple[int, int], list[Line]] = {}
    for notice in reversed(notices_of(case)):
        number = max((one for one, at in starts.items() if at <= notice.issued_at), default=1)
        found.setdefault((NOTICE_STEP, number), []).extend(notice_lines(notice))
    return found


def notice_lines(notice: UrgingNotice, *, is_whole: bool = False) -> Iterator[Line]:
    """A notice with its answer; is_whole: with room for the answer while there is none."""
    level = NOTICE_LEVELS[notice.level - 1]
    shown = words_of(notice, URGE) | {"级别": level}
    yield Line("heading", f"{level} {notice.number}")
    yield from rules.lines_of_rows(cells.paired(cells.cells_of(URGE, shown)))
    yield rules.signed(notice.issued_by, notice.issued_on)
    if notice.answer and notice.answered_at:
        answer = words_of(notice, ANSWER_NOTICE)
        yield from rules.lines_of_rows(cells.paired(cells.cells_of(ANSWER_NOTICE, answer)))
        yield rules.signed(notice.answered_by or "", clock.local(notice.answered_at).date())
    elif is_whole:
        yield from rules.lines_of_rows(cells.paired(cells.blank_cells(ANSWER_NOTICE)))
        yield rules.signed()
    if notice.closed_at and notice.closed_at != notice.issued_at:
        settled = f"处理：{notice.outcome or '销号'}"
        yield Line("sign", f"{settled}　{cells.on_paper(clock.local(notice.closed_at).date())}")
