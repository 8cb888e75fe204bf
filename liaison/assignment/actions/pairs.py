"""Changing one pair by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.models import PUBLISHED, Pairing, Plan
from liaison.assignment.rules import PLACES
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative


def pair(plan: Plan, member: Member, representative: Representative, slot: int, actor: Actor) -> Pairing:
    """Give a member a representative at one of his open places.

    Raises Refused when the place is filled, somebody keeps the representative, or one of the two has left.
    Whoever loses a race for the same place or person meets the database's own refusal.
    """
    refuse_ended(plan)
    refuse_place(plan, member, slot)
    refuse_representative(plan, representative)
    pairing = place(plan, member, representative, slot)
    record("pairing.pair", pairing, actor, changes={"slot": [None, slot]})
    return pairing


def unpair(pairing: Pairing, reason: str, actor: Actor) -> None:
    """Take a representative from a member; his place is open then.

    Of a draft the pair disappears; in force it ends today and stays on record with the reason.
    """
    refuse_over(pairing)
    if not reason.strip():
        raise Refused("请写上为什么换下，以后查得到。", {"reason": "请写上为什么换下"})
    record("pairing.unpair", pairing, actor, changes={"slot": [pairing.slot, None], "reason": [None, reason]})
    end(pairing, reason)


def replace(pairing: Pairing, representative: Representative, reason: str, actor: Actor) -> Pairing:
    """Give the place of one representative to another.

    Raises Refused as `pair` does.
    """
    refuse_over(pairing)
    if not reason.strip():
        raise Refused("请写上为什么换人，以后查得到。", {"reason": "请写上为什么换人"})
    refuse_representative(pairing.plan, representative)
    plan, member, slot, former = pairing.plan, pairing.member, pairing.slot, pairing.representative.name
    end(pairing, reason)
    successor = place(plan, member, representative, slot)
    changes = {"representative": [former, representative.name], "reason": [None, reason]}
    record("pairing.replace", successor, actor, changes=changes)
    return successor


def place(plan: Plan, member: Member, representative: Representative, slot: int) -> Pairing:
    """Store a pair made by hand, with its distance; in force at once where its plan is."""
    fact = queries.fact_between(member, representative)
    pairing = Pairing(
        plan=plan, member=member, representative=representative, slot=slot, km=fact.km,
        is_same_sector=fact.is_same_sector, is_by_hand=True, is_current=plan.state == PUBLISHED,
        started_on=clock.today(),
    )  # fmt: skip
    db.session.add(pairing)
    db.session.flush()
    return pairing


def end_pairs_of(member_ids: Sequence[int], last_day: date, reason: str, actor: Actor) -> int:
    """End all pairs in force of some members, each with its event; gives how many there were. Drafts stay as they are.

    last_day: the last on which they are in force.
    """
    mine = select(Pairing).where(Pairing.member_id.in_(member_ids), Pairing.is_current).order_by(Pairing.id)
    people = (joinedload(Pairing.member), joinedload(Pairing.representative))
    pairs = db.session.scalars(mine.options(*people)).all()
    told = [
        ("pairing", one.id, str(one), {"slot": [one.slot, None], "reason": [None, reason]}) for one in pairs
    ]  # fmt: skip
    for one in pairs:
        one.is_current, one.ended_on, one.end_reason = False, last_day, reason
    record_all("pairing.unpair", told, actor)
    db.session.flush()
    return len(pairs)


def end(pairing: Pairing, reason: str) -> None:
    """End a pair in force; take one of a draft away."""
    if pairing.is_current:
        pairing.is_current, pairing.ended_on, pairing.end_reason = False, clock.today(), reason.strip()
    else:
        db.session.delete(pairing)
    db.session.flush()


def refuse_ended(plan: Plan) -> None:
    """Refuse to change a plan of the past."""
    if not plan.is_editable:
        raise Refused(f"这份 {plan.year} 年方案已经结束，改不了。请改正在用的方案。")


def refuse_over(pairing: Pairing) -> None:
    """Refuse to change a pair that has ended."""
    refuse_ended(pairing.plan)
    if pairing.ended_on:
        raise Refused(f"{pairing.member.name}委员和{pairing.representative.name}已经不是一对，请回到方案里看现在的。")


def refuse_place(plan: Plan, member: Member, slot: int) -> None:
    """Refuse a place that is none, is filled, or is that of somebody who no longer serves."""
    if not 1 <= slot <= PLACES:
        raise Refused(f"每位委员联系 {PLACES} 位代表，请选第 1 至 {PLACES} 位。")
    if not member.is_active:
        raise Refused(f"{member.name}已经不是委员，请选一位在任的委员。")
    there = queries.pair_at(plan, member.id, slot)
    if there:
        who = f"{member.name}委员的第 {slot} 位已经是{there.representative.name}"
        raise Refused(f"{who}，请先把这一位换下，或者选空着的一位。")


def refuse_representative(plan: Plan, representative: Representative) -> None:
    """Refuse a representative who has left or whom somebody keeps."""
    if representative.left_on:
        raise Refused(f"{representative.name}已经出库，请另选一位。")
    holder = queries.holder_of(plan, representative.id)
    if holder:
        keeper = holder.member.name
        raise Refused(f"{representative.name}已由{keeper}委员联系，请先在{keeper}委员那里换下，或者另选一位。")
