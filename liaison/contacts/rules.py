"""What the office settled about contact records: numbers, time to take back and to correct, late entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from liaison.core import clock
from liaison.core.calendar import WorkingDays

VALID, VOID = "正常", "作废"
TAKEN_BACK = "10 分钟内撤回"
TIME_TO_TAKE_BACK = timedelta(minutes=10)
TIME_TO_CORRECT = timedelta(hours=24)
TIME_TO_REPEAT = timedelta(minutes=2)
LATE_AFTER_DAYS = 3
OLDEST_DAYS = 400
BETWEEN_TOPICS = "、"
DRAFT_PAGE = re.compile(r"contact:[0-9]{1,9}:[0-9,]{1,200}|activity:[0-9]{1,9}")
BLIND_SPOTS = "blind_spots"
MOST_BLIND_DAYS = 3_650
TASK_WITH_REQUEST, TASK_WITHOUT = "反映社情民意", "广泛凝聚共识"


def draft_page(member_id: int, people: Iterable[int]) -> str:
    """The key under which a half-written contact is kept: `contact:12:7,9`."""
    return f"contact:{member_id}:{','.join(str(person) for person in people)}"


def is_draft_page(page: str) -> bool:
    """Whether a page keeps drafts: `contact:<member>:<people>` or `activity:<member>`."""
    return DRAFT_PAGE.fullmatch(page) is not None


def counter_of(year: int) -> str:
    """Under which name the numbers of a year run (see core.counters)."""
    return f"contact {year}"


def number_of(year: int, serial: int) -> str:
    """The number of a contact: `LX20260012`. Source: DECISIONS 12."""
    return f"LX{year}{serial:04d}"


def may_take_back(recorded_at: datetime, at: datetime) -> bool:
    """Whether a slip of the finger can still be taken back as if it had not been."""
    return at - recorded_at <= TIME_TO_TAKE_BACK


def may_correct(recorded_at: datetime, at: datetime) -> bool:
    """Whether the member himself may still correct or void it; later the clerk does."""
    return at - recorded_at <= TIME_TO_CORRECT


def is_late_entry(contacted_on: date, recorded_at: datetime, days: WorkingDays) -> bool:
    """Whether it was written down more than 3 working days after the contact (补录)."""
    return days.between(contacted_on, clock.local(recorded_at).date()) > LATE_AFTER_DAYS


def day_problem(contacted_on: date, today: date) -> str | None:
    """Why a day cannot be the day of a contact; None where it can."""
    if contacted_on > today:
        return "联系的日子还没到，请核对日期"
    if (today - contacted_on).days > OLDEST_DAYS:
        return "联系的日子太早了，请核对年份；往年的联系由办公室用 Excel 导入"
    return None


def names_in(words: str) -> list[str]:
    """The names in what was typed, told apart by 、 or other marks and spaces."""
    return [name for name in re.split(r"[、，,；;\s]+", words) if name]


def week_key(day: date) -> str:
    """What is told once in a week is told under this key: `blind_spots 2026-W47`, weeks as of ISO 8601."""
    year, week, _weekday = day.isocalendar()
    return f"{BLIND_SPOTS} {year}-W{week:02d}"


def ago(day: date, today: date) -> str:
    """How long ago, as the phone says it: 今天, 昨天, 8 天前, 3月5日, 2024年3月5日."""
    days = (today - day).days
    if days in (0, 1):
        return ("今天", "昨天")[days]
    if 0 < days <= 30:
        return f"{days} 天前"
    written = f"{day.month}月{day.day}日"
    return written if day.year == today.year else f"{day.year}年{written}"
