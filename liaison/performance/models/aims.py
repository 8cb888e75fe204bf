"""What the office holds its dashboards against."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base
from liaison.performance.models.points import Points


class AimSetting(Base):
    """The aims in per cent: one row, absent while the usual ones hold (see rules.aims)."""

    __tablename__ = "aim_setting"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    coverage: Mapped[Decimal] = mapped_column(Points)
    on_time: Mapped[Decimal] = mapped_column(Points)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return "统计的目标线"
