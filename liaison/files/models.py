"""The table of attachments; the bytes lie in the folder of the instance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
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
