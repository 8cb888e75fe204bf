"""The two tables that tell the last six weeks: contacts, and cases with the way each of them went."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet

BETWEEN = "；"
ROUNDS = "｜"

MEMBER_NO = Column("member_no", "委员编号", required=True)
SLOTS = Column("slots", "第几位", required=True)
CHANNEL = Column("channel", "联系方式", required=True)

CONTACTS = Sheet(
    "contacts",
    "演示联系",
    (
        MEMBER_NO, SLOTS,
        Column("days_ago", "几天前", Kind.INTEGER, required=True),
        CHANNEL,
        Column("topics", "谈了什么", required=True),
        Column("talk", "要点", Kind.LONG_TEXT),
        Column("place", "地点"),
        Column("activity", "活动名称"),
    ),
)  # fmt: skip

# A cell that is asked for in every round holds one text for each, joined by ｜.
CASES = Sheet(
    "cases",
    "演示诉求",
    (
        MEMBER_NO, SLOTS, CHANNEL,
        Column("category", "子类", required=True),
        Column("urgency", "紧急程度", required=True),
        Column("title", "诉求标题", required=True),
        Column("text", "诉求内容", Kind.LONG_TEXT, required=True),
        Column("survey", "初步调研", Kind.LONG_TEXT),
        Column("suggestion", "委员建议", Kind.LONG_TEXT),
        Column("way", "经过", Kind.LONG_TEXT, hint="环节动作的名称，后面的数字是隔几个工作日"),
        Column("rests", "停留", Kind.INTEGER, required=True, hint="最后一步到今天几个工作日"),
        Column("co_units", "协办"),
        Column("progress", "办理过程", Kind.LONG_TEXT),
        Column("result_text", "办理结果", Kind.LONG_TEXT),
        Column("result", "解决程度"),
        Column("reply_text", "答复", Kind.LONG_TEXT),
        Column("reason", "原因", Kind.LONG_TEXT),
        Column("proposed", "改派给"),
    ),
)  # fmt: skip
