"""The office's rules for cases: limits, words for what is due, what a sheet still lacks, what an answer leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liaison.casework.sheets import steps as sheet
from liaison.core.calendar import WorkingDays

TAKE_BACK = timedelta(minutes=10)
MOST_DECLINES = 2
RATING_CODE_DAYS = 30
USUAL_LIMIT = 10
SOON = 3
TITLE_LENGTH = 20
ESCALATES_AFTER_ROUND = 2


@dataclass(frozen=True)
class Deadline:
    """What is due, as a word and a drawing. tone: ok / warn / bad / pass / done."""

    tone: str
    words: str


def handling_days(limits: Mapping[str, int], kind: str | None, urgency: str, own: int | None) -> int:
    """Working days for handling: the field's own, else by kind and urgency.

    limits: `{key: days}` of the time-limit table. Source: 开江县 12345 limits, halved and rounded up when 较急.
    """
    if own:
        return own
    return limits.get(f"{kind or '意见建议'}/{urgency}", USUAL_LIMIT)


def due_words(due_on: date | None, today: date, calendar: WorkingDays) -> Deadline | None:
    """还剩 5 个工作日 / 明天到期 / 今天到期 / 已超 2 天. The very day is on time; days are working days."""
    if due_on is None:
        return None
    if today > due_on:
        return Deadline("bad", f"已超 {max(1, calendar.between(due_on, today))} 天")
    if today == due_on:
        return Deadline("warn", "今天到期")
    left = calendar.between(today, due_on)
    if left <= 1:
        return Deadline("warn", "明天到期" if due_on - today == timedelta(days=1) else "下个工作日到期")
    return Deadline("warn" if left <= SOON else "ok", f"还剩 {left} 个工作日")


def done_words(done_on: date, due_on: date | None, calendar: WorkingDays) -> Deadline:
    """按期办结, or by how many working days it was late."""
    if due_on is None or done_on <= due_on:
        return Deadline("pass", "按期办结")
    return Deadline("done", f"超期 {max(1, calendar.between(due_on, done_on))} 天办结")


def derived_title(topic: str, village: str, note: str | None) -> str:
    """A title where none was typed: topic and village, or the beginning of the note."""
    first_words = re.split(r"[，。；！？\s]", note or "", maxsplit=1)[0][:TITLE_LENGTH]
    return first_words or f"{village}{topic}的诉求"


def still_missing(verb: str, kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    """`{cell: sentence}` of what a sheet lacks because of its other cells."""
    return CONDITIONS.get(verb, lambda _kind, _filled: {})(kind, filled)


def _declining(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if filled.get("decline_kind") == sheet.DECLINE_KINDS[1] and not filled.get("proposed_unit_id"):
        return {"proposed_unit_id": "请选建议改派给哪个单位"}
    return {}


def _finishing(kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    missing = {}
    grade = (filled.get("result") or " ")[0]
    if kind == "意见建议" and not filled.get("adoption"):
        missing["adoption"] = "请选意见建议采纳情况"
    if grade == "B" and not filled.get("planned_on"):
        missing["planned_on"] = "解决程度是 B，请填计划完成时间"
    if grade in "CD" and not filled.get("grounds"):
        missing["grounds"] = "解决程度是 C 或 D，请填不能解决的依据和说明"
    return missing


def _rating(_kind: str | None, filled: Mapping[str, Any]) -> dict[str, str]:
    if "不满意" in (filled.get("work"), filled.get("outcome")) and not filled.get("reasons"):
        return {"reasons": "请选哪里不满意"}
    return {}


CONDITIONS = {
    "decline": _declining, "finish": _finishing,
    "rate": _rating, "rate_redo": _rating, "rate_escalate": _rating,
}  # fmt: skip


def rating_verb(outcome: str, wants_redo: bool, case_round: int) -> str:
    """What an answer leads to: 不满意 asks for a second round; after round 2 it goes to the office."""
    if outcome != "不满意":
        return "rate"
    if case_round >= ESCALATES_AFTER_ROUND:
        return "rate_escalate"
    return "rate_redo" if wants_redo else "rate"


def overall_grade(work: str, outcome: str) -> str:
    """The grade that counts: that of the result; how the work was done is reported beside it."""
    return outcome or work


def masked_name(name: str) -> str:
    """周** for 周桂芳: public pages never show a full name."""
    return name[:1] + "*" * max(1, len(name) - 1)
