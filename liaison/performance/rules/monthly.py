"""The report of a month (月报): which month, what its first table shows, and its findings in one line."""

from __future__ import annotations

import re
from datetime import date, timedelta

from liaison.performance.rules.aims import Aims, aim_words
from liaison.performance.rules.boards import (
    CONTACTS,
    CONTENT,
    COVERAGE,
    ENDED,
    ON_TIME,
    OVERDUE,
    REQUESTS,
    Column,
    Tally,
    cell_words,
)

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # in the name of a file
SUMMARY = (
    CONTACTS, COVERAGE, REQUESTS, *ENDED, ON_TIME, OVERDUE, CONTENT, Column("不满意", "unsatisfied"),
    Column("督办过", "supervised"),
)  # fmt: skip
MEANINGS = (
    ("本月", "联系日期在这个月的联系，和这些联系带回的诉求；办理、评议算到这个月最后一天。"),
    ("去年同月", "去年这个月的联系和诉求，算到去年这个月最后一天。"),
    ("本年累计", "今年 1 月 1 日到这个月最后一天。"),
    ("联系到的代表", "固定联系的代表里联系到的占比。"),
    ("办结率", "评议过、此后没有再办的诉求 ÷ 诉求。当场办结、未评价办结的不算办结，另列。"),
    ("当场办结", "工委当场答复、没有转给承办单位的诉求；后来重新受理的不算。"),
    ("未评价办结", "反馈以后过了评议期限没有回音、按未评价办结的诉求；后来评议了的算到办结里。"),
    ("按期率", "按期办的诉求 ÷（报了结果的诉求 + 超期未办的诉求）；延期经批准的按延期后的期限。"),
    ("满意率", "满意和基本满意 ÷ 有评议的诉求。"),
    ("满意率大致在", "按评议件数算的 95% 区间（Wilson），件数越少范围越宽，几件之差不要当成好坏。"),
    ("排序", "不按件数排名：看每页的主要比率从高到低，少于 5 件（位）的排在后面。"),
    ("个人信息", "月报里只有合计数，没有人名。"),
)  # fmt: skip



def meanings(aims: Aims) -> list[tuple[str, str]]:
    """What each figure means, and what two of them are held against."""
    wanted = f"联系到的代表 {aim_words(aims.coverage)}，按期率 {aim_words(aims.on_time)}，由办公室定。"
    return [*MEANINGS, ("目标线", wanted)]


def month_asked(words: str, today: date) -> date | None:
    """The first day of a month written 2026-10; the month before this one where nothing is asked; None for no month.

    A month that has not begun is none.
    """
    if not words:
        return first_of(first_of(today) - timedelta(days=1))
    found = MONTH.fullmatch(words)
    day = date(int(found[1]), int(found[2]), 1) if found else None
    return day if day and day <= today else None


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def last_of(first: date, today: date) -> date:
    """The last day of a month, or today while it runs."""
    following = first_of(first + timedelta(days=31))
    return min(following - timedelta(days=1), today)


def year_before(first: date) -> date:
    """The same month of the year before."""
    return first.replace(year=first.year - 1)


def title_of(first: date) -> str:
    """2026 年 10 月月报."""
    return f"{first.year} 年 {first.month} 月月报"


def file_name(first: date, unit: str) -> str:
    """海安市政协 2026年10月月报.xlsx: what the workbook is called that goes by mail; unit: whose platform it is."""
    return UNSAFE.sub("－", f"{unit} {first.year}年{first.month}月月报.xlsx")


def headline(first: date, tally: Tally) -> str:
    """10 月联系 120 次，收到诉求 70 件，按期率 86.0%，满意率 97.0%."""
    words = [cell_words(tally, column) for column in (CONTACTS, REQUESTS, ON_TIME, CONTENT)]
    return f"{first.month} 月联系 {words[0]} 次，收到诉求 {words[1]} 件，按期率 {words[2]}，满意率 {words[3]}"
