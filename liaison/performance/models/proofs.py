"""What proves several records that were written down at once; the files hang on it as on any thing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment


class SharedProof(Base):
    """The files that came with records of several members. title: what was recorded, as the log calls it."""

    __tablename__ = "shared_proof"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return self.title
