"""What the office makes of a flag: no figure changes by it, only its own record, and the member's inbox."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices.actions import tell
from liaison.performance import queries
from liaison.performance.models import FlagLook, FlagSetting
from liaison.performance.models.flags import ASKED
from liaison.performance.rules.flags import Flag, Thresholds

KIND = "other"
LEAST = {"many": 3, "likeness": 50, "late_days": 1, "late_count": 2}
NOBODY = "这几位委员还没有账号，收不到消息。请打电话问，把他说的写在说明里，选“看过，没有问题”。"


def look_into(flag: Flag, year: int, actor: Actor, *, verdict: str, note: str | None) -> FlagLook:
    """Note what was made of a flag; the member is asked in his inbox, without a word of what it says of whom.

    Raises Refused where nobody who is asked has an account.
    """
    asked = queries.members_to_ask(flag) if verdict == ASKED else []
    if verdict == ASKED and not asked:
        raise Refused(NOBODY, {"verdict": NOBODY})
    look = FlagLook(
        year=year, key=flag.key, size=len(flag.ids), verdict=verdict, note=note or "", made_by=actor.signature,
        made_by_id=actor.user_id, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(look)
    db.session.flush()
    record("flag.look", look, actor, label=flag.title, changes={"decision": [None, verdict], "note": [None, look.note]})
    if asked:
        tell(asked, KIND, "办公室请您说明几次联系记录", asking_words(flag), page_of(flag), actor, is_noted=False)
    return look


def asking_words(flag: Flag) -> str:
    """What the member reads; the reason is a count, nobody is named."""
    days = f"{flag.since.month}月{flag.since.day}日起的" if flag.since else ""
    return f"请看看{days}记录（{flag.title}），有什么情况和办公室说一声。这不影响得分。"


def page_of(flag: Flag) -> str:
    """Where the member looks."""
    return f"/contacts?since={flag.since}&until={flag.until}" if flag.since else "/cases"


def set_thresholds(actor: Actor, **values: int) -> FlagSetting:
    """Say from which numbers on something is flagged. Raises Refused for numbers that flag everything."""
    low = next((key for key, least in LEAST.items() if values[key] < least), None)
    if low:
        why = f"这里最少填 {LEAST[low]}，再小就什么都列出来了"
        raise Refused(why, {low: why})
    row, before = queries.flag_setting(), queries.thresholds()
    if row is None:
        row = FlagSetting(**vars(Thresholds()))
        db.session.add(row)
    for key, value in values.items():
        setattr(row, key, value)
    db.session.flush()
    changed = {key: [getattr(before, key), value] for key, value in values.items() if getattr(before, key) != value}
    record("flag.set", row, actor, changes=changed)
    return row
