"""What is asked of people without an account, and of the clerk who looks at what they wrote."""

from __future__ import annotations

from dataclasses import replace

from liaison.casework.rules.public import CALL_OUTCOMES, WEEKDAYS
from liaison.casework.sheets import steps
from liaison.core.columns import Column, Kind
from liaison.roster.rules import rights

DECLINE_REASONS = (
    "不属于政协委员联系群众的范围", "没有写清楚，也联系不上", "和以前反映的是同一件事", "已经进入诉讼、仲裁或信访",
    "应当拨打 110、119、120", "广告或者与办事无关", "其他",
)  # fmt: skip

WHAT = Column("what", "什么事", Kind.LONG_TEXT, required=True, max_length=2000, hint="点键盘上的话筒，可以说话录入")
PHOTOS = Column("photos", "照片", Kind.FILES, hint="最多 3 张")
WHERE = Column("where", "在哪里", Kind.TEXT, required=True, max_length=100)
PHONE = Column("phone", "您的手机号", Kind.PHONE, personal=True, hint="只用来告诉您办理结果")
NAME = Column("name", "怎么称呼您", Kind.TEXT, max_length=30, personal=True, example="例如：王师傅")
IS_ANONYMOUS = Column("is_anonymous", "我不留姓名和电话（委员没法和您联系，只能凭查询号看进度）", Kind.BOOL)
AGREED = Column("agreed", "我同意联络室为办这件事使用上面的信息", Kind.BOOL)
ASK = (WHAT, PHOTOS, WHERE, PHONE, NAME, IS_ANONYMOUS, AGREED)

TRACK = (
    Column("number", "8 位查询号", Kind.TEXT, required=True, max_length=20),
    Column(
        "digits", "手机号后 4 位", Kind.TEXT, required=True, max_length=8, hint="没留手机号的，填送出时给您的 4 位数字",
    ),
)

PAIR = Column("pair", "由哪位委员联系", Kind.CHOICE, required=True, source="pair")
ACCEPT = (
    PAIR, steps.TITLE, steps.CATEGORY, steps.KIND, steps.URGENCY,
    replace(steps.SURVEY, title="核实情况", hint="打电话核实的，写什么时候、问到什么"),
    replace(steps.SUGGESTION, title="处理建议"),
)  # fmt: skip
# The asker is asked for the result first, as the page shows it: the first fault is the first on the page.
RATE = (steps.RATE[1], steps.RATE[0], *steps.RATE[2:])
DECLINE = (
    Column("reason", "不转的原因", Kind.CHOICE, required=True, choices=DECLINE_REASONS),
    Column("words", "告诉反映人的话", Kind.LONG_TEXT, required=True, max_length=300,
           hint="他查进度时看得到。不要写姓名和电话"),
)  # fmt: skip

CALLED = (
    Column("called_on", "哪天联系的", Kind.DATE, required=True, is_past=True),
    Column("call_outcome", "联系上了吗", Kind.CHOICE, required=True, choices=CALL_OUTCOMES),
    Column("call_words", "问到了什么", Kind.LONG_TEXT, required=True, max_length=500,
           hint="联系不上的，写什么时候打过、打了几次"),
)  # fmt: skip

DUTY = (
    Column("member_id", "值班的委员", Kind.REFERENCE, required=True, source="member"),
    Column("weekday", "每周哪天", Kind.CHOICE, choices=WEEKDAYS),
    Column("duty_on", "或者只在哪一天", Kind.DATE, hint="这一天排了人的，不再按每周的算"),
)
STATION_CODE = (
    Column("place", "贴在哪里", Kind.TEXT, required=True, max_length=60),
    Column("phone", "联络室电话", Kind.TEXT, max_length=20, hint="印在海报上，群众打得通的"),
    Column("owner_id", "谁来看收到的", Kind.REFERENCE, required=True, source="committee"),
    Column("expires_on", "用到哪天", Kind.DATE, required=True),
)

ERASE_ASKER = (
    Column("phone", "他留的手机号", Kind.PHONE, required=True, personal=True),
    Column("way", "怎么提的", Kind.CHOICE, required=True, choices=rights.WAYS),
    Column("asked_on", "哪天提的", Kind.DATE, required=True, is_past=True),
    Column("is_sure", "我核对过身份，确认删除，删了不能恢复", Kind.BOOL, required=True, default=False),
)
