"""What members report of their years themselves (履职报告), and until when they may."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.performance.models.deeds import Deed
from liaison.roster.models import Member


class YearReport(Base):
    """One member's report of one year. deed_id: the record by which it counts in the assessment."""

    __tablename__ = "year_report"
    __table_args__ = (UniqueConstraint("member_id", "year"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    filed_at: Mapped[datetime] = mapped_column(Moment)
    filed_by: Mapped[str]
    deed_id: Mapped[int] = mapped_column(ForeignKey("deed.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()
    deed: Mapped[Deed] = relationship()

    def __str__(self) -> str:
        return f"{self.member.name} {self.year} 年度履职报告"


class ReportDay(Base):
    """The last day on which members may report of a year, where the office has set one."""

    __tablename__ = "report_day"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.year} 年度履职报告"
