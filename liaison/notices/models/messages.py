"""The table of messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.core.db import Base, Moment


class Message(Base):
    """One message to one user. No personal data stands in it: it may leave the house by mail.

    kind: what it is about, such as `plan`; link: our own path where one looks; key: says what may be told only once,
    None where nothing of the kind; read_at: None until it is read.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_message_user_id_made_at", "user_id", "made_at"),
        Index(
            "ix_message_unread", "user_id",
            sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_message_link", "link",
            sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    link: Mapped[str]
    key: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.title
