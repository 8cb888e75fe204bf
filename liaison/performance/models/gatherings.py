"""An activity with attendance: members sign in to it by scanning its code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.orgs.models import Organisation, Station
from liaison.performance.models.points import Points

STANDS = text("NOT is_cancelled")


class Gathering(Base):
    """A meeting, training, inspection or duty whose members sign in themselves.

    kind: as rules/gatherings.py names them; held_on: the day of starts_at, as records have it; minutes_before,
    minutes_after: how long around the start one may sign in; late_after: from which minute on one is late, None never;
    is_changing: the code on the screen changes, and a printed one is not taken; token: what its codes are signed with;
    amount: how many times it counts at once; station_id: where it was held.
    """

    __tablename__ = "gathering"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_of_something"),
        Index("uq_gathering_kind_title_held_on", "kind", "title", "held_on", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    place: Mapped[str | None]
    held_on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes_before: Mapped[int]
    minutes_after: Mapped[int]
    late_after: Mapped[int | None]
    is_changing: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[Decimal] = mapped_column(Points, default=Decimal(1))
    token: Mapped[str] = mapped_column(unique=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    station: Mapped[Station | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def opens_at(self) -> datetime:
        """From when on one may sign in."""
        return self.starts_at - timedelta(minutes=self.minutes_before)

    @property
    def closes_at(self) -> datetime:
        """Until when."""
        return self.starts_at + timedelta(minutes=self.minutes_after)

    def is_late(self, moment: datetime) -> bool:
        """Whether whoever signs in at a moment came late."""
        return self.late_after is not None and moment >= self.starts_at + timedelta(minutes=self.late_after)

    def __str__(self) -> str:
        return self.title
