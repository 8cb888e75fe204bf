"""Reading terms: which there are, who served in them, and the list of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.core.db import db
from liaison.core.text import same_word
from liaison.orgs.models import Organisation, Sector
from liaison.roster.models import ImportBatch, ImportRow, Member, MemberTerm, Term
from liaison.roster.models.imports import UNDONE, WRITTEN
from liaison.roster.queries.batches import fates_of

MOST_OFFERED = 10


def terms_listed() -> Sequence[Any]:
    """(id, name, starts_on, ends_on, members, stayed) of all terms, the latest first; members is 0 while none is known.

    stayed: those who serve in a later term too.
    """
    later, after = aliased(MemberTerm), aliased(Term)
    goes_on = (
        select(later.id).join(after, after.id == later.term_id)
        .where(later.member_id == MemberTerm.member_id, after.starts_on > Term.starts_on).exists()
    )  # fmt: skip
    statement = (
        select(
            Term.id, Term.name, Term.starts_on, Term.ends_on, func.count(MemberTerm.id).label("members"),
            func.count(MemberTerm.id).filter(goes_on).label("stayed"),
        )
        .outerjoin(MemberTerm, MemberTerm.term_id == Term.id).group_by(Term.id).order_by(Term.starts_on.desc())
    )  # fmt: skip
    return db.session.execute(statement).all()


def current_term() -> Term | None:
    """The term that lasts."""
    return db.session.scalars(select(Term).where(Term.ends_on.is_(None)).order_by(Term.starts_on.desc())).first()


def term_for(_actor: Actor, term_id: int) -> Term | None:
    """The term of this id."""
    return db.session.get(Term, term_id)


def members_of_term(term: Term) -> Sequence[Any]:
    """(id, no, name, sector, organisation, first_term, left_on, left_reason) of those who served in a term."""
    statement = (
        select(
            Member.id, Member.no, Member.name, Sector.name.label("sector"), Organisation.name.label("organisation"),
            Member.first_term, Member.left_on, Member.left_reason,
        )
        .join(MemberTerm, MemberTerm.member_id == Member.id).join(Member.sector).outerjoin(Member.organisation)
        .where(MemberTerm.term_id == term.id).order_by(Member.no)
    )  # fmt: skip
    return db.session.execute(statement).all()


def books_of_members() -> list[tuple[int, str]]:
    """`[(id, words)]` of the books of members whose rows are in now, the newest first; two statements.

    A book that was taken back and brought again is in; it keeps the state of one taken back.
    """
    rows = select(ImportRow.batch_id).where(ImportRow.batch_id == ImportBatch.id).exists()
    statement = (
        select(ImportBatch.id, ImportBatch.file_name)
        .where(ImportBatch.kind == "members", ImportBatch.state.in_((WRITTEN, UNDONE)), rows)
        .order_by(ImportBatch.id.desc())
    )  # fmt: skip
    batches = db.session.execute(statement).all()
    fates = fates_of(batches)
    return [(batch.id, batch.file_name) for batch in batches if not fates[batch.id].is_undone][:MOST_OFFERED]


def numbers_in_book(batch_id: int) -> set[str]:
    """The 委员编号 of all rows of a book, as they are compared; rows that were skipped do not count."""
    rows = db.session.execute(
        select(ImportRow.cells, ImportRow.edits).where(ImportRow.batch_id == batch_id, ~ImportRow.is_skipped)
    )
    numbers = ({**cells, **edits}.get("no") for cells, edits in rows)
    return {same_word(str(number)) for number in numbers if number}
