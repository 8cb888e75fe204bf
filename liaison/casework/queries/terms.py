"""What hangs on members who are to leave: their open cases, their pairs, their accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now, seat_titles
from liaison.assignment.models import Pairing
from liaison.casework.models import Case
from liaison.casework.workflow import OPEN_STATES
from liaison.core.db import db
from liaison.orgs.models import Organisation, Sector
from liaison.roster.models import Member, Representative


@dataclass(frozen=True)
class Orphans:
    """What nobody would hold any more. cases, pairs: `{member: rows}`; seats: `{member: titles of his other seats}`.

    mark: tells two states of it apart, so that nothing is carried over that was not seen.
    """

    cases: dict[int, list[Any]]
    pairs: dict[int, list[Any]]
    seats: dict[int, str]
    accounts: int
    mark: str

    @property
    def case_count(self) -> int:
        """How many open cases there are in all."""
        return sum(map(len, self.cases.values()))

    @property
    def pair_count(self) -> int:
        """How many representatives lose their member."""
        return sum(map(len, self.pairs.values()))


def serving_members() -> Sequence[Any]:
    """(id, no, name, sector_id, sector, organisation_id, organisation, first_term, user_id, open_cases, pairs) of all

    who serve, by 委员编号.
    """
    cases = select(func.count()).where(Case.member_id == Member.id, Case.state.in_(OPEN_STATES)).correlate(Member)
    pairs = select(func.count()).where(Pairing.member_id == Member.id, Pairing.is_current).correlate(Member)
    statement = (
        select(
            Member.id, Member.no, Member.name, Member.sector_id, Sector.name.label("sector"), Member.organisation_id,
            Organisation.name.label("organisation"), Member.first_term, Member.user_id,
            cases.scalar_subquery().label("open_cases"), pairs.scalar_subquery().label("pairs"),
        )
        .join(Member.sector).outerjoin(Member.organisation).where(Member.left_on.is_(None)).order_by(Member.no)
    )  # fmt: skip
    return db.session.execute(statement).all()


def orphans_of(leaving: Sequence[Any]) -> Orphans:
    """What hangs on these rows of `serving_members`. Four statements."""
    ids = [one.id for one in leaving]
    cases, pairs, users = open_cases_of(ids), current_pairs_of(ids), {one.user_id: one.id for one in leaving}
    users.pop(None, None)
    others = select(Seat.user_id).where(Seat.user_id.in_(users), Seat.member_id.is_(None), held_now())
    titles = seat_titles(set(db.session.scalars(others)))
    return Orphans(
        grouped(cases), grouped(pairs), {users[one]: words for one, words in titles.items()}, len(users),
        mark_of(ids, (row.id for row in cases), (row.id for row in pairs)),
    )  # fmt: skip


def open_cases_of(member_ids: Iterable[int]) -> Sequence[Any]:
    """(member_id, id, number, title, state, step_due_on) of the members' open cases, the oldest first."""
    statement = select(Case.member_id, Case.id, Case.number, Case.title, Case.state, Case.step_due_on)
    mine = statement.where(Case.member_id.in_(list(member_ids)), Case.state.in_(OPEN_STATES))
    return db.session.execute(mine.order_by(Case.raised_on, Case.id)).all()


def current_pairs_of(member_ids: Iterable[int]) -> Sequence[Any]:
    """(member_id, id, name) of the pairs in force, by place."""
    statement = select(Pairing.member_id, Pairing.id, Representative.name).join(Pairing.representative)
    mine = statement.where(Pairing.member_id.in_(list(member_ids)), Pairing.is_current)
    return db.session.execute(mine.order_by(Pairing.member_id, Pairing.slot)).all()


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by their member."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return found


def mark_of(*ids: Iterable[int]) -> str:
    """The same for the same ids, and for no others."""
    words = ";".join(",".join(map(str, sorted(some))) for some in ids)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
