"""What was done to a case, told newest first: step records and notices in one line of time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from liaison.access.actor import signed
from liaison.access.roles import AT_A_DESK, TITLES, Role
from liaison.casework.rules.flows import flow_of
from liaison.casework.rules.replay import URGED
from liaison.casework.rules.story import day_words, standing
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.casework.workflow import CASEWORK, MOVES, OFF_CLOCK, STAYING, STEPS, title_of
from liaison.core import clock
from liaison.core.columns import Kind

SHORTEST_FOLDED = 60
UNIT_STEPS = (5, 7)
OUTSIDE = frozenset({"take_back", "convert", "reopen"})  # of no step of the eight
ROLES = frozenset({*TITLES.values(), *AT_A_DESK.values()})
ISO_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
DAY_TITLES = frozenset(c.title for move in MOVES for c in move.columns if c.kind is Kind.DATE)
FILE_TITLES = frozenset(c.title for move in MOVES for c in move.columns if c.kind is Kind.FILES)


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    at: when, for the order; day: shown instead of a time where only the day is known; remarks: 第 2 轮, 已撤回;
    quote: somebody's own words; cells: `{title: words}` of the rest of the sheet; state: now / back / nothing;
    files: what is attached; round: of a step.
    """

    title: str
    who: str
    at: datetime
    day: date | None = None
    quote: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    state: str = ""
    is_withdrawn: bool = False
    step: int = 0
    files: tuple[Any, ...] = ()
    round: int = 0

    @property
    def is_long(self) -> bool:
        """Whether the cells are better folded away."""
        return sum(len(title) + len(words) for title, words in self.cells.items()) > SHORTEST_FOLDED


def timeline(records: Iterable[Any], notices: Iterable[Any], is_open: bool) -> list[Entry]:
    """Everything that happened, newest first; the last step of an open case is marked as the present one."""
    records = [record for record in records if record.verb != URGED]  # told by its notice
    kept = {id(record) for record in standing(records)}
    numbered = [(moment_of(record), record.seq, of_record(record, id(record) in kept)) for record in records]
    numbered += [(entry.at, 0, entry) for notice in notices for entry in of_notice(notice)]
    entries = [entry for _, _, entry in sorted(numbered, key=lambda one: one[:2], reverse=True)]
    steps = [place for place, entry in enumerate(entries) if entry.step]
    if is_open and steps and not entries[steps[0]].state:
        entries[steps[0]] = replace(entries[steps[0]], state="now")
    return entries


def moment_of(record: Any) -> datetime:
    """When it was done, for the order; of a past ledger only the day and the number of the step are reliable."""
    return clock.at(record.acted_on) if record.is_imported else record.acted_at


def said_by_unit(entries: Iterable[Entry]) -> list[Entry]:
    """Only what the unit did and replied."""
    return [entry for entry in entries if entry.step in UNIT_STEPS and not entry.is_withdrawn]


def earlier_sheets(records: Iterable[Any]) -> list[Entry]:
    """The sheets filled in so far, newest first, each with all its cells."""
    kept = [record for record in reversed(standing(records)) if record.shown]
    return [replace(of_record(record, True), cells=cells_of(record)) for record in kept]


def cells_of(record: Any) -> dict[str, str]:
    """The cells of a sheet as people read them; files that are listed are not named besides."""
    has_files = bool(getattr(record, "files", ()))
    shown = {title: words for title, words in record.shown.items() if not (has_files and title in FILE_TITLES)}
    return {title: told_day(words) if title in DAY_TITLES else words for title, words in shown.items()}


def told_day(words: str) -> str:
    """A day of a sheet as the page says days: 10月13日; what is no day stays."""
    return day_words(date.fromisoformat(words), clock.today()) if ISO_DAY.fullmatch(words) else words


def of_record(record: Any, is_kept: bool) -> Entry:
    """A step record as an entry."""
    is_withdrawn = not is_kept and record.verb != "take_back"
    remarks = [f"第 {record.round} 轮"] if record.round > 1 else []
    remarks += ["已撤回"] if is_withdrawn else []
    if record.due_on and record.acted_on > record.due_on and is_kept and record.verb not in OFF_CLOCK:
        remarks.append("晚于期限")
    quote = "" if record.verb == "open" else record.note or ""
    files = tuple(getattr(record, "files", ()))
    cells = {title: words for title, words in cells_of(record).items() if words != quote}
    return Entry(
        heading(record.step, record.verb), who_did(record), record.acted_at,
        record.acted_on if record.is_imported else None, quote, cells, tuple(remarks),
        "back" if goes_back(record.verb) else "", is_withdrawn, record.step, files, record.round,
    )  # fmt: skip


def heading(step: int, verb: str) -> str:
    """The step and what was done in it: 转办; 办理：报办理结果."""
    title = title_of(verb)
    return title if title.startswith(STEPS[step]) or verb in OUTSIDE else f"{STEPS[step]}：{title}"


def goes_back(verb: str) -> bool:
    """Whether a move sends a case back."""
    move = CASEWORK.by_verb.get(verb)
    return verb == "take_back" or (move is not None and move.icon == "undo")


def filed(case: Any, records: Iterable[Any]) -> Entry | None:
    """When a case that has ended was put on file, and by whom: the step that closed it. records: those that stand."""
    if case.closed_on is None or not flow_of(case).by_code[case.state].is_end:
        return None
    last = [one for one in records if one.acted_on <= case.closed_on and one.verb not in STAYING][-1:]
    return next((of_record(record, True) for record in last), None)


def who_did(record: Any) -> str:
    """曲塘镇政协工委 王敏; 曲塘镇政协工委 王敏代周国平; 陈立平委员; as the ledger wrote it where it was imported."""
    place, _, role = record.actor_role.rpartition(" ")
    if role not in ROLES:
        return f"{record.actor_role} {record.actor_name}".strip()
    if role == TITLES[Role.ASKER]:
        return role
    who = signed(record.actor_name, record.on_behalf)
    return f"{who}委员" if role == TITLES[Role.MEMBER] else f"{place} {who}".strip()


def of_notice(notice: Any) -> list[Entry]:
    """A notice: its issue, its answer and its end."""
    level = NOTICE_LEVELS[notice.level - 1]
    cells = {"原因": notice.cause}
    if notice.answer_by:
        cells["回话期限"] = day_words(notice.answer_by, clock.today())
    entries = [Entry(f"{level} {notice.number}", notice.issued_by, notice.issued_at, None, notice.demand, cells,
                     (), "back")]  # fmt: skip
    if notice.answered_at:
        entries.append(Entry(f"回{level}", notice.answered_by or "", notice.answered_at, None, notice.answer or ""))
    if notice.closed_at and notice.closed_at != notice.issued_at:
        title = f"{level}{notice.outcome or '销号'}"
        entries.append(Entry(title, "", notice.closed_at, None, notice.outcome_text or ""))
    return entries
