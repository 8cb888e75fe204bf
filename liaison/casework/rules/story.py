"""A case told to people: how far it is, whose turn it is, and who comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from liaison.casework.rules.flows import flow_of, state_title
from liaison.casework.rules.limits import Deadline
from liaison.casework.workflow import (
    ASKER,
    CASEWORK,
    CLOCK_STATES,
    COMMITTEE,
    HANDLER,
    MEMBER,
    MERGED,
    OFFICE,
    STAYING,
    STEPS,
    UNIT,
    UNSEEN_VERBS,
)
from liaison.core.workflow import Move, State

TELLING = "to_tell"
SOMEBODY, SCANNED = "诉求人", "群众扫码"

# State: what is done there, and how the sentence goes on; empty where the decision is open.
DOING: Mapping[str, tuple[str, str]] = MappingProxyType({
    "to_consensus": ("写调研情况和委员建议", "报上来后"),
    "to_supplement": ("补充情况", "补好后"),
    "to_hand_over": ("转办", "转办后"),
    "to_sign_out": ("签发", "签发后"),
    "to_receive": ("签收", "签收后"),
    "to_approve": ("审批", "审批后"),
    "declined": ("裁定申退", ""),
    "to_rule_finally": ("审定", ""),
    "handling": ("办理", "办好后"),
    "to_sign": ("签批办理结果", "签批后"),
    "to_check": ("核查办理结果", "通过后"),
    "to_reply": ("正式答复", "答复后"),
    "to_forward": ("把答复转给委员", "转出后"),
    "to_confirm": ("看答复、告诉诉求人", "告诉后"),
    "to_tell": ("告诉诉求人", "告诉后"),
    "to_rate": ("评议", ""),
    "to_decide": ("处理", ""),
})
ENDINGS: Mapping[str, str] = MappingProxyType({
    "closed": "这件已经办结。", "settled": "这件已经当场办结，没有转给承办单位。",
    "refused": "这件不予受理，理由在办理记录里。", "voided": "这件已经作废，不计数。",
})


@dataclass(frozen=True)
class StepMark:
    """One of the eight on the bar. state: done / now / late / next."""

    name: str
    who: str
    when: str
    state: str


@dataclass(frozen=True)
class Turn:
    """Whose turn it is. holder and doing make “现在由…办理”; after: who comes next, or how it ended."""

    holder: str
    doing: str
    after: str


def day_words(day: date, today: date) -> str:
    """11月20日; of another year 2024年11月20日."""
    return f"{'' if day.year == today.year else f'{day.year}年'}{day.month}月{day.day}日"


def standing(records: Iterable[Any]) -> list[Any]:
    """The records that were not taken back again, oldest first."""
    kept: list[Any] = []
    for record in records:
        if record.verb != "take_back":
            kept.append(record)
        elif kept:
            kept.pop()
    return kept


def eight_steps(
    case: Any, records: Iterable[Any], deadline: Deadline | None, today: date, asker: str
) -> list[StepMark]:
    """The bar of eight. records: its step records, oldest first; deadline: what is due now."""
    last_days = {record.step: record.acted_on for record in standing(records) if record.verb not in STAYING}
    who = who_by_step(case, asker)
    here = flow_of(case).by_code[case.state]
    is_late = deadline is not None and deadline.tone == "bad" and not here.is_end
    marks = []
    for number, name in STEPS.items():
        state = mark_of(number, here, is_late)
        when = when_of(case, state, number, last_days, deadline, today)
        marks.append(StepMark(name, who[number] if state != "next" or not here.is_end else "", when, state))
    return marks


def mark_of(number: int, here: State, is_late: bool) -> str:
    """How far one step is, seen from the state the case stands in."""
    if here.is_end:
        return "done" if number <= here.step else "next"
    if number == here.step:
        return "late" if is_late else "now"
    return "done" if number < here.step else "next"


def when_of(
    case: Any, state: str, number: int, last_days: Mapping[int, date], deadline: Deadline | None, today: date
) -> str:
    """The small line under a step: its day, the state of the one that runs, the day by which a reply is due."""
    if state == "done":
        return day_words(last_days[number], today) if number in last_days else ""
    if state == "late" and deadline:
        return deadline.words
    if state == "now":
        return state_title(case)
    if number == CASEWORK.by_code["to_reply"].step and case.due_on and case.state in CLOCK_STATES:
        return f"{day_words(case.due_on, today)}前"
    return ""


def who_by_step(case: Any, asker: str) -> dict[int, str]:
    """`{step: whose step it is}` in short names; of the one that runs, whose turn it is."""
    member, unit = case.raised_by.name, short(case.unit)
    committee = short(case.committee)
    section = case.section.name if case.section else unit
    first, second = (SCANNED, committee) if case.is_scanned else (member, member)
    who = dict(enumerate((first, second, committee, unit, section, committee, unit, asker), start=1))
    turns = {
        MEMBER: case.member.name, COMMITTEE: committee, UNIT: unit, HANDLER: section,
        OFFICE: "政协办公室", ASKER: asker,
    }  # fmt: skip
    here = flow_of(case).by_code[case.state]
    return who if here.is_end else {**who, here.step: turns[here.holder]}


def short(organisation: Any) -> str:
    """An organisation's short name; nothing for none."""
    return (organisation.short or organisation.name) if organisation else ""


