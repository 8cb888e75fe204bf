"""Two who may be one: how likeness is weighed, which pairs were found, which are two people, and who was merged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.roster.models.people import Representative


class DuplicateWeight(Base):
    """Points that the office gives a likeness otherwise than shipped. key: of `rules.duplicates.USUAL_WEIGHTS`."""

    __tablename__ = "duplicate_weight"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    points: Mapped[int]


class DuplicateSearch(Base):
    """One look through all people. people_count: who was looked at; pair_count: pairs found."""

    __tablename__ = "duplicate_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    searched_at: Mapped[datetime] = mapped_column(Moment)
    searched_by: Mapped[str]
    people_count: Mapped[int]
    pair_count: Mapped[int]

    def __str__(self) -> str:
        return f"{self.pair_count} 对"


class SuspectPair(Base):
    """Two people whom the last search found alike. points: their sum then."""

    __tablename__ = "suspect_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        Index("ix_suspect_pair_points", "points"),
        Index("ix_suspect_pair_second_id", "second_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    points: Mapped[int]

    first: Mapped[Representative] = relationship(foreign_keys=first_id)
    second: Mapped[Representative] = relationship(foreign_keys=second_id)


class DistinctPair(Base):
    """Two people of whom somebody said that they are not one. first_id is the lower one when it is said."""

    __tablename__ = "distinct_pair"
    __table_args__ = (UniqueConstraint("first_id", "second_id"), Index("ix_distinct_pair_second_id", "second_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    settled_by: Mapped[str]
    settled_at: Mapped[datetime] = mapped_column(Moment)

    first: Mapped[Representative] = relationship(foreign_keys=first_id)
    second: Mapped[Representative] = relationship(foreign_keys=second_id)

    def __str__(self) -> str:
        return f"{self.first.name}、{self.second.name}"


class Merge(Base):
    """One person turned out to be another: the loser stays as a mark that leads to the keeper."""

    __tablename__ = "merge"
    __table_args__ = (Index("ix_merge_keeper_id", "keeper_id"), Index("ix_merge_loser_id", "loser_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    keeper_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    loser_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    merged_by: Mapped[str]
    merged_at: Mapped[datetime] = mapped_column(Moment)
    taken_back_by: Mapped[str | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    keeper: Mapped[Representative] = relationship(foreign_keys=keeper_id)
    loser: Mapped[Representative] = relationship(foreign_keys=loser_id)

    def __str__(self) -> str:
        return f"{self.loser.name}并入{self.keeper.name}"


class MergeChange(Base):
    """What a merge did to one row of one table: the columns it wrote, before and after, days in ISO 8601."""

    __tablename__ = "merge_change"
    __table_args__ = (Index("ix_merge_change_merge_id", "merge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    thing: Mapped[str]
    thing_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
