"""Members, representatives, libraries and memberships."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.core.db import Base
from liaison.core.sealed import Sealed
from liaison.core.text import Phone
from liaison.orgs.models import Area, IdentityType, ListRow, Organisation, Sector


class Member(Base):
    """A committee member (委员). no: the office's 委员编号; birth: YYYY-MM; user: his account, if he has one.

    entered_on: since when he serves, where it is known; left_on: the first day on which he serves no longer.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index("ix_member_organisation_id", "organisation_id"), Index("ix_member_sector_id", "sector_id"),
        Index("ix_member_phone_key", "phone_key"), Index("ix_member_phone_tail_key", "phone_tail_key"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    gender: Mapped[str | None]
    ethnic: Mapped[str | None]
    birth: Mapped[str | None]
    party: Mapped[str | None]
    education: Mapped[str | None]
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    home_area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    home_village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    work_area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    unit: Mapped[str | None]
    post: Mapped[str | None]
    phone: Mapped[Phone | None] = mapped_column(Sealed)
    phone_key: Mapped[str | None] = mapped_column(deferred=True)
    phone_tail_key: Mapped[str | None] = mapped_column(deferred=True)
    committee: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    duty: Mapped[str | None]
    is_standing: Mapped[bool] = mapped_column(default=False)
    first_term: Mapped[str | None]
    remark: Mapped[str | None]
    entered_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    pinyin: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    sector: Mapped[Sector] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    home_area: Mapped[Area | None] = relationship(foreign_keys=home_area_id)
    home_village: Mapped[Area | None] = relationship(foreign_keys=home_village_id)
    work_area: Mapped[Area | None] = relationship(foreign_keys=work_area_id)
    user: Mapped[User | None] = relationship()

    @property
    def member_id(self) -> int:
        """Its own id: a member is his own owner."""
        return self.id

    @property
    def is_active(self) -> bool:
        """Whether he still serves."""
        return self.left_on is None

    def __str__(self) -> str:
        return f"{self.name}（{self.no}）"


class Library(ListRow):
    """A main library (主信息库, of a sector) or a sub-library (子信息库, of a town or working group).

    owner: who keeps it, in the office's words; owner_id: that organisation.
    """

    __tablename__ = "library"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))

    owner_organisation: Mapped[Organisation | None] = relationship()
    sector: Mapped[Sector | None] = relationship()
    area: Mapped[Area | None] = relationship()

    @property
    def is_main(self) -> bool:
        """Main libraries rank before sub-libraries."""
        return self.kind == "主信息库"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Representative(Base):
    """A sector representative (界别群众代表). Identity: normalised name + phone.

    unit_title: 工作单位及职务, canonical; unit/title: its parts, where a book gives them apart;
    birth: YYYY-MM; phone_key, phone_tail_key: blind indexes of the number and its last four; merged_into_id: who he
    turned out to be (never somebody merged himself), since when he stands in no list.
    """

    __tablename__ = "representative"
    __table_args__ = (
        Index(
            "uq_representative_name_phone_key", "name", "phone_key", unique=True,
            sqlite_where=text("merged_into_id IS NULL"), postgresql_where=text("merged_into_id IS NULL"),
        ),
        CheckConstraint("merged_into_id IS NULL OR left_on IS NOT NULL", name="merged_has_left"),
        Index("ix_representative_merged_into_id", "merged_into_id"),
        Index("ix_representative_name", "name"),
        Index("ix_representative_phone_key", "phone_key"),
        Index("ix_representative_area_id_sector_id", "area_id", "sector_id"),
        Index("ix_representative_sector_id", "sector_id"),
        Index("ix_representative_identity_type_id", "identity_type_id"),
        Index("ix_representative_phone_tail_key", "phone_tail_key"),
        Index("ix_representative_list", "area_id", "pinyin", "left_on", "merged_into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[Phone] = mapped_column(Sealed)
    phone_key: Mapped[str | None] = mapped_column(deferred=True)
    phone_tail_key: Mapped[str | None] = mapped_column(deferred=True)
    gender: Mapped[str | None]
    ethnic: Mapped[str | None]
    birth: Mapped[str | None]
    party: Mapped[str | None]
    education: Mapped[str | None]
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    identity_type_id: Mapped[int] = mapped_column(ForeignKey("identity_type.id"))
    unit_title: Mapped[str | None]
    unit: Mapped[str | None]
    title: Mapped[str | None]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    remark: Mapped[str | None]
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None]
    pinyin: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("representative.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    sector: Mapped[Sector] = relationship()
    identity_type: Mapped[IdentityType] = relationship()
    area: Mapped[Area] = relationship(foreign_keys=area_id)
    village: Mapped[Area | None] = relationship(foreign_keys=village_id)
    memberships: Mapped[list[Membership]] = relationship(back_populates="representative")

    @property
    def phone_tail(self) -> str:
        """The last four digits of the number."""
        return self.phone[-4:]

    def __str__(self) -> str:
        return self.name


class Membership(Base):
    """A representative in one library. differing: `{field: value}` where this book says otherwise."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("representative_id", "library_id"),
        Index("ix_membership_library_id", "library_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"))
    differing: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    entered_on: Mapped[date]
    ended_on: Mapped[date | None]

    representative: Mapped[Representative] = relationship(back_populates="memberships")
    library: Mapped[Library] = relationship()

    def __str__(self) -> str:
        return f"{self.representative.name}：{self.library.name}"
