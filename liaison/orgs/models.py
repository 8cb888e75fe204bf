"""The reference lists as tables; their rows come from seed/ and are edited by the office."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base

SEPARATOR = "；"


class Area(Base):
    """A town (区镇) or, with a parent, a village (村、社区). lat/lon: degrees; aliases: joined by ；."""

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_parent_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str]
    short: Mapped[str]
    aliases: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped[Area | None] = relationship(remote_side=id)

    def __str__(self) -> str:
        return self.name


class Sector(Base):
    """One of the sectors (界别) of the committee. seats: number of members it sends."""

    __tablename__ = "sector"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[str] = mapped_column(default="")
    seats: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class IdentityType(Base):
    """An identity type (身份类别) of the sector's list."""

    __tablename__ = "identity_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    name: Mapped[str]
    typical_titles: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    sector: Mapped[Sector] = relationship()

    def __str__(self) -> str:
        return self.name


class Organisation(Base):
    """A unit that holds or handles cases.

    kind: town 区镇 / department 部门 / committee 政协工委 / working_group 工作组 / office 办公室.
    area_id: the town of a town's unit or committee; working_group_id: the group a department goes through.
    needs_issue/needs_receipt: whether 签发 / 签收 are separate acts here (off by default).
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    short: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    working_group_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    needs_issue: Mapped[bool] = mapped_column(default=False)
    needs_receipt: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area | None] = relationship()
    working_group: Mapped[Organisation | None] = relationship(remote_side=id)
    sections: Mapped[list[Section]] = relationship(back_populates="organisation", order_by="Section.id")

    def __str__(self) -> str:
        return self.name


class Section(Base):
    """A section (科室) of a unit."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(back_populates="sections")

    def __str__(self) -> str:
        return self.name


class Category(Base):
    """A field of requests (诉求类别 → 子类). unit_id empty = the town's own matter.

    limit_days: working days of its own, where the field has them; topic: the chip on the member's phone.
    """

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("group_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_name: Mapped[str]
    name: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    limit_days: Mapped[int | None]
    kind: Mapped[str] = mapped_column(default="意见建议")
    topic: Mapped[str] = mapped_column(default="其他")
    words: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Organisation | None] = relationship()

    def __str__(self) -> str:
        return f"{self.group_name}·{self.name}"


class Channel(Base):
    """A way of contact (联系方式)."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_online: Mapped[bool]
    short: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class Task(Base):
    """One of the five tasks (履职任务)."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    short: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class Station(Base):
    """A station, room or post (站、室、岗) where members meet people."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    host: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area] = relationship(foreign_keys=area_id)
    village: Mapped[Area | None] = relationship(foreign_keys=village_id)

    def __str__(self) -> str:
        return self.name
