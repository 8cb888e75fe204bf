"""The table of what people write to the office about the platform."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.core.db import Base, Moment
from liaison.core.sealed import Sealed
from liaison.core.text import Phone

NEW, ANSWERED, CLOSED = "new", "answered", "closed"


class Feedback(Base):
    """What one user wrote to the office (留言), read by himself and the office alone.

    seat: in which of his seats, in words; page: our own path that he came from; phone: where he would be called,
    None where he would not.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'answered', 'closed')", name="state_known"),
        Index("ix_feedback_state_made_at", "state", "made_at"), Index("ix_feedback_user_id", "user_id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    seat: Mapped[str]
    page: Mapped[str]
    text: Mapped[str]
    phone: Mapped[Phone | None] = mapped_column(Sealed)
    phone_key: Mapped[str | None] = mapped_column(deferred=True)
    state: Mapped[str] = mapped_column(default=NEW)
    made_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return f"{self.user.name}的留言"
