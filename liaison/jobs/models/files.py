"""The table of files that jobs made; their bytes lie sealed in the folder of the instance until they are fetched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core import clock
from liaison.core.db import Base, Moment


class JobFile(Base):
    """What a job made for whoever handed it in. stored_as: a made-up name; size, sha256: of the plain bytes;

    until: as long as it may be fetched; taken_at: when it was, which happens once.
    """

    __tablename__ = "job_file"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    sha256: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is sealed to: it opens under no other name."""
        return f"job_file.{self.stored_as}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be fetched."""
        return self.taken_at is None and clock.now() < self.until
