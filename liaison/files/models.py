"""The tables of attachments and of forms that wait with theirs; the bytes lie in the folder of the instance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment


class Attachment(Base):
    """One file of one thing. stored_as: a made-up name; name: the sender's, shown as text only; size: bytes."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_thing", "thing", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str]
    thing_id: Mapped[int]
    name: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    added_by: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def is_picture(self) -> bool:
        """Whether lists show it small; a paper is named."""
        return self.mime.startswith("image/")


class UnsentForm(Base):
    """A form that came back to its sender: its attachments wait here until it is sent again. page: which form."""

    __tablename__ = "unsent_form"
    __table_args__ = (UniqueConstraint("user_id", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    page: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(Moment)
