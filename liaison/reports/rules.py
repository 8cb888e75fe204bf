"""How homes say things: greetings, how long ago, what to do with a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liaison.access import Role
from liaison.core.columns import percent_words
from liaison.performance.rules.aims import aim_words

# What a member is asked to do, by state of the case: (sentence, button, verb of the move).
MEMBER_TODO = {
    "to_consensus": ("请补上初步调研和建议", "去填写", "submit"),
    "to_supplement": ("{committee}：请补充情况", "去补充", "supplement"),
    "to_confirm": ("有答复了，请把结果告诉{asker}，并请其评价", "去反馈", "tell_asker"),
    "to_tell": ("有答复了，请把结果告诉{asker}，并请其评价", "去反馈", "tell_asker"),
}
TODO_TITLES = {
    "to_consensus": "{asker}的诉求还差委员建议",
    "to_supplement": "{asker}的诉求要补充",
    "to_confirm": "{asker}的诉求有答复了",
    "to_tell": "{asker}的诉求有答复了",
}
HOMES = {
    Role.CLERK: "casework.inbox",
    Role.DIRECTOR: "casework.tasks",
    Role.UNIT_LEADER: "casework.tasks",
    Role.HANDLER: "casework.tasks",
    Role.LIBRARIAN: "roster.libraries",
    Role.ADMIN: "jobs.schedule",
    Role.SECURITY: "accounts.users",
    Role.AUDITOR: "accounts.events",
    Role.LEADER: "reports.dashboard",
    Role.SUPERVISOR: "reports.dashboard",
}
DAYS_OF_A_MONTH = 30
LONGEST_KEY = 9


def last_words(last_on: date | None, channel: str | None, today: date) -> str:
    """今天打过电话 / 8 天前 电话 / 3月5日 微信 / 今年还没联系."""
    if last_on is None:
        return "今年还没联系"
    return f"{ago_words(last_on, today)} {channel or '联系过'}"


def ago_words(day: date, today: date) -> str:
    """今天 / 昨天 / 8 天前 / 3月5日."""
    days = (today - day).days
    if days > DAYS_OF_A_MONTH:
        return f"{day.month}月{day.day}日"
    return {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")


def progress_words(reached: int, kept: int) -> str:
    """今年联系了 3 位，还差 2 位."""
    if kept == 0:
        return "还没有分给您的代表"
    return f"今年 {kept} 位都联系过了" if reached >= kept else f"今年联系了 {reached} 位，还差 {kept - reached} 位"


def busiest_words(loads: Sequence[Any]) -> str:
    """在办的 158 件，停在“办理”的最多."""
    total = sum(load.cases for load in loads)
    if not total:
        return "现在没有在办的诉求"
    busiest = max(loads, key=lambda load: load.cases)
    return f"在办的 {total} 件，停在“{busiest.title}”的最多"


def share_words(share: float | None, before: float | None) -> tuple[str | None, str]:
    """(94.6, 去年同期 92.3%) as a number card shows them; None where there is nothing yet."""
    past = f"去年同期 {percent_words(before)}" if before is not None else "去年同期没有"
    return (f"{100 * share:.1f}" if share is not None else None), past


def gap_words(share: float | None, target: float) -> str:
    """目标 95%，还差 0.4 个百分点."""
    wanted = f"目标 {aim_words(target)}"
    if share is None:
        return wanted
    missing = target - share
    return f"{wanted}，还差 {100 * missing:.1f} 个百分点" if missing > 0 else f"{wanted}，已达到"


def reaching_words(bars: Sequence[tuple[str, float]], counted: str, target: float | None) -> str:
    """8 个区镇达到 85%，角斜镇最低. bars: (name, share), best first; without a target who is best and who is
    last; of a single one how far it is."""
    if not bars:
        return "还没有可以比的数"
    best, last = bars[0], bars[-1]
    if len(bars) == 1:
        return f"{best[0]} {percent_words(best[1])}" + (f"，{gap_words(best[1], target)}" if target is not None else "")
    if target is None:
        return f"{best[0]}最高，{last[0]}最低"
    number = sum(share >= target for _name, share in bars)
    reached = f"{number} {counted}达到 {aim_words(target)}" if number else f"没有一{counted}达到 {aim_words(target)}"
    return f"{reached}，{last[0]}最低" if last[1] < target else reached


def peak_words(bars: Sequence[tuple[str, int]], what: str, is_last_partial: bool = False) -> str:
    """4月联系最多，2月最少. bars: (name, number); the least is said where it is one, and over (is_last_partial)."""
    if not any(number for _name, number in bars):
        return "还没有联系记录"
    most, whole = max(bars, key=lambda bar: bar[1]), bars[:-1] if is_last_partial else bars
    least = min((number for _name, number in whole), default=most[1])
    names = [name for name, number in whole if number == least]
    return f"{most[0]}{what}最多" + (f"，{names[0]}最少" if len(names) == 1 and least < most[1] else "")


def key_asked(words: str) -> int | str | None:
    """The row of a board that an address names: a number, a word such as 2024-04, or nobody's."""
    return int(words) if words.isdecimal() and len(words) <= LONGEST_KEY else words or None
