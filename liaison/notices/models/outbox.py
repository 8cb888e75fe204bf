"""The tables of what leaves the house: who wants mail, which group has a robot, and the letters that wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.core.addresses import opened_address, sealed_address
from liaison.core.db import Base, Moment
from liaison.notices.rules import WAITING
from liaison.orgs.models import Organisation


class MailChoice(Base):
    """Where a user has his mail and which messages he wants there.

    ways: `{subject: at_once | digest | none}`, a subject that is not named goes its usual way; digest_at: what was
    told until then has been in a digest.
    """

    __tablename__ = "mail_choice"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    stored_address: Mapped[str] = mapped_column("address")
    ways: Mapped[dict[str, str]] = mapped_column(JSON)
    digest_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    user: Mapped[User] = relationship()

    @property
    def address(self) -> str:
        """Where his mail goes; empty where he wants none."""
        return opened_address(self.stored_address, "mail_choice", self.user_id)

    @address.setter
    def address(self, plain: str) -> None:
        self.stored_address = sealed_address(plain, "mail_choice", self.user_id)

    def __str__(self) -> str:
        return "邮件提醒"


class Webhook(Base):
    """The robot of an organisation's group at 企业微信 or 钉钉. address: holds its key, shown to nobody."""

    __tablename__ = "webhook"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    robot: Mapped[str]
    stored_address: Mapped[str] = mapped_column("address")
    is_active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    organisation: Mapped[Organisation] = relationship()

    @property
    def address(self) -> str:
        """Where the robot listens."""
        return opened_address(self.stored_address, "webhook", self.organisation_id)

    @address.setter
    def address(self, plain: str) -> None:
        self.stored_address = sealed_address(plain, "webhook", self.organisation_id)

    def __str__(self) -> str:
        return str(self.organisation)


class Outgoing(Base):
    """One letter to one user or one group, written in the transaction of the deed it tells of.

    No personal data stands in it, and no address: that is looked up when it leaves. link: our own path; body: more
    lines than the subject, for a digest; due_at: not before; claimed_at: when somebody took it to send it; key: of the
    message, so that a group is told once.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_due_at", "state", "due_at"),
        Index(
            "ix_outbox_webhook_id_key", "webhook_id", "key",
            sqlite_where=text("webhook_id IS NOT NULL"), postgresql_where=text("webhook_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhook.id"))
    kind: Mapped[str]
    key: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    link: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None]

    user: Mapped[User | None] = relationship()
    webhook: Mapped[Webhook | None] = relationship()

    def __str__(self) -> str:
        return self.subject
