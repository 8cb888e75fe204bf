"""What members do that can earn or cost points: kinds of deeds, and how each may turn out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ATTENDANCE = ("出席", "请假", "缺席", "迟到早退")
PRESENT, EXCUSED, ABSENT, LATE = ATTENDANCE
CONTACT, FED_BACK, RATED, QUARTER = "联系", "诉求反馈", "评议", "季度联系"
VALID_CONTACT, TOLD, SHORT = "有效", "已反馈", "不足"
OWN, FIRST_OF_QUARTER, SHORT_OF_OWN = "结对的代表", "每季度第一次", "结对不足"
# Written down by whoever organised it (谁组织谁记录).
RECORDED: Mapping[str, tuple[str, ...]] = {
    "全体会议": ATTENDANCE,
    "常委会议": ATTENDANCE,
    "会议活动": ATTENDANCE,
    "视察": ("参加", "请假", "缺席"),
    "发言": ("书面", "口头"),
    "学习培训": ("参加", "部分参加", "学习笔记", "心得文章"),
    "联络室值班": ("完成",),
    "协商活动": ("牵头", "参加"),
    "提案": ("提交", "立案", "转为信息"),
    "提案表彰": ("重点", "优秀"),
    "社情民意": ("提交", "采用", "县级批示", "设区市采用", "省级采用", "全国采用"),
    "文史资料": ("采用",),
    "服务群众": ("办实事", "公益活动", "联系企业", "帮扶困难户"),
    "表彰": ("县级", "设区市级", "省级", "国家级"),
    "履职报告": ("提交",),
    "不实记录": ("查实",),
}
# Comes by itself from contacts and cases.
AUTOMATIC: Mapping[str, tuple[str, ...]] = {
    CONTACT: (VALID_CONTACT,),
    FED_BACK: (TOLD,),
    RATED: ("满意", "基本满意", "不满意"),
    OWN: (FIRST_OF_QUARTER,),
    QUARTER: (SHORT, SHORT_OF_OWN),
}
DEEDS: Mapping[str, tuple[str, ...]] = {**RECORDED, **AUTOMATIC}
EACH_QUARTER = 5  # contacts: each of the five once
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True)
class Act:
    """Something one member did.

    source: the row it comes from, e.g. `contact:17`; place: of the signatures, 1 the first; authors: how many signed;
    amount: how many times at once, e.g. half-days; detail: what else is told of it.
    """

    source: str
    member_id: int
    kind: str
    result: str
    day: date
    place: int = 1
    authors: int = 1
    amount: Decimal = Decimal(1)
    detail: str = ""

    @property
    def words(self) -> str:
        """全体会议·请假."""
        return f"{self.kind}·{self.result}"

    @property
    def told(self) -> str:
        """结对的代表·每季度第一次（第 2 季度）."""
        return f"{self.words}（{self.detail}）" if self.detail else self.words


def is_late(held_on: date, recorded_on: date) -> bool:
    """Whether it was written down after its year (补录)."""
    return recorded_on.year > held_on.year


def short_quarters(year: int, days: list[date], until: date, least: int = EACH_QUARTER) -> list[date]:
    """The last days of the quarters that are over by a day and had fewer contacts than `least`.

    days: of the contacts of the year that count. Source: 每位代表每季度至少联系一次.
    """
    ends = [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]
    done = [quarter_of(day) for day in days if day.year == year]
    return [end for end in ends if end <= until and done.count(quarter_of(end)) < least]


def quarter_source(member_id: int, end: date) -> str:
    """What stands in the ledger as the source of a short quarter."""
    return f"quarter:{member_id}:{end.month}"


def quarter_name(day: date) -> str:
    """第 1 季度."""
    return f"第 {quarter_of(day) + 1} 季度"


def quarter_words(source: str) -> str:
    """第 1 季度, of such a source; nothing of any other."""
    kind, _colon, rest = source.partition(":")
    return f"第 {int(rest.partition(':')[2]) // MONTHS_OF_QUARTER} 季度" if kind == "quarter" else ""


def quarter_of(day: date) -> int:
    """0 to 3."""
    return (day.month - 1) // MONTHS_OF_QUARTER
