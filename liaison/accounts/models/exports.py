"""The register of what was taken out as workbooks, and requests for whole numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, Moment, append_only

ASKED, APPROVED, REFUSED, WITHDRAWN, USED = "asked", "approved", "refused", "withdrawn", "used"
STATES = {ASKED: "等人批", APPROVED: "批了，可以下载", REFUSED: "没有批", WITHDRAWN: "撤回了", USED: "下载过了"}


class ExportRequest(Base):
    """Somebody asks for a list with whole numbers; another person approves it, and it goes out once.

    listing: key of the list; address: of the page that gives it, with its filters; range: those filters in words;
    columns: keys of its columns; user_id, for_user_id: who asks, and whom he stands in for; until: as long as it may be
    fetched once approved.
    """

    __tablename__ = "export_request"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'approved', 'refused', 'withdrawn', 'used')", name="known_state"),
        CheckConstraint("user_id <> decided_by_id", name="decided_by_another"),
        Index("ix_export_request_user_id", "user_id"),
        Index("ix_export_request_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing: Mapped[str]
    title: Mapped[str]
    address: Mapped[str]
    range: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(JSON)
    row_count: Mapped[int]
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    for_user_id: Mapped[int | None]
    asked_by: Mapped[str]
    asked_as: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default=ASKED)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None]
    until: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.title}（完整电话）"


class Export(Base):
    """A copy that went out; such a row is never changed nor removed.

    number: DC-20261122-0007; way: page, command or mail; columns: their titles; sha256, size: of the bytes given out.
    """

    __tablename__ = "export"
    __table_args__ = (
        Index("ix_export_sha256", "sha256"),
        Index("ix_export_user_id_at", "user_id", "at"),
        Index("ix_export_at", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_title: Mapped[str]
    on_behalf: Mapped[str | None]
    address: Mapped[str | None]
    way: Mapped[str]
    listing: Mapped[str]
    title: Mapped[str]
    range: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(JSON)
    row_count: Mapped[int]
    has_phones: Mapped[bool]
    is_full: Mapped[bool]
    purpose: Mapped[str | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("export_request.id"), unique=True)
    approved_by: Mapped[str | None]
    sha256: Mapped[str]
    size: Mapped[int]

    def __str__(self) -> str:
        return f"{self.title}，第 {self.number} 份"


append_only(Export.__table__)
