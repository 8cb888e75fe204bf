"""The office's ledger of a year: 35 columns of contacts and requests, and 8 of the steps that were taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from liaison.casework.sheets.steps import GRADES, URGENCIES
from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet, SheetPage
from liaison.core.sheets.writing import Cells

TITLE = "委员联系界别群众工作台账"
YES, NO = "有", "无"
VALID, VOID = "正常", "作废"

NUMBER = Column("number", "记录编号", required=True, is_key=True, words=("联系编号", "编号"), width=14)
CONTACTED_ON = Column("contacted_on", "联系日期", Kind.DATE, required=True, is_past=True, words=("日期", "联系时间"))
MEMBER_NO = Column("member_no", "委员编号", required=True, width=11)
MEMBER = Column("member", "委员姓名", Kind.NAME, words=("委员",), width=10)
REPRESENTATIVE = Column(
    "representative", "群众代表", Kind.NAME, required=True, personal=True, words=("代表姓名", "群众代表姓名", "代表"),
    width=10,
)  # fmt: skip
PHONE = Column(
    "phone", "代表电话", Kind.PHONE, required=True, personal=True, words=("联系电话", "手机号", "电话"), width=14
)  # fmt: skip
CHANNEL = Column("channel_id", "联系方式", Kind.REFERENCE, source="channel", words=("方式",), width=16)
TASK = Column("task_id", "任务类别", Kind.REFERENCE, source="task", words=("履职任务",), width=14)
HAS_REQUEST = Column("has_request", "有无诉求", Kind.CHOICE, choices=(YES, NO), width=9)
GROUP = Column("group", "诉求类别", Kind.REFERENCE, source="category", width=12)
CATEGORY = Column("category_id", "诉求子类", Kind.REFERENCE, source="category", width=12)
COMMITTEE = Column("committee_id", "转办单位", Kind.REFERENCE, source="committee", width=20)
UNIT = Column("unit_id", "责任单位", Kind.REFERENCE, source="unit", words=("承办单位", "主办单位"), width=20)
CO_UNITS = Column("co_unit_ids", "协办单位", Kind.REFERENCES, source="unit", width=20)
STATE = Column("state", "记录状态", Kind.CHOICE, choices=(VALID, VOID), width=9)

OF_CONTACT = (
    NUMBER, CONTACTED_ON, MEMBER_NO, MEMBER, REPRESENTATIVE, PHONE,
    Column("sector", "代表界别", width=14),
    Column("area", "所在区镇", width=10),
    Column("village", "村/社区", words=("村（社区）", "村、社区"), width=14),
    CHANNEL,
    Column("place", "联系地点", words=("地点",), width=20),
    TASK,
    Column("talk", "凝聚共识内容", Kind.LONG_TEXT, words=("联系内容",), width=40),
)  # fmt: skip
OF_CASE = (
    Column("title", "诉求标题", width=30),
    Column("text", "诉求内容", Kind.LONG_TEXT, width=40),
    GROUP, CATEGORY,
    Column("urgency", "紧急程度", Kind.CHOICE, choices=URGENCIES, width=9),
    Column("suggestion", "委员建议", Kind.LONG_TEXT, width=40),
    COMMITTEE,
    Column("transferred_on", "转办日期", Kind.DATE),
    UNIT, CO_UNITS,
    Column("section_name", "承办科室"),
    Column("approved_on", "审批日期", Kind.DATE),
    Column("first_due_on", "办理期限", Kind.DATE),
    Column("handled_on", "办结日期", Kind.DATE),
    Column("urged_count", "督办次数", Kind.INTEGER, width=9),
    Column("result", "办理结果"),
    Column("reply_text", "办理回复", Kind.LONG_TEXT, width=40),
    Column("replied_on", "回复日期", Kind.DATE),
    Column("rated_on", "评议日期", Kind.DATE),
    Column("rating", "群众评议", Kind.CHOICE, choices=GRADES, width=9),
)  # fmt: skip
COLUMNS = (*OF_CONTACT, HAS_REQUEST, *OF_CASE, STATE)
LEDGER = Sheet("联系台账", TITLE, COLUMNS, ignored=("序号", "错在哪里"))
# Its drop-down of categories is that of the finer ones; groups are written by hand.
BLANK_LEDGER = replace(LEDGER, columns=tuple(replace(c, source=None) if c is GROUP else c for c in COLUMNS))

STEP_NUMBER = Column("contact_no", "记录编号", required=True, is_key=True, words=("contact_no",), width=14)
SEQ = Column("seq", "次序", Kind.INTEGER, required=True, is_key=True, words=("seq", "序号"), width=6)
STEP = Column("step", "环节", required=True, words=("step",), width=8)
ACTED_ON = Column("date", "日期", Kind.DATE, required=True, is_past=True, words=("date",))
TIME = Column("time", "时间", Kind.TIME, words=("time",), width=8)
ACTOR = Column("actor", "经办", words=("actor",), width=20)
ACTOR_ROLE = Column("actor_role", "身份", words=("actor_role",), width=16)
NOTE = Column("note", "备注", Kind.LONG_TEXT, words=("note",), width=20)
STEP_COLUMNS = (STEP_NUMBER, SEQ, STEP, ACTED_ON, TIME, ACTOR, ACTOR_ROLE, NOTE)
STEPS = Sheet("环节记录", "环节记录", STEP_COLUMNS, ignored=("错在哪里",))


def ledger_pages(
    year: int, rows: Iterable[Cells], steps: Iterable[Cells], on: date | None = None
) -> list[SheetPage]:
    """The two tabs of a year's ledger; the second has the headings of the step log that is exchanged as text."""
    title = f"{year}年{TITLE}{f'（截至 {on}）' if on else ''}"
    exchanged = tuple(replace(column, title=column.key) for column in STEP_COLUMNS)
    return [
        LEDGER.page(rows, title_rows=[title]),
        SheetPage(STEPS.name, exchanged, steps),
    ]  # fmt: skip
