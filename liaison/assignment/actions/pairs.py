"""Changing one pair by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.actions.holding import hold, hold_members, hold_plan
from liaison.assignment.actions.telling import tell_of_change
from liaison.assignment.models import LOCK, PUBLISHED, Pairing, Plan
from liaison.assignment.rules import PLACES
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative


def pair(plan: Plan, member: Member, representative: Representative, slot: int, actor: Actor) -> Pairing:
    """Give a member a representative at one of his open places.

    Raises Refused when the place is filled or none of his, somebody keeps the representative, the two must not meet,
    or one of them has left. Whoever loses a race for the same place or person meets the database's own refusal.
    """
    hold_plan(plan)
    hold_members(member.id)
    refuse_ended(plan)
    refuse_place(plan, member, slot)
    refuse_representative(plan, representative)
    refuse_forbidden(plan, member, representative)
    pairing = place(plan, member, representative, slot)
    record("pairing.pair", pairing, actor, changes={"slot": [None, slot]})
    tell_of_change(plan, actor, member)
    return pairing


def unpair(pairing: Pairing, reason: str, actor: Actor) -> None:
    """Take a representative from a member; his place is open then.

    Of a draft the pair disappears; in force it ends today and stays on record with the reason.
    """
    hold(pairing)
    refuse_over(pairing)
    refuse_locked(pairing)
    refuse_silence(reason, "换下")
    record("pairing.unpair", pairing, actor, changes={"slot": [pairing.slot, None], "reason": [None, reason]})
    tell_of_change(pairing.plan, actor, pairing.member)
    end(pairing, reason)


def replace(pairing: Pairing, representative: Representative, reason: str, actor: Actor) -> Pairing:
    """Give the place of one representative to another.

    Raises Refused as `pair` does.
    """
    hold(pairing)
    refuse_over(pairing)
    refuse_locked(pairing)
    refuse_silence(reason, "换人")
    refuse_representative(pairing.plan, representative)
    refuse_forbidden(pairing.plan, pairing.member, representative)
    plan, member, slot, former = pairing.plan, pairing.member, pairing.slot, pairing.representative.name
    end(pairing, reason)
    successor = place(plan, member, representative, slot)
    changes = {"representative": [former, representative.name], "reason": [None, reason]}
    record("pairing.replace", successor, actor, changes=changes)
    tell_of_change(plan, actor, member)
    return successor


def move(pairing: Pairing, member: Member, slot: int, reason: str, actor: Actor) -> Pairing:
    """Give a representative to another member, at one of his open places; the former place stays open.

    Raises Refused as `pair` does, and where the pair is locked.
    """
    hold(pairing, also=member)
    refuse_over(pairing)
    refuse_locked(pairing)
    refuse_silence(reason, "换给别的委员")
    plan, representative, former = pairing.plan, pairing.representative, pairing.member
    refuse_place(plan, member, slot)
    refuse_left(representative)
    refuse_forbidden(plan, member, representative)
    end(pairing, reason)
    successor = place(plan, member, representative, slot)
    changes = {"member": [former.name, member.name], "reason": [None, reason]}
    record("pairing.move", successor, actor, changes=changes)
    tell_of_change(plan, actor, former, member)
    return successor


def swap(one: Pairing, other: Pairing, reason: str, actor: Actor) -> tuple[Pairing, Pairing]:
    """Let two members of a plan exchange a representative each; gives the new pairs, first that of the first member.

    Raises Refused as `move` does.
    """
    hold(one, other)
    for pairing in (one, other):
        refuse_over(pairing)
        refuse_locked(pairing)
        refuse_left(pairing.representative)
        refuse_retired(pairing.member)
    refuse_silence(reason, "互换")
    if one.plan_id != other.plan_id or one.member_id == other.member_id:
        raise Refused("请选同一份方案里两位不同的委员来互换。")
    plan, mine, theirs = one.plan, (one.member, one.slot), (other.member, other.slot)
    gains, gives = other.representative, one.representative
    refuse_forbidden(plan, one.member, gains)
    refuse_forbidden(plan, other.member, gives)
    for pairing in (one, other):
        end(pairing, reason)
    found = place(plan, mine[0], gains, mine[1]), place(plan, theirs[0], gives, theirs[1])
    changes = {"representative": [gives.name, gains.name], "member": theirs[0].name, "reason": [None, reason]}
    record("pairing.swap", found[0], actor, changes=changes)
    tell_of_change(plan, actor, mine[0], theirs[0])
    return found


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
    hold_members(*member_ids)
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


def refuse_silence(reason: str, verb: str) -> None:
    """Refuse a change without a reason."""
    if not reason.strip():
        raise Refused(f"请写上为什么{verb}，以后查得到。", {"reason": f"请写上为什么{verb}"})


def refuse_locked(pairing: Pairing) -> None:
    """Refuse to take a locked pair apart while both serve."""
    rule = queries.rule_between(pairing.member_id, pairing.representative_id)
    if rule and rule.kind == LOCK and pairing.member.is_active and not pairing.representative.left_on:
        raise Refused(f"{pairing.member.name}委员和{pairing.representative.name}已经锁定，请先解锁再换。")


def refuse_forbidden(plan: Plan, member: Member, representative: Representative) -> None:
    """Refuse a pair that must not be."""
    why = queries.why_forbidden(plan.year, member, representative)
    if why:
        raise Refused(f"{member.name}委员和{representative.name}不能结对（{why}），请另选一位。")
    lock = queries.lock_of(representative.id)
    if lock and lock.member_id != member.id:
        raise Refused(f"{representative.name}已经锁定给{lock.member.name}委员，请先解锁，或者另选一位。")


def refuse_place(plan: Plan, member: Member, slot: int) -> None:
    """Refuse a place that is none, is filled, or is that of somebody who no longer serves or keeps fewer."""
    if not 1 <= slot <= PLACES:
        raise Refused(f"每位委员联系 {PLACES} 位代表，请选第 1 至 {PLACES} 位。")
    refuse_retired(member)
    wanted = queries.places_of(plan.year, member.id)
    if slot > wanted:
        raise Refused(f"{member.name}委员 {plan.year} 年只联系 {wanted} 位，没有第 {slot} 位。")
    there = queries.pair_at(plan, member.id, slot)
    if there:
        who = f"{member.name}委员的第 {slot} 位已经是{there.representative.name}"
        raise Refused(f"{who}，请先把这一位换下，或者选空着的一位。")


def refuse_representative(plan: Plan, representative: Representative) -> None:
    """Refuse a representative who has left or whom somebody keeps."""
    refuse_left(representative)
    holder = queries.holder_of(plan, representative.id)
    if holder:
        keeper = holder.member.name
        raise Refused(f"{representative.name}已由{keeper}委员联系，请先在{keeper}委员那里换下，或者另选一位。")


def refuse_retired(member: Member) -> None:
    """Refuse a member who serves no longer."""
    if not member.is_active:
        raise Refused(f"{member.name}已经不是委员，请选一位在任的委员。")


def refuse_left(representative: Representative) -> None:
    """Refuse a representative who has left."""
    if representative.left_on:
        raise Refused(f"{representative.name}已经出库，请另选一位。")
