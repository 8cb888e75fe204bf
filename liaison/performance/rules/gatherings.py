"""Signing in to an activity: which kinds there are, what its codes look like, and when one may sign in."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from liaison.performance.rules.deeds import ABSENT, EXCUSED, LATE, PRESENT, RECORDED

# What whoever signs in is recorded as: in time, and late where that is told apart.
KINDS: Mapping[str, tuple[str, str]] = {
    "全体会议": (PRESENT, LATE),
    "常委会议": (PRESENT, LATE),
    "会议活动": (PRESENT, LATE),
    "视察": ("参加", "参加"),
    "学习培训": ("参加", "部分参加"),
    "联络室值班": ("完成", "完成"),
    "协商活动": ("参加", "参加"),
}
STEP = timedelta(minutes=1)  # how often a changing code changes
STEPS_GOOD = 5  # so long one is good: whoever is not signed in yet has to do that first
PRINTED = 0
CODE = re.compile(r"(?P<number>[1-9][0-9]{0,8})-(?P<step>[0-9]{1,12})-(?P<mark>[0-9a-f]{24})")


def step_at(moment: datetime) -> int:
    """Which of the changing codes is good at a moment."""
    return int(moment.timestamp() // STEP.total_seconds())


def code_of(number: int, token: str, step: int = PRINTED) -> str:
    """The code of an activity. number: its id; token: its secret; step: of a changing code, 0 of a printed one."""
    return f"{number}-{step}-{mark_of(number, token, step)}"


def mark_of(number: int, token: str, step: int) -> str:
    """What nobody can write who does not know the secret."""
    return hmac.new(token.encode(), f"{number}-{step}".encode(), sha256).hexdigest()[:24]


def parts_of(code: str) -> tuple[int, int, str] | None:
    """(number, step, mark) of a code; None where it is none."""
    found = CODE.fullmatch(code)
    return (int(found["number"]), int(found["step"]), found["mark"]) if found else None


def is_signed(token: str, number: int, step: int, mark: str) -> bool:
    """Whether a code is one of this activity's, good or not."""
    return hmac.compare_digest(mark_of(number, token, step), mark)


def is_good(step: int, moment: datetime, *, is_changing: bool) -> bool:
    """Whether one may sign in by a code of this step now: of changing codes only by one of the last few."""
    if not is_changing:
        return step == PRINTED
    return 0 <= step_at(moment) - step < STEPS_GOOD


def takes_leave(kind: str) -> bool:
    """Whether leave and absence are recorded of this kind."""
    return {EXCUSED, ABSENT} <= set(RECORDED[kind])
