"""Users, their seats and sessions, what proves who they are, tries to sign in, and passwords used before."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from liaison.access import Role
from liaison.accounts.models.exports import Export, ExportRequest
from liaison.accounts.models.families import family_statements
from liaison.accounts.models.proofs import ForeignAccount, PhoneCode, RecoveryCode, RoleNetwork, SecondFactor
from liaison.core.db import Base, Moment
from liaison.core.sealed import Sealed
from liaison.core.text import Phone
from liaison.orgs.models import Organisation, Section


class User(Base):
    """A person who signs in.

    one_time_until: set while the password is a one-time one; from that moment on it opens nothing.
    must_change: every page leads to the change of password first. is_demo: signs in to a demo only.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[Phone | None] = mapped_column(Sealed)
    phone_key: Mapped[str | None] = mapped_column(deferred=True, index=True)
    phone_tail_key: Mapped[str | None] = mapped_column(deferred=True)
    password_hash: Mapped[str | None]
    must_change: Mapped[bool] = mapped_column(default=True)
    one_time_until: Mapped[datetime | None] = mapped_column(Moment)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    font_size: Mapped[str] = mapped_column(default="")
    has_keys: Mapped[bool] = mapped_column(default=True)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    seats: Mapped[list[Seat]] = relationship(back_populates="user", order_by="Seat.id")

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class Seat(Base):
    """A role held by a user. ended_on: the first day on which it is held no longer.

    member_id and library_id are values, not foreign keys: those tables lie above this floor.
    """

    __tablename__ = "seat"
    __table_args__ = (Index("ix_seat_user_id", "user_id"), Index("ix_seat_organisation_id", "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    member_id: Mapped[int | None]
    library_id: Mapped[int | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="seats")
    organisation: Mapped[Organisation | None] = relationship()
    section: Mapped[Section | None] = relationship()

    @property
    def title(self) -> str:
        """As people call it: 市住房和城乡建设局 城建科 经办人."""
        places = " ".join(str(place) for place in (self.organisation, self.section) if place)
        return Role(self.role).at(places)

    @property
    def role_title(self) -> str:
        """Its role as people call it."""
        return Role(self.role).title

    def __str__(self) -> str:
        return f"{self.user.name}：{self.title}"


for dialect in ("sqlite", "postgresql"):
    for statement in family_statements(dialect):
        event.listen(Seat.__table__, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


class Proxy(Base):
    """One person stands in for another on these days, both included (代办).

    seat_id: the only seat passed on, else all of them; is_cases_only: what is no case stays with the absent;
    is_anywhere: settled by the office, which may look beyond the absent one's organisation;
    ended_at: from that moment on it gives no right any more, whatever day it should have lasted to.
    """

    __tablename__ = "proxy"
    __table_args__ = (
        CheckConstraint("from_user_id <> to_user_id", name="somebody_else"),
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        Index("ix_proxy_from_user_id", "from_user_id"),
        Index("ix_proxy_to_user_id_ends_on", "to_user_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    to_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_cases_only: Mapped[bool] = mapped_column(default=False)
    is_anywhere: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str]
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    absent: Mapped[User] = relationship(foreign_keys=from_user_id)
    stand_in: Mapped[User] = relationship(foreign_keys=to_user_id)
    seat: Mapped[Seat | None] = relationship()

    def __str__(self) -> str:
        return f"{self.absent.name}请{self.stand_in.name}代办"


class SignIn(Base):
    """A session: only the hash of its secret is stored, so a copy of the database signs nobody in.

    way: how it was opened: password / phone (the office's drawing: 30 days, own data only) / sso; awaits_code: the
    password was right and the one-time code is still due, so that it opens nothing yet; proved_at: when its user last
    proved who he is. is_standing_in: whether he stands in for anybody today, has_codes: whether he has one-time
    codes, is_bounded: whether there are networks that a role is bound to; asked together with the session.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str | None]
    agent: Mapped[str | None]
    way: Mapped[str] = mapped_column(default="password")
    awaits_code: Mapped[bool] = mapped_column(default=False)
    proved_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()
    seat: Mapped[Seat | None] = relationship()
    is_standing_in: Mapped[bool | None] = query_expression()
    has_codes: Mapped[bool | None] = query_expression()
    is_bounded: Mapped[bool | None] = query_expression()


class SignInAttempt(Base):
    """A try to sign in. It is stored before the password is checked and counts as wrong until proven right.

    user_id: empty where nobody goes by the user name that was typed (which itself is not kept: it may be a password);
    outcome: checking / wrong / right / locked (not checked at all) / forgiven (counts no more).
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_user_id_at", "user_id", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str]


class OldPassword(Base):
    """The hash of a password once chosen; the last few may not be chosen again."""

    __tablename__ = "old_password"
    __table_args__ = (Index("ix_old_password_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    password_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class ColumnChoice(Base):
    """Which columns a user takes out of a list. listing: such as `representatives`; keys: of the columns, in order."""

    __tablename__ = "column_choice"
    __table_args__ = (UniqueConstraint("user_id", "listing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    listing: Mapped[str]
    keys: Mapped[list[str]] = mapped_column(JSON)

    def __str__(self) -> str:
        return self.listing


__all__ = [
    "ColumnChoice", "Export", "ExportRequest",
    "ForeignAccount", "OldPassword", "PhoneCode", "Proxy", "RecoveryCode", "RoleNetwork", "Seat",
    "SecondFactor", "SignIn", "SignInAttempt", "User",
]  # fmt: skip
