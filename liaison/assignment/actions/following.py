"""What becomes of pairs, locks and bans when two representatives turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from liaison.assignment.models import LOCK, Pairing, PairRule
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.actions.erasing import declare_obstacle
from liaison.roster.actions.references import Change, Key, declare_reference, moves
from liaison.roster.models import Representative
from liaison.roster.queries.holdings import declare_holding


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


def refuse_two_rules(loser: Representative, keeper: Representative) -> None:
    """Refuse to merge two of whom the office settled what cannot hold for one."""
    rules = open_rules(loser.id, keeper.id)
    for mine in (rule for rule in rules if rule.representative_id == keeper.id):
        for other in (rule for rule in rules if rule.representative_id == loser.id):
            is_same = mine.member_id == other.member_id
            if mine.kind != other.kind if is_same else mine.kind == other.kind == LOCK:
                raise Refused(
                    f"{mine.member.name}委员和{keeper.name}{mine.kind_title}，{other.member.name}委员和{loser.name}"
                    f"{other.kind_title}，合并后不能都算。请先解除其中一条，再合并。"
                )


def moves_unless_known(key: Key, loser: Representative, keeper: Representative) -> list[Change]:
    """What was settled of the loser is settled of the keeper; what is said of the keeper already stays where it is."""
    rules = open_rules(loser.id, keeper.id)
    known = {rule.member_id for rule in rules if rule.representative_id == keeper.id}
    twice = {rule.id for rule in rules if rule.representative_id == loser.id and rule.member_id in known}
    return [change for change in moves(key, loser, keeper) if change.id not in twice]


def open_rules(*person_ids: int) -> Sequence[PairRule]:
    """The locks and bans of these representatives that hold."""
    statement = select(PairRule).where(PairRule.representative_id.in_(person_ids), PairRule.ended_at.is_(None))
    return db.session.scalars(statement.options(joinedload(PairRule.member))).all()


@declare_obstacle
def still_paired(person: Any) -> str | None:
    """Nobody is erased while a plan in force counts on him."""
    whose = Pairing.representative_id if isinstance(person, Representative) else Pairing.member_id
    standing = db.session.scalar(select(Pairing.id).where(whose == person.id, Pairing.is_current).limit(1))
    return "他还在结对名单里，请先在三定里替换或结束这一对。" if standing else None


@declare_holding("结对", ("年度", "委员", "代表", "第几位", "从", "到"))
def pairs_of(person: Any) -> list[tuple[Any, ...]]:
    """Who kept him, or whom he kept."""
    whose = Pairing.representative_id if isinstance(person, Representative) else Pairing.member_id
    wanted = select(Pairing).where(whose == person.id).order_by(Pairing.id)
    rows = db.session.scalars(wanted.options(*map(joinedload, (Pairing.plan, Pairing.member, Pairing.representative))))
    return [
        (one.plan.year, one.member.name, one.representative.name, one.slot, one.started_on, one.ended_on)
        for one in rows
    ]


declare_reference("pair_rule", "representative_id", moves_unless_known, refuse=refuse_two_rules)
declare_reference("pairing", "representative_id", refuse=refuse_two_pairs)
