"""What was done to a representative or a member, to his places in libraries and to his pairs, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from liaison.accounts.queries import history_of
from liaison.assignment.models import DRAFT, Pairing, Plan
from liaison.roster.models import Member, Membership, Representative


def history_of_representative(person: Representative) -> Select[Any]:
    """As `accounts.queries.history_of`, with whoever was merged into him."""
    one = Representative
    ids = select(one.id).where(or_(one.id == person.id, one.merged_into_id == person.id))
    return history_of(
        representative=ids, membership=select(Membership.id).where(Membership.representative_id.in_(ids)),
        pairing=pairs_shown(Pairing.representative_id.in_(ids)),
    )  # fmt: skip


def history_of_member(member: Member) -> Select[Any]:
    """As `accounts.queries.history_of`."""
    return history_of(member=[member.id], pairing=pairs_shown(Pairing.member_id == member.id))


def pairs_shown(whose: ColumnElement[bool]) -> Select[Any]:
    """The pairs of plans that are no drafts any more: what is only tried out is nobody's history."""
    return select(Pairing.id).join(Pairing.plan).where(whose, Plan.state != DRAFT)