def named(organisation: Any, otherwise: str) -> str:
    """An organisation's full name."""
    return organisation.name if organisation else otherwise


def holder_words(case: Any, state: State, asker: str) -> str:
    """Who acts in a state, as people call him."""
    words = {
        MEMBER: member_words(case.member), COMMITTEE: named(case.committee, "政协工委"),
        UNIT: named(case.unit, "承办单位"), HANDLER: handler_words(case), OFFICE: "政协办公室", ASKER: asker,
    }  # fmt: skip
    return words.get(state.holder, "")


def member_words(member: Any) -> str:
    """The member whose turn it is; the office acts for one who serves no longer."""
    return f"{member.name}委员" if member.is_active else f"政协办公室（替已离任的{member.name}）"


def handler_words(case: Any) -> str:
    """市住建局城建科 李海峰, as far as it is known."""
    place = short(case.unit) + (case.section.name if case.section else "")
    return f"{place or '承办科室'} {case.handler.name}" if case.handler else place or "承办科室"


def whose_turn(case: Any, asker: str) -> Turn:
    """Who holds the case now and who is next. asker: how the one who asked may be called."""
    here = flow_of(case).by_code[case.state]
    if here.is_end:
        return Turn("", "", ENDINGS[here.code] + tracked_words(case))
    if here.code == MERGED:
        return following_turn(case.merged_into)
    doing, then = DOING[here.code]
    onward = next_state(case)
    if not then or onward is None:
        return Turn(holder_words(case, here, asker), doing, "")
    after = f"{then}由{holder_words(case, onward, asker)}{DOING[onward.code][0]}"
    telling = CASEWORK.by_code[TELLING]
    if onward.step < telling.step:
        after += f"，最后由{holder_words(case, telling, asker)}告诉{asker}"
    return Turn(holder_words(case, here, asker), doing, after + "。")


def following_turn(main: Any) -> Turn:
    """Whose turn it is in a case that was merged into another: his who holds that one."""
    turn = whose_turn(main, SOMEBODY)
    after = f"已并案，随 {main.number} 一起办理，那件答复以后，这件单独答复、单独评议。"
    return Turn(turn.holder, f"{turn.doing}（主单 {main.number}）", after)


def tracked_words(case: Any) -> str:
    """When a closed case of result B is looked at again."""
    day = case.recheck_on
    return f"还在长期跟踪，下次复查是{day.year}年{day.month}月{day.day}日。" if day else ""


def next_state(case: Any) -> State | None:
    """Where the main move leads to from here."""
    for move in flow_of(case).starting_at(case.state):
        if move.is_main and move.target and move.verb not in UNSEEN_VERBS:
            return flow_of(case).arrive(move.target, case)
    return None


def asker_words(case: Any, may_know: bool) -> str:
    """How the one who asked is called: not by name where he asked for secrecy and the reader must not know."""
    return SOMEBODY if is_secret(case, may_know) or case.is_anonymous else case.asker_name or case.representative.name


def is_secret(case: Any, may_know: bool) -> bool:
    """Whether the name is kept from this reader."""
    return case.is_confidential and not may_know


def deed_of(move: Move, cells: Mapping[str, Any]) -> str:
    """What was done, as a toast names it: 转办; of a conversion its kind: 转为提案线索."""
    return f"转为{cells['conversion']}线索" if move.verb == "convert" else move.title


def done_words_of(title: str, turn: Turn) -> str:
    """What a toast says after a move: 已转办，现在由市住建局审批."""
    done = title if title.startswith("已") else f"已{title}"
    return f"{done}，现在由{turn.holder}{turn.doing}" if turn.holder else done
