"""Contacts, the activities that group them, and drafts of what is being typed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.core.db import Base, Moment
from liaison.orgs.models import Channel, Station, Task
from liaison.roster.models import Member, Representative


class Activity(Base):
    """One meeting with many people: each of them has a contact of his own."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str | None]
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship()
    station: Mapped[Station | None] = relationship()

    def __str__(self) -> str:
        return self.title


class Contact(Base):
    """One contact of one member with one representative (① 联系记录表).

    number: LX + year + 4 digits; topics, other_tasks: names joined by 、; talk: 宣传、交流内容;
    began_at/ended_at: on the wall clock; present_count: everybody who was there; companions: other members;
    recorded_by: the clerk's name where it was recorded for the member (代录); area_name/village_name and
    task_name: as the ledger wrote them. state: 正常 / 作废 (counts nowhere).
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_member_id_contacted_on", "member_id", "contacted_on"),
        Index("ix_contact_representative_id", "representative_id"),
        Index("ix_contact_contacted_on", "contacted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    contacted_on: Mapped[date]
    began_at: Mapped[time | None]
    ended_at: Mapped[time | None]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    place: Mapped[str | None]
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    other_tasks: Mapped[str | None]
    present_count: Mapped[int | None]
    topics: Mapped[str] = mapped_column(default="")
    talk: Mapped[str | None]
    has_request: Mapped[bool] = mapped_column(default=False)
    is_imported: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[str | None]
    recorder_id: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default="正常")
    void_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()
    representative: Mapped[Representative] = relationship()
    activity: Mapped[Activity | None] = relationship()
    channel: Mapped[Channel] = relationship()
    station: Mapped[Station | None] = relationship()
    task: Mapped[Task | None] = relationship()
    companions: Mapped[list[Companion]] = relationship(order_by="Companion.id", cascade="all, delete-orphan")

    @property
    def time_words(self) -> str:
        """09:30—11:00, as far as it is known."""
        known = [f"{at:%H:%M}" if at else "" for at in (self.began_at, self.ended_at)]
        return "—".join(known) if any(known) else ""

    @property
    def task_words(self) -> str:
        """The task it counts as, and the others it serves."""
        return "、".join(words for words in (self.task.name if self.task else "", self.other_tasks) if words)

    @property
    def companion_names(self) -> str:
        """The other members who took part, joined by 、."""
        return "、".join(one.member.name for one in self.companions)

    @property
    def is_void(self) -> bool:
        """Voided contacts stay visible and count nowhere."""
        return self.state == "作废"

    @property
    def committee_id(self) -> int | None:
        """The committee or working group of its member."""
        return self.member.organisation_id

    def __str__(self) -> str:
        return self.number


class Companion(Base):
    """Another member who took part in a contact (共同参加委员)."""

    __tablename__ = "companion"
    __table_args__ = (UniqueConstraint("contact_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship()


class Draft(Base):
    """What somebody was typing when the page went away. page: which form; cells: `{field: [values]}`."""

    __tablename__ = "draft"
    __table_args__ = (Index("uq_draft_user_id_page", "user_id", "page", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    page: Mapped[str]
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)

    user: Mapped[User] = relationship()
