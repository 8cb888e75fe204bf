"""The books of representatives and members: each column declared once for form, import, export and template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet, SheetPage
from liaison.roster.rules import rights
from liaison.roster.rules.duplicates import LIKENESSES, THRESHOLD, USUAL_THRESHOLD

GENDER = Column("gender", "性别", Kind.CHOICE, choices=("男", "女"), personal=True, example="女", width=6)
ETHNIC = Column("ethnic", "民族", max_length=20, personal=True, example="汉族", words=("族别",), width=8)
BIRTH = Column(
    "birth", "出生年月", Kind.MONTH, personal=True, example="1974-09", words=("出生日期", "生日", "出生时间"), width=10,
)  # fmt: skip
PARTY = Column("party", "政治面貌", max_length=40, personal=True, example="群众", words=("党派",))
EDUCATION = Column("education", "学历", max_length=20, personal=True, example="大专", words=("文化程度", "最高学历"))
REMARK = Column("remark", "备注", Kind.LONG_TEXT, max_length=500, words=("说明", "其他说明"), width=20)
NUMBER = Column("number", "序号", Kind.INTEGER, width=6)

NAME = Column(
    "name", "姓名", Kind.NAME, required=True, personal=True, is_key=True, example="周桂芳",
    words=("代表姓名", "名字", "群众姓名", "姓名（代表）"), width=12,
)  # fmt: skip
PHONE = Column(
    "phone", "联系电话", Kind.PHONE, required=True, personal=True, is_key=True, example="13862705521",
    words=("手机号", "手机号码", "手机", "电话", "联系方式", "电话号码", "联系电话（手机）", "联系手机"), width=14,
)  # fmt: skip
SECTOR = Column(
    "sector_id", "界别", Kind.REFERENCE, required=True, source="sector", example="农业界",
    words=("所属界别", "界别名称", "所在界别"), width=14,
)  # fmt: skip
IDENTITY_TYPE = Column(
    "identity_type_id", "身份特征类型", Kind.REFERENCE, required=True, source="identity_type", example="种粮大户",
    words=("身份类型", "身份类别", "身份特征", "群众身份特征", "代表类型", "类别", "所在党派（身份）",
           "所在党派", "特征类型"), width=22,
)  # fmt: skip
UNIT_TITLE = Column(
    "unit_title", "工作单位及职务", max_length=200, example="曲塘镇刘圩村种粮大户",
    words=("单位职务", "单位及职务", "工作单位职务", "学校及职务", "职业或职务", "单位和职务",
           "工作单位和职务"), width=34,
)  # fmt: skip
UNIT = Column(
    "unit", "工作单位", max_length=120, width=28,
    words=("单位", "单位名称", "企业名称", "医疗机构", "学校", "工作单位名称"),
)  # fmt: skip
TITLE = Column(
    "title", "职务", max_length=80, width=16,
    words=("企业职务", "职务（职称）", "职务职称", "职称", "岗位", "职务/职称"),
)  # fmt: skip
AREA = Column(
    "area_id", "所在区镇", Kind.REFERENCE, required=True, source="area", example="曲塘镇",
    words=("区镇", "镇街", "所属区镇", "区镇街道", "区镇/街道", "镇（街道）", "街道", "乡镇", "镇"), width=12,
)  # fmt: skip
VILLAGE = Column(
    "village_id", "村/社区", Kind.REFERENCE, source="village", example="刘圩村",
    words=("村（社区）", "村居", "社区", "村", "所在村（社区）", "村（居）", "村、社区", "村社区", "所在村",
           "村居（社区）"), width=14,
)  # fmt: skip
LIBRARIES = Column(
    "libraries", "所属信息库", Kind.CHOICES, example="农业界主信息库；曲塘镇子信息库", width=30,
    words=("信息库", "信息库（主/子）", "所在信息库"),
)  # fmt: skip
ENTERED_ON = Column("entered_on", "登记日期", Kind.DATE, words=("入库日期", "录入日期", "填报日期"), width=12)
# Known headings that no book is read for; the last one stands in our own error workbooks.
IGNORED = ("序号", "编号", "联系委员", "错在哪里")

REPRESENTATIVE_COLUMNS = (
    NUMBER, NAME, GENDER, ETHNIC, BIRTH, PARTY, EDUCATION, SECTOR, IDENTITY_TYPE, UNIT_TITLE, AREA, VILLAGE, PHONE,
    LIBRARIES, REMARK,
)  # fmt: skip
# What the library of a book implies may be missing from it.
IMPLIED = (SECTOR, AREA)
TAKEN_COLUMNS = tuple(
    replace(column, required=column.required and column not in IMPLIED)
    for column in (*REPRESENTATIVE_COLUMNS[1:], UNIT, TITLE, ENTERED_ON)
)
FORM_COLUMNS = (
    NAME, PHONE, GENDER, BIRTH, ETHNIC, PARTY, EDUCATION, SECTOR, IDENTITY_TYPE, UNIT_TITLE, AREA, VILLAGE, REMARK,
)  # fmt: skip
LIBRARY = Column("library_id", "信息库", Kind.REFERENCE, required=True, source="library")
IS_ANOTHER = Column("is_another", "我核对过，是另一个人", Kind.BOOL, default=False)
NEW_COLUMNS = (LIBRARY, *FORM_COLUMNS, IS_ANOTHER)
EDIT_COLUMNS = (*FORM_COLUMNS, IS_ANOTHER)
KEEPER_COLUMNS = (
    replace(NAME, is_key=False, words=(), example=""),
    Column("username", "用户名", required=True, max_length=32, hint="已有账号就写他的用户名，没有就起一个新的"),
    replace(PHONE, required=False, is_key=False),
)
REPRESENTATIVES = Sheet("representatives", "界别群众代表", REPRESENTATIVE_COLUMNS)
BLANK_BOOK = Sheet("blank_book", "界别群众代表", REPRESENTATIVE_COLUMNS[1:])
LIBRARY_BOOK = Sheet("library_book", "界别群众代表", TAKEN_COLUMNS, ignored=IGNORED)

OPERATION = Column("operation", "操作", Kind.CHOICE, required=True, choices=("新增", "退出", "变更"))
FORMER_PHONE = Column("former_phone", "原联系电话", Kind.PHONE, personal=True, words=("原手机号", "原电话"))
YEARLY_REASON = Column("reason", "变更原因", max_length=60, words=("原因", "退出原因"))
YEARLY_BOOK = Sheet(
    "yearly_book", "年度微调", (OPERATION, *TAKEN_COLUMNS, FORMER_PHONE, YEARLY_REASON), ignored=IGNORED
)
BLANK_YEARLY_BOOK = Sheet(
    "blank_yearly_book", "年度微调",
    (OPERATION, *TAKEN_COLUMNS[: len(REPRESENTATIVE_COLUMNS) - 1], FORMER_PHONE, YEARLY_REASON),
)  # fmt: skip

MEMBER_NO = Column(
    "no", "委员编号", required=True, is_key=True, max_length=20, example="HA15001", width=12,
    words=("编号", "委员证号"),
)  # fmt: skip
HOME_AREA = Column("home_area_id", "居住区镇", Kind.REFERENCE, source="area", words=("居住地区镇", "家庭所在区镇"))
HOME_VILLAGE = Column(
    "home_village_id", "居住村（社区）", Kind.REFERENCE, source="village", words=("居住村社区", "居住村"), width=14,
)  # fmt: skip
WORK_AREA = Column("work_area_id", "工作区镇", Kind.REFERENCE, source="area", words=("工作所在区镇", "单位所在区镇"))
MEMBER_POST = Column("post", "职务职称", max_length=80, words=("职务", "职务（职称）", "单位职务"), width=16)
MEMBER_COMMITTEE = Column("committee", "所属专委会", max_length=60, words=("专委会", "专门委员会"), width=24)
MEMBER_ORGANISATION = Column(
    "organisation_id", "所属工委（工作组）", Kind.REFERENCE, source="committee",
    words=("所属工委", "所属工作组", "工委（工作组）", "工委"), width=22,
)  # fmt: skip
DUTY = Column("duty", "政协职务", max_length=20, example="委员")
IS_STANDING = Column("is_standing", "是否常委", Kind.BOOL, default=False, words=("常委",), width=8)
FIRST_TERM = Column("first_term", "首任届次", max_length=20, words=("首任",))

MEMBER_COLUMNS = (
    NUMBER, MEMBER_NO, replace(NAME, is_key=False, words=("委员姓名",), example="陈立平"), GENDER,
    ETHNIC, BIRTH, PARTY, EDUCATION, SECTOR, HOME_AREA, HOME_VILLAGE, WORK_AREA, UNIT, MEMBER_POST,
    replace(PHONE, required=False, is_key=False), MEMBER_COMMITTEE, MEMBER_ORGANISATION, DUTY, IS_STANDING, FIRST_TERM,
    REMARK,
)  # fmt: skip
MEMBERS = Sheet("members", "委员名册", MEMBER_COLUMNS)
MEMBER_BOOK = Sheet("member_book", "委员名册", MEMBER_COLUMNS[1:], ignored=("序号", "错在哪里"))
MEMBER_FORM_COLUMNS = MEMBER_COLUMNS[1:]

CLAIM_SHEET = (
    Column("kind", "要什么", Kind.CHOICE, required=True, choices=rights.KINDS),
    Column("way", "怎么提的", Kind.CHOICE, required=True, choices=rights.WAYS),
    Column("asked_on", "哪天提的", Kind.DATE, required=True, is_past=True),
    Column("asked_by", "谁提的", max_length=60, personal=True, hint="家属代办的，写姓名和关系；核对过身份再登记"),
    Column("words", "具体要求", Kind.LONG_TEXT, max_length=500, personal=True),
)
ANSWER_SHEET = (
    Column("outcome", "结果", Kind.CHOICE, required=True, choices=tuple(rights.STATES[one] for one in rights.ANSWERS)),
    Column("answer", "怎么答复的", Kind.LONG_TEXT, required=True, max_length=500, hint="没有同意的，写明理由"),
)
ERASE_SHEET = (
    Column("is_sure", "我核对过身份，确认删除，删了不能恢复", Kind.BOOL, required=True, default=False),
)
KEPT_COLUMNS = (
    Column("title", "资料", width=16), Column("count", "条数", Kind.INTEGER, width=8),
    Column("purposes", "用来做什么", width=30), Column("until", "留到什么时候", width=30),
)  # fmt: skip


def own_book(held: Iterable[Any], kept: Iterable[Any], title_rows: tuple[str, ...]) -> Iterator[SheetPage]:
    """All that is kept of a person, a tab for each list, and what for. held: (title, headings, rows) of each list."""
    yield SheetPage("留了什么", KEPT_COLUMNS, list(kept), title_rows)
    for title, headings, rows in held:
        columns = [Column(f"c{n}", heading, width=24) for n, heading in enumerate(headings)]
        yield SheetPage(title, columns, [[told(cell) for cell in row] for row in rows], title_rows)


def told(cell: Any) -> str:
    """A cell of a person's own file, in words."""
    return "、".join(map(str, cell)) if isinstance(cell, list | tuple) else "" if cell is None else str(cell)


