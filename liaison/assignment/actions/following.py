"""What becomes of pairs when two representatives turn out to be one."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from liaison.assignment.models import Pairing
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.actions.references import declare_reference
from liaison.roster.models import Representative


def refuse_two_pairs(loser: Representative, keeper: Representative) -> None:
    """Refuse to merge two whom members keep in one plan, or now: a representative is kept by one member."""
    standing = or_(Pairing.is_current, Pairing.ended_on.is_(None))
    statement = select(Pairing).where(Pairing.representative_id.in_((loser.id, keeper.id)), standing)
    pairs = list(db.session.scalars(statement.options(joinedload(Pairing.member), joinedload(Pairing.plan))))
    for mine in (pair for pair in pairs if pair.representative_id == keeper.id):
        for other in (pair for pair in pairs if pair.representative_id == loser.id):
            if mine.plan_id == other.plan_id or (mine.is_current and other.is_current):
                raise Refused(
                    f"{keeper.name}由{mine.member.name}委员联系，{loser.name}由{other.member.name}委员联系，合并后只能由一位委员联系。"
                    f"请先在{other.plan}里换下其中一位，再合并。"
                )


declare_reference("pairing", "representative_id", refuse=refuse_two_pairs)
