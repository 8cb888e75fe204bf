"""The reference lists as sheets: each column declared once for seed file, form, import, export and template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import selectinload

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet
from liaison.orgs.models import (
    KIND_TITLES,
    Area,
    Category,
    Channel,
    IdentityType,
    Organisation,
    Sector,
    Station,
    Task,
)
from liaison.orgs.rules import CASE_KINDS

SOURCES: dict[str, Any] = {
    "sector": Sector, "identity_type": IdentityType, "area": Area, "village": Area, "organisation": Organisation,
    "unit": Organisation, "committee": Organisation, "working_group": Organisation, "category": Category,
    "channel": Channel, "task": Task, "station": Station,
}  # fmt: skip
WORDS_HINT = "几个写法之间用“；”隔开"


@dataclass(frozen=True)
class ReferenceList:
    """One list: its table, its columns (their keys are the row's attributes) and how a row is told from another.

    name: of its file in seed/; keys: what makes a row the same row; apart: what no two rows may share besides;
    roots: references without which a row makes no sense; wanted: cells that `flask check` misses when empty;
    filters: columns by which the page narrows the list; eager: what an export loads along; fault: `{cell: sentence}`
    of cells that do not make sense together.
    """

    name: str
    title: str
    unit: str
    model: Any
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ("code",)
    apart: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    eager: tuple[Any, ...] = ()
    fault: Callable[[Mapping[str, Any]], dict[str, str]] | None = None

    @cached_property
    def sheet(self) -> Sheet:
        """The same columns as an Excel or CSV layout."""
        return Sheet(self.title, self.title, self.columns)

    @property
    def slug(self) -> str:
        """Its name in URLs."""
        return self.name.replace("_", "-")

    @cached_property
    def references(self) -> tuple[Column, ...]:
        """The columns that name a row of a list."""
        return tuple(c for c in self.columns if c.kind is Kind.REFERENCE)

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(c for c in self.columns if c.key == key)

    def refers_to_itself(self, column: Column) -> bool:
        """Whether the column names another row of the same list."""
        return SOURCES.get(column.source or "") is self.model

    def key_of(self, cells: Mapping[str, Any]) -> str:
        """What makes a row the same row, as one text: `D19`, `建设交通/路灯照明`."""
        return "/".join(str(cells[key]) for key in self.keys)

    def names_of(self, cells: Mapping[str, Any]) -> set[str]:
        """What no other row may go by: its key, and its name where names are unique."""
        return {self.key_of(cells), *(["/".join(str(cells[key]) for key in self.apart)] if self.apart else [])}

    @property
    def editable(self) -> tuple[Column, ...]:
        """The columns that may change; a code stays, because files and other lists know the row by it."""
        return tuple(c for c in self.columns if not c.is_key)

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        """The columns of the list page: long ones stand on the row's own page."""
        return tuple(c for c in self.columns if c.key not in ("aliases", "words", "section_names", "lat", "lon"))


CODE = Column("code", "编号", required=True, is_key=True, max_length=20)
NAME = Column("name", "名称", required=True, max_length=60, width=28)
ALIASES = Column("aliases", "别名", max_length=500, hint=WORDS_HINT, width=36)
SHORT = Column("short", "简称", max_length=20)
LATITUDE = Column("lat", "纬度", Kind.DECIMAL, hint="度，例如：32.4964")
LONGITUDE = Column("lon", "经度", Kind.DECIMAL, hint="度，例如：120.3271")

SECTORS = ReferenceList("sectors", "界别", "个", Sector, (
    CODE, NAME, ALIASES, Column("seats", "委员名额", Kind.INTEGER, default=0),
), apart=("name",))  # fmt: skip
IDENTITY_TYPES = ReferenceList("identity_types", "身份类别", "类", IdentityType, (
    CODE, Column("sector_id", "界别", Kind.REFERENCE, required=True, source="sector"),
    NAME, Column("typical_titles", "常见身份", max_length=200, hint=WORDS_HINT, width=36), ALIASES,
), apart=("sector_id", "name"), roots=("sector_id",), filters=("sector_id",))  # fmt: skip
AREAS = ReferenceList("areas", "区镇和村（社区）", "个", Area, (
    CODE, NAME,
    Column("parent_id", "所属区镇", Kind.REFERENCE, source="area", hint="区镇自己不填"),
    Column("kind", "性质", required=True, max_length=10, hint="例如：街道、镇、村、社区"),
    Column("short", "简称", required=True, max_length=20), ALIASES, LATITUDE, LONGITUDE,
), apart=("parent_id", "name"), roots=("parent_id",), wanted=("lat",), filters=("parent_id", "kind"))  # fmt: skip
ORGANISATIONS = ReferenceList("organisations", "单位", "家", Organisation, (
    CODE,
    Column("kind_title", "性质", Kind.CHOICE, required=True, choices=tuple(KIND_TITLES.values())),
    NAME, SHORT, ALIASES,
    Column("area_id", "所在区镇", Kind.REFERENCE, source="area", hint="区镇和政协工委要填"),
    Column("working_group_id", "对口工作组", Kind.REFERENCE, source="working_group", hint="部门的诉求由它转办时才填"),
    Column("section_names", "科室", max_length=500, hint=WORDS_HINT, width=36),
    Column("needs_issue", "需要签发", Kind.BOOL, default=False, hint="工委主任签发后才转出"),
    Column("needs_receipt", "需要签收", Kind.BOOL, default=False, hint="单位签收后才审批"),
), apart=("name",), roots=("area_id",), filters=("kind_title", "area_id"),
    eager=(selectinload(Organisation.sections),))  # fmt: skip
UNIT_OF_CATEGORY = "默认承办单位"
CATEGORIES = ReferenceList("categories", "诉求类别", "类", Category, (
    Column("group_name", "类别", required=True, max_length=20),
    Column("name", "子类", required=True, max_length=20),
    Column("unit_id", UNIT_OF_CATEGORY, Kind.REFERENCE, source="unit", hint="不填就由代表所在区镇自己办", width=28),
    Column("limit_days", "办理工作日", Kind.INTEGER, hint="这一类有自己的期限时才填"),
    Column("kind", "诉求性质", Kind.CHOICE, required=True, choices=CASE_KINDS),
    Column("topic", "手机主题", required=True, max_length=8, hint="委员记联系时点的主题，几类可以共用一个"),
    Column("words", "关键词", max_length=500, hint=WORDS_HINT + "，用来建议承办单位", width=36),
), keys=("group_name", "name"), filters=("topic", "unit_id"))  # fmt: skip
CHANNELS = ReferenceList("channels", "联系方式", "种", Channel, (
    NAME, SHORT, Column("is_online", "线上", Kind.BOOL, default=False),
), keys=("name",))  # fmt: skip
TASKS = ReferenceList("tasks", "履职任务", "项", Task, (
    NAME, Column("short", "简称", required=True, max_length=20),
), keys=("name",))  # fmt: skip
STATIONS = ReferenceList("stations", "联络室", "间", Station, (
    CODE, Column("kind", "性质", required=True, max_length=10, hint="例如：站、室、岗"),
    NAME,
    Column("area_id", "所在区镇", Kind.REFERENCE, required=True, source="area"),
    Column("village_id", "村（社区）", Kind.REFERENCE, source="village"),
    Column("host", "场所", max_length=60), LATITUDE, LONGITUDE,
), roots=("area_id",), filters=("area_id", "kind"))  # fmt: skip

# Every list with a page, in the order of loading: a list refers only to lists before it, or to itself.
# A package above this one adds its own list with offer().
LISTS: dict[str, ReferenceList] = {
    one.name: one
    for one in (SECTORS, IDENTITY_TYPES, AREAS, ORGANISATIONS, CATEGORIES, CHANNELS, TASKS, STATIONS)
}

CALENDAR = Sheet("calendar", "工作日历", (
    Column("day", "日期", Kind.DATE, required=True),
    Column("kind", "类型", Kind.CHOICE, required=True, choices=("放假", "上班")),
))  # fmt: skip


def offer(one: ReferenceList) -> ReferenceList:
    """Give a list of a higher package its page and its place in the loading."""
    LISTS[one.name] = one
    return one
