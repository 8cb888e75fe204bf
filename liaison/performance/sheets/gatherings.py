"""What an activity asks before members can sign in to it, and what is written down afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from liaison.core.columns import Column, Kind
from liaison.performance.rules.gatherings import KINDS
from liaison.performance.sheets.deeds import AMOUNT, TITLE

AROUND = 60  # minutes before and after the start in which one may sign in
LATE = 15
GATHERING = (
    Column("kind", "哪一种", Kind.CHOICE, required=True, choices=tuple(KINDS), default="会议活动"),
    TITLE,
    Column("day", "日期", Kind.DATE, required=True),
    Column("at", "几点开始", Kind.TIME, required=True, example="14:30"),
    Column("place", "地点", max_length=60),
    Column("station_id", "在哪个站、室、岗", Kind.REFERENCE, source="station", hint="在联络室办的才选，算进它的目标。"),
    Column("minutes_before", "提前几分钟能签到", Kind.INTEGER, required=True, default=AROUND, at_most=1440),
    Column("minutes_after", "开始后几分钟截止", Kind.INTEGER, required=True, default=AROUND, at_most=1440),
    Column("late_after", "几分钟后算迟到", Kind.INTEGER, default=LATE, at_most=1440, hint="不算迟到就空着。"),
    Column("is_changing", "码每分钟换一次", Kind.BOOL, default=False,
           hint="投在屏幕上用，拍下来转给别人也签不了；打印贴出来的不要选。"),
    AMOUNT,
)  # fmt: skip
NAMES = Column("names", "哪些委员", Kind.LONG_TEXT, required=True, max_length=3000, hint="姓名或编号，用顿号隔开。")
LEAVE = (NAMES, Column("reason", "请假的原因", required=True, max_length=100, example="出差"))
ABSENCE = (
    Column("names", "哪些委员", Kind.LONG_TEXT, required=True, max_length=3000,
           hint="姓名或编号，用顿号隔开；都该来的，写“其余”就是名单上没有记录的都算缺席。"),
)  # fmt: skip


def presence(results: Iterable[str]) -> tuple[Column, ...]:
    """What is written down of those who came and did not scan. results: in time, late, as the kind knows them."""
    choices = tuple(dict.fromkeys(results))
    return (
        Column("names", "哪些委员", Kind.LONG_TEXT, required=True, max_length=3000,
               hint="姓名或编号，用顿号隔开；写“其余”就是名单上没有记录的都算到了。"),
        Column("result", "记成", Kind.CHOICE, required=True, choices=choices, default=choices[0]),
    )  # fmt: skip
