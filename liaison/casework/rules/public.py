"""The office's rules for people without an account: limits, the digits they prove themselves with, four words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from liaison.casework.rules.flows import flow_of
from liaison.core.calendar import ONE_DAY, WorkingDays
from liaison.core.ceilings import HOUR, LIMITS, Ceiling

NOTICE_VERSION = "2026-11"
WAITING, ACCEPTED, DECLINED = "waiting", "accepted", "declined"
CODE_DAYS = 365
LEAST_SECONDS = 3
STAMP_LIFE = timedelta(hours=24)
TICKET_LIFE = timedelta(minutes=30)
SAME_TEXT = timedelta(hours=24)
DECLINED_KEPT = timedelta(days=183)
FORGOTTEN = "（满 6 个月，已经删去）"
ATTEMPTS_KEPT = timedelta(days=2)
PHONE_MISSING = "请填 11 位手机号；不想留的，请勾选“我不留姓名和电话”"
AGREE_FIRST = "请先勾选“我同意”，联络室才能用这些信息办事"
LOOK, CALL = "scan_look", "scan_call"
USUAL_DAYS: Mapping[str, int] = MappingProxyType({LOOK: 2, CALL: 2})
REACHED, UNREACHED = CALL_OUTCOMES = ("联系上了", "联系不上")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NO_NAME, ANONYMOUS = "群众（扫码）", "匿名群众"
STEP_NAMES = ("收到", "转部门", "办理", "答复")


@dataclass(frozen=True)
class Limit:
    """What one kind of try may do: from one address, on one subject, from one device. sentence: said of too much.

    of_device: holds for the address where no cookie tells the device.
    """

    kind: str
    of_address: Ceiling
    of_subject: Ceiling | None
    sentence: str
    of_device: Ceiling | None = None


PER_DEVICE, PER_ADDRESS, PER_CODE = (LIMITS[f"public.ask.{of}"].most for of in ("device", "address", "code"))
TOO_MUCH = "这一小时收到的太多了，这一件还没有送出。请过一会儿再送，急事请打电话。"


def asking_limit(per_device: int = PER_DEVICE, per_address: int = PER_ADDRESS, per_code: int = PER_CODE) -> Limit:
    """How many requests an hour are taken: from a device, from an address that many may share, through a code."""
    return Limit("ask", Ceiling(per_address, HOUR), Ceiling(per_code, HOUR), TOO_MUCH, Ceiling(per_device, HOUR))


ASKING = asking_limit()
TRACKING = Limit(
    "track", LIMITS["public.track.address"], LIMITS["public.track.number"],
    "试的次数太多了，请过一小时再查，或者打联络室的电话。",
)  # fmt: skip
RATING = Limit(
    "rate", LIMITS["public.rate.address"], None, "试的次数太多了，请过一小时再试，或者请委员给您一个新的评价码。"
)  # fmt: skip


def wait_of(moments: Sequence[datetime], ceiling: Ceiling, now: datetime) -> int:
    """Seconds until another try is within the ceiling; 0 where it is now. moments: of the tries, oldest first."""
    recent = [moment for moment in moments if moment > now - ceiling.span]
    if len(recent) < ceiling.most:
        return 0
    return max(1, int((recent[-ceiling.most] + ceiling.span - now).total_seconds()) + 1)


def first_in_time(calendar: WorkingDays, today: date, days: int) -> date:
    """The first day of which what is promised within so many working days is not late today."""
    day = today
    while calendar.add(day - ONE_DAY, days) >= today:
        day -= ONE_DAY
    return day


def missing_of(cells: Mapping[str, Any]) -> dict[str, str]:
    """`{key: sentence}` of what the form cannot do without: a phone unless anonymous, and consent."""
    missing = {}
    if not cells.get("is_anonymous") and not cells.get("phone"):
        missing["phone"] = PHONE_MISSING
    if not cells.get("agreed"):
        missing["agreed"] = AGREE_FIRST
    return missing


def hash_of_key(key: str) -> str:
    """What is stored of a form's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def digits_of_key(key: str) -> str:
    """The four digits of an anonymous asker: they follow from the form's key, so that a second tap shows the same."""
    return f"{int.from_bytes(hashlib.sha256(f'digits {key}'.encode()).digest()[:8]) % 10_000:04d}"


def proof_of(number: str, digits: str) -> str:
    """What is stored of the digits that go with a number."""
    return hashlib.sha256(f"{number} {digits}".encode()).hexdigest()


def spaced_number(number: str) -> str:
    """A number as people read it aloud: 5821 7340."""
    return f"{number[:4]} {number[4:]}"


