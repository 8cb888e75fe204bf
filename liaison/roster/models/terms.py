"""Terms of the committee and who served in them, and the yearly word of each library's keeper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment, append_only
from liaison.roster.models.people import Library, Member


class Term(Base):
    """A term of the committee (届): 十五届. ends_on: its last day, empty while it lasts."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return self.name


class MemberTerm(Base):
    """That a member served in a term. Written when a term ends, for it and for the next one."""

    __tablename__ = "member_term"
    __table_args__ = (UniqueConstraint("member_id", "term_id"), Index("ix_member_term_term_id", "term_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))

    member: Mapped[Member] = relationship()
    term: Mapped[Term] = relationship()


class LibraryConfirmation(Base):
    """That a library's list of a year was confirmed. Append-only: of several in one year the last one counts.

    people_ids: all who stood in it; entered_ids, left_ids, changed_ids: against the year before;
    compared_with: in words, what that was. The numbers are the lengths of the lists.
    """

    __tablename__ = "library_confirmation"
    __table_args__ = (Index("ix_library_confirmation_year_library_id", "year", "library_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"))
    year: Mapped[int]
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    compared_with: Mapped[str]
    people_ids: Mapped[list[int]] = mapped_column(JSON)
    entered_ids: Mapped[list[int]] = mapped_column(JSON)
    left_ids: Mapped[list[int]] = mapped_column(JSON)
    changed_ids: Mapped[list[int]] = mapped_column(JSON)
    note: Mapped[str | None]

    library: Mapped[Library] = relationship()

    def __str__(self) -> str:
        return f"{self.library.name} {self.year} 年名单"


append_only(LibraryConfirmation.__table__)
