"""The reference lists as tables; their rows come from seed/ and are edited by the office."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from liaison.core.db import Base

SEPARATOR = "；"
KIND_TITLES = {
    "town": "区镇", "department": "部门", "committee": "政协工委", "working_group": "工作组", "office": "办公室",
}  # fmt: skip


class ListRow(Base):
    """What every row of a reference list has.

    is_active: offered in forms; a retired row keeps its meaning. seed_key: what the row is called in seed/,
    so that a row renamed by the office is not added again; empty for rows that the office added.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    is_active: Mapped[bool] = mapped_column(default=True, sort_order=1)
    seed_key: Mapped[str | None] = mapped_column(unique=True, sort_order=2)
    version: Mapped[int] = mapped_column(default=1, sort_order=3)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class is what SQLAlchemy hands in
        """Of two who change a row at once the second is told."""
        return {"version_id_col": cls.version}

    def __str__(self) -> str:
        return self.name


class Area(ListRow):
    """A town (区镇) or, with a parent, a village (村、社区). lat/lon: degrees; aliases: joined by ；."""

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_parent_id", "parent_id"),)

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str]
    short: Mapped[str]
    aliases: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    parent: Mapped[Area | None] = relationship(remote_side="Area.id")


class Sector(ListRow):
    """One of the sectors (界别) of the committee. seats: number of members it sends."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[str] = mapped_column(default="")
    seats: Mapped[int] = mapped_column(default=0)


class IdentityType(ListRow):
    """An identity type (身份类别) of the sector's list."""

    __tablename__ = "identity_type"

    code: Mapped[str] = mapped_column(unique=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    name: Mapped[str]
    typical_titles: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")

    sector: Mapped[Sector] = relationship()


class Organisation(ListRow):
    """A unit that holds or handles cases.

    kind: town 区镇 / department 部门 / committee 政协工委 / working_group 工作组 / office 办公室.
    area_id: the town of a town's unit or committee; working_group_id: the group a department goes through.
    needs_issue/needs_receipt: whether 签发 / 签收 are separate acts here (off by default).
    """

    __tablename__ = "organisation"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    short: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    working_group_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    needs_issue: Mapped[bool] = mapped_column(default=False)
    needs_receipt: Mapped[bool] = mapped_column(default=False)

    area: Mapped[Area | None] = relationship()
    working_group: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")
    sections: Mapped[list[Section]] = relationship(back_populates="organisation", order_by="Section.id")

    @hybrid_property
    def kind_title(self) -> str:
        """The kind as screens and sheets call it."""
        return KIND_TITLES[self.kind]

    @kind_title.inplace.setter
    def _set_kind_title(self, title: str) -> None:
        self.kind = next(code for code, known in KIND_TITLES.items() if known == title)

    @kind_title.inplace.expression
    @classmethod
    def _kind_title_in_sql(cls) -> ColumnElement[str]:
        return case(KIND_TITLES, value=cls.kind)

    @property
    def section_names(self) -> str:
        """Its sections in use, joined by ；. Setting it adds what is new and retires what is missing."""
        return SEPARATOR.join(section.name for section in self.sections if section.is_active)

    @section_names.setter
    def section_names(self, names: str | None) -> None:
        wanted = words_of(names)
        for section in self.sections:
            section.is_active = section.name in wanted
        standing = {section.name for section in self.sections}
        self.sections += [Section(name=name, is_active=True) for name in wanted if name not in standing]


class Section(ListRow):
    """A section (科室) of a unit."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]

    organisation: Mapped[Organisation] = relationship(back_populates="sections")


class Category(ListRow):
    """A field of requests (诉求类别 → 子类). unit_id empty = the town's own matter.

    limit_days: working days of its own, where the field has them; topic: the chip on the member's phone;
    words: what people say when they mean it, joined by ；.
    """

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("group_name", "name"),)

    group_name: Mapped[str]
    name: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    limit_days: Mapped[int | None]
    kind: Mapped[str] = mapped_column(default="意见建议")
    topic: Mapped[str] = mapped_column(default="其他")
    words: Mapped[str] = mapped_column(default="")

    unit: Mapped[Organisation | None] = relationship()

    def __str__(self) -> str:
        return f"{self.group_name}·{self.name}"


class Channel(ListRow):
    """A way of contact (联系方式)."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(unique=True)
    is_online: Mapped[bool]
    short: Mapped[str] = mapped_column(default="")


class Task(ListRow):
    """One of the five tasks (履职任务)."""

    __tablename__ = "task"

    name: Mapped[str] = mapped_column(unique=True)
    short: Mapped[str]


class Station(ListRow):
    """A station, room or post (站、室、岗) where members meet people."""

    __tablename__ = "station"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    host: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    area: Mapped[Area] = relationship(foreign_keys=area_id)
    village: Mapped[Area | None] = relationship(foreign_keys=village_id)


class UnmappedWord(Base):
    """A word of a seed list that names no row yet: `column` of row `row_id` of list `list_name` stays empty."""

    __tablename__ = "unmapped_word"
    __table_args__ = (UniqueConstraint("list_name", "row_id", "column"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_name: Mapped[str]
    row_id: Mapped[int]
    column: Mapped[str]
    word: Mapped[str]


def words_of(text: str | None) -> list[str]:
    """The words of a text joined by ；, each once."""
    return list(dict.fromkeys(word.strip() for word in (text or "").split(SEPARATOR) if word.strip()))
