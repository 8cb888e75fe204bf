"""The way in without an account: the code of a station, what came in through it, and the tries that are counted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from liaison.casework.models.case import Case
from liaison.core import clock
from liaison.core.db import Base, Moment
from liaison.core.sealed import Sealed
from liaison.core.text import Phone
from liaison.orgs.models import Organisation, Station
from liaison.roster.models import Member


class StationCode(Base):
    """The code on the poster of one station; its page takes what people have to say.

    token: 128 bits, part of the address; place: where the poster hangs; phone: of the station, for who would rather
    call; owner_id: the committee whose clerk looks at what comes in; expires_on: the last day it is open.
    """

    __tablename__ = "station_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str]
    phone: Mapped[str | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    expires_on: Mapped[date]
    is_paused: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    station: Mapped[Station] = relationship()
    owner: Mapped[Organisation] = relationship()

    @property
    def committee_id(self) -> int:
        """Whose it is, by the name that permissions go by."""
        return self.owner_id

    @property
    def is_open(self) -> bool:
        """Whether its page takes anything today."""
        return not self.is_paused and clock.today() <= self.expires_on

    def __str__(self) -> str:
        return self.station.name


class PublicRequest(Base):
    """What somebody without an account wrote. It is no case until a clerk accepts it.

    number: the asker's eight digits (查询号); proof: hash of the number with the last four of the phone, or with the
    four digits an anonymous asker was shown; key_hash: of the form's own key, so that a form counts once;
    notice_version/notice_at: which notice on personal data he agreed to, and when; state: waiting / accepted /
    declined; decline_reason, decline_words: what he reads then; case_id: what it became; call_due_on: by when the
    member is to call him, empty where he left no phone; called_on, call_outcome, call_words, called_by: that he did.
    """

    __tablename__ = "public_request"
    __table_args__ = (
        Index("ix_public_request_committee_id_state", "committee_id", "state"),
        Index("ix_public_request_code_id_made_at", "code_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    proof: Mapped[str]
    code_id: Mapped[int] = mapped_column(ForeignKey("station_code.id"))
    committee_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str]
    place: Mapped[str]
    asker_name: Mapped[str | None]
    asker_phone: Mapped[Phone | None] = mapped_column(Sealed)
    asker_phone_key: Mapped[str | None] = mapped_column(deferred=True, index=True)
    notice_version: Mapped[str]
    notice_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default="waiting")
    decline_reason: Mapped[str | None]
    decline_words: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    call_due_on: Mapped[date | None]
    called_on: Mapped[date | None]
    call_outcome: Mapped[str | None]
    call_words: Mapped[str | None]
    called_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    code: Mapped[StationCode] = relationship()
    committee: Mapped[Organisation] = relationship()
    case: Mapped[Case | None] = relationship()

    @property
    def member_id(self) -> int | None:
        """The member who is to call, by the name that permissions go by."""
        return self.case.member_id if self.case else None

    def __str__(self) -> str:
        return f"{self.code.station.name}扫码"


class StationDuty(Base):
    """A member who is on duty at a station: every week on one day, or on one date. weekday: 1 is Monday, 7 Sunday."""

    __tablename__ = "station_duty"
    __table_args__ = (
        UniqueConstraint("station_id", "member_id", "weekday"),
        UniqueConstraint("station_id", "member_id", "duty_on"),
        CheckConstraint("(weekday IS NULL) <> (duty_on IS NULL)", name="one_day"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    weekday: Mapped[int | None]
    duty_on: Mapped[date | None]

    station: Mapped[Station] = relationship()
    member: Mapped[Member] = relationship()
    code: Mapped[StationCode] = relationship(
        primaryjoin=lambda: foreign(StationDuty.station_id) == StationCode.station_id, viewonly=True
    )

    @property
    def committee_id(self) -> int:
        """Whose station it is, by the name that permissions go by."""
        return self.code.owner_id

    def __str__(self) -> str:
        return f"{self.station.name} {self.member.name}"


class PublicAttempt(Base):
    """One try without an account that counts against a limit; kept for two days.

    kind: ask / track / rate; subject: what was tried, such as the id of a station's code; device: hash of the cookie of
    the form, where there is one.
    """

    __tablename__ = "public_attempt"
    __table_args__ = (
        Index("ix_public_attempt_kind_address_at", "kind", "address", "at"),
        Index("ix_public_attempt_kind_subject_at", "kind", "subject", "at"),
        Index("ix_public_attempt_kind_device_at", "kind", "device", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    address: Mapped[str | None]
    subject: Mapped[str]
    device: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Moment)
