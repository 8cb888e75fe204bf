"""Targets (五个一、六个一、五项任务): how often something is to be done in a period, in lists that the office edits."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from liaison.orgs.models import ListRow


class Target(ListRow):
    """One line of such a list. audience, period, counts: as rules/targets.py reads them; least: how often a period."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("list_name", "name"),)

    list_name: Mapped[str]
    name: Mapped[str]
    audience: Mapped[str]
    period: Mapped[str]
    least: Mapped[int]
    counts: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