LEAVE_REASON = Column(
    "reason", "出库原因", Kind.CHOICE, required=True,
    choices=("迁居外地", "工作调动", "去世", "本人不愿担任", "其他"),
)  # fmt: skip
MEMBER_LEAVE_REASON = replace(
    LEAVE_REASON, title="离任原因", choices=("辞去委员", "工作调动", "撤销资格", "去世", "其他"),
)  # fmt: skip
LEFT_ON = Column("left_on", "日期", Kind.DATE, required=True, is_past=True)

TERM_COLUMNS = (
    Column("name", "届次", required=True, max_length=20, hint="例如 十五届，和委员名册的“首任届次”写法一样"),
    Column("starts_on", "从哪天开始", Kind.DATE, required=True, is_past=True),
)
CONFIRMATION_COLUMNS = (
    Column("note", "说明", Kind.LONG_TEXT, max_length=200, hint="今年已经确认过，请写上为什么再确认一次"),
)
CONFIRMED_COLUMNS = (
    Column("code", "编号", width=8), Column("name", "信息库", width=26), Column("kind", "性质", width=12),
    Column("owner", "管理单位", width=24), Column("keeper", "信息库管理员", width=16),
    Column("people", "代表（人）", Kind.INTEGER), Column("entered", "进（人）", Kind.INTEGER),
    Column("left", "出（人）", Kind.INTEGER), Column("changed", "改（人）", Kind.INTEGER),
    Column("compared_with", "对照", width=24), Column("confirmed_by", "确认人"),
    Column("confirmed_at", "确认时间", Kind.DATETIME, width=18), Column("note", "说明", width=30),
)  # fmt: skip

WEIGHT_COLUMNS = (
    *(Column(one.key, one.title, Kind.INTEGER, required=True, hint=f"出厂 {one.points} 分") for one in LIKENESSES),
    Column(THRESHOLD, "达到多少分算可能重复", Kind.INTEGER, required=True, hint=f"出厂 {USUAL_THRESHOLD} 分"),
)


def roster_page(rows: Iterable[Mapping[str, Any]], office: str, on: date | None = None) -> SheetPage:
    """The book of all libraries, of today or of a day: the 15 columns that `import representatives` reads back."""
    title = f"{office}界别群众代表信息总库{f'（截至 {on}）' if on else ''}"
    return SheetPage(REPRESENTATIVES.title, REPRESENTATIVE_COLUMNS, rows, [title])
