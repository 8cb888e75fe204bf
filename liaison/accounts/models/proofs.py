"""What proves who somebody is besides his password: one-time codes, login codes of the office, foreign accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment


class SecondFactor(Base):
    """The secret that a user's phone makes one-time codes from (TOTP, RFC 6238), sealed.

    confirmed_at: empty until the first code was right; last_step: of the last code used, none before it opens again.
    """

    __tablename__ = "second_factor"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(Base):
    """A code on paper that stands in once for the phone; only its hash is stored."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user_id", "user_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class PhoneCode(Base):
    """A code that the office shows as a drawing; whoever scans it first signs that phone in. Only its hash is stored.

    until: it opens nothing from then on; used_at, sign_in_id: when, and the session that came of it.
    """

    __tablename__ = "phone_code"
    __table_args__ = (Index("ix_phone_code_user_id", "user_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class RoleNetwork(Base):
    """A network from which the seats of a role may be used; a role without any may be used from everywhere."""

    __tablename__ = "role_network"
    __table_args__ = (UniqueConstraint("role", "network"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    network: Mapped[str]

    def __str__(self) -> str:
        return self.network


class ForeignAccount(Base):
    """Whom a provider of sign-ins (OIDC) means by a subject; linked by hand, never by itself."""

    __tablename__ = "foreign_account"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"), Index("ix_foreign_account_user_id", "user_id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.subject
