"""Schemes of assessment (考核方案): data, a version of its own for each year and each change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import DDL, CheckConstraint, ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.performance.models.freezing import freezing_statements
from liaison.performance.models.points import Points

DRAFT, PUBLISHED = "草稿", "已发布"


class Scheme(Base):
    """One version of a year's scheme; a published one is frozen.

    number: 1, 2, … within its year; base/bonus: the most of the base part and of 加分, empty = open; is_scaled: what
    standing members have besides is scaled back to the base; grades: as rules/writing.py reads them; note: where it
    comes from; made_by_id, published_by_id: users.
    """

    __tablename__ = "scheme"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("state IN ('草稿', '已发布')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=DRAFT)
    base: Mapped[Decimal | None] = mapped_column(Points)
    bonus: Mapped[Decimal | None] = mapped_column(Points)
    is_scaled: Mapped[bool] = mapped_column(default=False)
    grades: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str | None]
    published_by_id: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    items: Mapped[list[SchemeItem]] = relationship(
        back_populates="scheme", order_by="SchemeItem.position, SchemeItem.id", cascade="all, delete-orphan"
    )

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == DRAFT

    def __str__(self) -> str:
        return f"{self.year} 年第 {self.number} 版"


class SchemeItem(Base):
    """One line of a scheme; its cells mean what rules/schemes.py says of an Item."""

    __tablename__ = "scheme_item"
    __table_args__ = (UniqueConstraint("scheme_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    position: Mapped[int]
    name: Mapped[str]
    part: Mapped[str]
    rule: Mapped[str]
    worths: Mapped[str]
    most: Mapped[Decimal | None] = mapped_column(Points)
    count: Mapped[int | None]
    credited: Mapped[int | None]
    audience: Mapped[str]
    steps: Mapped[str | None]
    ceiling: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    scheme: Mapped[Scheme] = relationship(back_populates="items")

    def __str__(self) -> str:
        return self.name


for dialect in ("sqlite", "postgresql"):
    for statement in freezing_statements(dialect):
        event.listen(SchemeItem.__table__, "after_create", DDL(statement).execute_if(dialect=dialect))
