"""How homes say things: greetings, how long ago, what to do with a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liaison.access import Role

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


def leading_words(bars: Sequence[tuple[str, int, int]], what: str) -> str:
    """曲塘镇{what}最多，角斜镇最少. bars: as `shares` gives them."""
    if not any(number for _name, number, _share in bars):
        return "还没有联系记录"
    ordered = sorted(bars, key=lambda bar: bar[1])
    return f"{ordered[-1][0]}{what}最多，{ordered[0][0]}最少"


def shares(named: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(name, number, per cent of the largest) for bars."""
    largest = max(named.values(), default=0) or 1
    return [(name, number, round(100 * number / largest)) for name, number in named.items()]


def rate_words(rate: float | None, before: float | None) -> tuple[str | None, str]:
    """(94.6, 去年同期 92.3%) as a number card shows them; None where there is nothing yet."""
    past = f"去年同期 {before:.1%}" if before is not None else "去年同期没有"
    return (f"{100 * rate:.1f}" if rate is not None else None), past
