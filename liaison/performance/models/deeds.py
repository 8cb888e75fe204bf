"""What members did, written down by whoever organised it (谁组织谁记录)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.orgs.models import Organisation
from liaison.performance.models.gatherings import Gathering
from liaison.performance.models.points import Points
from liaison.performance.models.proofs import SharedProof
from liaison.roster.models import Member

VALID, VOID = "正常", "作废"


class Deed(Base):
    """One record of one member: kind and result as rules/deeds.py names them.

    place: of the signatures, 1 the first; authors: how many signed; amount: how many times at once (half-days);
    evidence: what proves it (minutes, number of the document); organisation_id: whose record it is; gathering_id: the
    activity that it came of; proof_id: of the files that came with it and with those written down at the same time.
    """

    __tablename__ = "deed"
    __table_args__ = (
        CheckConstraint("place >= 1 AND place <= authors", name="place_among_authors"),
        CheckConstraint("amount > 0", name="amount_of_something"),
        Index("uq_deed_member_id_kind_title_held_on", "member_id", "kind", "title", "held_on", unique=True,
              sqlite_where=text("state = '正常'"), postgresql_where=text("state = '正常'")),
        Index("ix_deed_held_on", "held_on"),
        Index("ix_deed_gathering_id", "gathering_id"),
        Index("ix_deed_proof_id", "proof_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str]
    result: Mapped[str]
    title: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[int] = mapped_column(default=1)
    authors: Mapped[int] = mapped_column(default=1)
    amount: Mapped[Decimal] = mapped_column(Points, default=Decimal(1))
    evidence: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gathering.id"))
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("shared_proof.id"))
    recorded_by: Mapped[str]
    recorder_id: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default=VALID)
    void_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    gathering: Mapped[Gathering | None] = relationship()
    proof: Mapped[SharedProof | None] = relationship()

    @property
    def is_void(self) -> bool:
        """Voided ones stay visible and count nowhere."""
        return self.state == VOID

    def __str__(self) -> str:
        return f"{self.kind}·{self.result}"
