"""Why a deadline is what it is, in words: the rule first, then each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison.casework.rules.deadlines import (
    HANDLING,
    LEDGER,
    LEDGER_RULE,
    REDO,
    STEP,
    STEP_OWN,
    DayTold,
    Inputs,
    Receipt,
    as_day,
    left_out,
    told_days,
)
from liaison.casework.rules.flows import flow_of
from liaison.casework.rules.limits import nearest_due
from liaison.casework.workflow import ASKER, CASEWORK, COMMITTEE, MEMBER, OFFICE, title_of
from liaison.core.calendar import WorkingDays

ORIGINS = {STEP_OWN: "轮到这一步", REDO: "这一轮开始"}
CAUSES = {
    "redo": "再办一次，期限另算", "extend": "同意延期", "pause": "等待补充，停表",
    "take_back": "撤回，照撤回前算", "calendar.set_day": "工作日历改了", "upgrade": "升级以前定的",
}  # fmt: skip


@dataclass(frozen=True)
class Reckoning:
    """One deadline explained. due_on: what it is about; rule: the first line; notes: what else bears on it;

    days: each day between; sum: how many days in all, counted and left out; column: where in a week the first lies.
    """

    heading: str
    due_on: date
    rule: str
    notes: tuple[str, ...]
    days: tuple[DayTold, ...]

    @property
    def sum(self) -> str:
        """共 18 天，数 10 个工作日；不算的：周末 6 日，国庆节 2 日."""
        counted = sum(told.number is not None for told in self.days)
        free = "，".join(f"{why} {number} 日" for why, number in left_out(self.days).items())
        return f"前后共 {len(self.days)} 天，数了 {counted} 个工作日" + (f"；不算的有{free}" if free else "")

    @property
    def column(self) -> int:
        """1 Monday to 7 Sunday."""
        return self.days[0].day.isoweekday() if self.days else 1


def reckonings(case: Any, receipts: Sequence[Any], calendar: WorkingDays) -> list[Reckoning]:
    """The deadlines of a case, the one that runs out first before the other. receipts: newest first.

    A day without a receipt of its own is what a past ledger gave.
    """
    state, found = flow_of(case).by_code[case.state], []
    if case.due_on:
        found.append(reckoned("办理期限", kept_for(HANDLING, case.due_on, receipts), case.due_on, calendar))
    if case.step_due_on and not state.is_end:
        kept = kept_for(STEP, case.step_due_on, receipts)
        found.append(reckoned(f"“{state.title}”这一步", kept, case.step_due_on, calendar))
    first = nearest_due(case.state, case.due_on, case.step_due_on)
    return sorted(found, key=lambda one: one.due_on != first)


def kept_for(what: str, due_on: date, receipts: Sequence[Any]) -> Mapping[str, Any]:
    """The inputs of the receipt that holds."""
    newest = next((one for one in receipts if one.what == what), None)
    if newest is not None and newest.due_on == due_on:
        return newest.inputs
    return Inputs(source=LEDGER, rule=LEDGER_RULE, given=due_on).as_json()


def reckoned(heading: str, kept: Mapping[str, Any], due_on: date, calendar: WorkingDays) -> Reckoning:
    """A stored receipt explained. kept: its inputs; calendar: where the named days get their names from."""
    inputs = Inputs.from_json(kept)
    named = {as_day(day): is_on for day, is_on in kept.get("calendar", {}).items()}
    days = tuple(told_days(Receipt(inputs, due_on, named), calendar))
    return Reckoning(heading, due_on, rule_of(inputs), tuple(notes_of(inputs)), days)


def rule_of(inputs: Inputs) -> str:
    """求助、一般：10 个工作日，从转办（11月3日）第二天算起."""
    if inputs.start is None:
        return f"{inputs.rule}期限，没有另算"
    origin = ORIGINS.get(inputs.source, "转办")
    return f"{inputs.rule}：{inputs.days} 个工作日，从{origin}（{in_short(inputs.start)}）第二天算起"


def notes_of(inputs: Inputs) -> Iterator[str]:
    """Pauses and 延期, a sentence each."""
    for pause in inputs.pauses:
        if pause.until is None:
            yield f"{in_short(pause.since)}起{pause.why}，期限先停着，回来以后往后顺延"
        elif pause.until > pause.since:
            yield f"{in_short(pause.since)}到{in_short(pause.until)}{pause.why}，中间的工作日不算"
    if inputs.extended_to and inputs.extended_on:
        reason = f"：{inputs.reason.rstrip('。')}" if inputs.reason else ""
        yield f"{in_short(inputs.extended_on)}同意延期到{in_short(inputs.extended_to)}{reason}"


def holder_words(shift: Any) -> str:
    """Whom a moved deadline concerns: whose turn it is, or the unit and who handles it there."""
    row, holder = shift.case, CASEWORK.by_code[shift.case.state].holder
    named = {MEMBER: f"{row.member}委员", COMMITTEE: row.committee, OFFICE: "市政协办公室", ASKER: "诉求人"}
    if shift.what == STEP and holder in named:
        return named[holder] or "—"
    return " ".join(filter(None, (row.unit, row.handler))) or "—"


def cause_of(receipt: Any) -> str:
    """What made a receipt, in words."""
    return CAUSES.get(receipt.cause) or (title_of(receipt.cause) if receipt.what == HANDLING else "轮到这一步")


def in_short(day: date) -> str:
    """11月3日."""
    return f"{day.month}月{day.day}日"