@dataclass(frozen=True)
class Mark:
    """One of the four words. state: done / now / next; nobody and no day stand beside it."""

    name: str
    state: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Progress:
    """What the asker reads. tone: ok, warn or nothing. alone: the line for whoever left no phone, if another."""

    headline: str
    line: str
    marks: tuple[Mark, ...]
    tone: str = ""
    alone: str = ""


def marked(done: int, *, is_over: bool = False) -> tuple[Mark, ...]:
    """The four words: so many done, the next one going on unless it is over, the rest to come."""
    states = ["done"] * done + ([] if is_over else ["now"]) + ["next"] * len(STEP_NAMES)
    return tuple(Mark(name, state) for name, state in zip(STEP_NAMES, states, strict=False))


BY_NUMBER = "办好了凭查询号看答复。"
IN_QUARANTINE = Progress(
    "已经收到", "工作人员 {look} 个工作日内看过，转给委员；委员再过 {call} 个工作日内和您联系。", marked(0),
    alone="工作人员 {look} 个工作日内看过，再转给委员。",
)  # fmt: skip
NOT_TAKEN = Progress("这件没有转给委员", "", marked(1, is_over=True), "warn")
WITH_MEMBER = Progress(
    "已经转给委员", "委员将和您联系，把事情问清楚。", marked(0), alone="委员把事情弄清楚，再转给承办部门。",
)  # fmt: skip
# By the step a case stands in; the ends and 待评议 have their own.
BY_STEP: Mapping[int, Progress] = MappingProxyType({
    1: WITH_MEMBER,
    2: WITH_MEMBER,
    3: Progress("正在转给承办部门", "政协工委 2 个工作日内转出。", marked(1)),
    4: Progress("已经转到承办部门", "部门正在安排人办。", marked(2)),
    5: Progress("部门正在办", "办好了由委员告诉您。", marked(2), alone=BY_NUMBER),
    6: Progress("部门办好了，工委正在核查", "核查以后写正式答复。", marked(2)),
    7: Progress("正在答复", "答复由委员告诉您。", marked(3), alone=BY_NUMBER),
    8: Progress("政协办公室正在处理", "处理好了再和您联系。", marked(3), alone="处理好了这里看得到。"),
})  # fmt: skip
BY_STATE: Mapping[str, Progress] = MappingProxyType({
    "merged": Progress("和别人反映的同一件事一起办", "办好了由委员单独告诉您。", marked(2), alone=BY_NUMBER),
    "to_rate": Progress(
        "已经有答复了", "答复由委员告诉您，也可以打联络室的电话问。", marked(4), "ok",
        alone="想知道答复，请打联络室的电话问。",
    ),
    "closed": Progress("已经办结", "以后有事，还可以扫码告诉我们。", marked(4), "ok"),
    "settled": Progress("已经当场办结", "以后有事，还可以扫码告诉我们。", marked(4), "ok"),
    "refused": Progress(
        "这件不予受理", "工作人员会告诉您原因，也可以打联络室的电话问。", marked(1, is_over=True), "warn",
        "想知道原因，请打联络室的电话问。",
    ),
    "voided": Progress("这件已经停办", "想知道原因，请打联络室的电话问。", marked(1, is_over=True), "warn"),
})  # fmt: skip
ENDED = Progress("这件已经结束", "想知道结果，请打联络室的电话问。", marked(1, is_over=True))


def progress_of(request: Any, days: Mapping[str, int]) -> Progress:
    """How far something is that came in through a code: a stage and what follows, no names and no text.

    days: `{LOOK or CALL: working days}` that are promised.
    """
    found = stage_of(request)
    line = found.line if request.asker_phone or not found.alone else found.alone
    if found is WITH_MEMBER and request.call_due_on:
        line = call_words(request)
    return replace(found, line=line.format(look=days[LOOK], call=days[CALL]))


def call_words(request: Any) -> str:
    """By when the member calls, or that he did."""
    if request.called_on is None:
        return f"委员 {request.call_due_on.month}月{request.call_due_on.day}日前和您联系，把事情问清楚。"
    if request.call_outcome == REACHED:
        return "委员已经和您联系过，接着转给承办部门。"
    return "委员给您打过电话，没有打通。请打联络室的电话和委员联系。"


def stage_of(request: Any) -> Progress:
    """The stage, told to somebody who can be called."""
    if request.state == WAITING:
        return IN_QUARANTINE
    if request.state == DECLINED or request.case is None:
        return NOT_TAKEN
    state = flow_of(request.case).by_code[request.case.state]
    return BY_STATE.get(state.code) or (ENDED if state.is_end else BY_STEP[state.step])
