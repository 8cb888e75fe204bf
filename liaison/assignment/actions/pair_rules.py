"""Settling pairs for every plan: locked, forbidden, and lifted again; and how many a member keeps in a year."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.actions.holding import hold_members, hold_plans
from liaison.assignment.models import FORBID, LOCK, OFFICE, PUBLISHED, WHYS, MemberPlaces, Pairing, PairRule, Plan
from liaison.assignment.rules import PLACES
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative


def lock(member: Member, representative: Representative, actor: Actor, note: str = "") -> PairRule:
    """Settle that every plan has this pair, until it is lifted.

    Raises Refused where one of the two has left, something is settled of them already, somebody else has the
    representative for good, or the member has as many as he can keep.
    """
    refuse_gone(member, representative)
    refuse_settled(member, representative)
    other = queries.lock_of(representative.id)
    if other:
        raise Refused(f"{representative.name}已经锁定给{other.member.name}委员，请先解除那一条。")
    hold_members(member.id)
    if queries.locks_count(member.id) >= PLACES:
        raise Refused(f"{member.name}委员已经锁定 {PLACES} 位，请先解除其中一位。")
    return settle(LOCK, member, representative, OFFICE, note, actor)


def forbid(member: Member, representative: Representative, why: str, actor: Actor, note: str = "") -> PairRule:
    """Settle that no plan may have this pair, until it is lifted. why: own_unit / relatives / office.

    A pair that stands goes on until somebody changes it. Raises Refused as `lock` does.
    """
    if why not in WHYS:
        raise Refused("请选一个原因：" + "、".join(WHYS.values()) + "。", {"why": "请选一个原因"})
    refuse_gone(member, representative)
    refuse_settled(member, representative)
    return settle(FORBID, member, representative, why, note, actor)


def lift(rule: PairRule, actor: Actor) -> None:
    """Let a lock or a ban hold no longer; plans that stand keep their pairs."""
    if rule.ended_at:
        raise Refused(f"{rule.member.name}委员和{rule.representative.name}的{rule.kind_title}已经解除。")
    rule.ended_at = clock.now()
    record("pair_rule.lift", rule, actor, changes={"state": [rule.kind_title, None]})
    db.session.flush()


def settle(
    kind: str, member: Member, representative: Representative, why: str, note: str, actor: Actor
) -> PairRule:
    """Store a lock or a ban."""
    rule = PairRule(
        kind=kind, member=member, representative=representative, why=why, note=note.strip(), made_at=clock.now(),
        made_by=actor.name,
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    changes = {"why": [None, rule.why_title]} if kind == FORBID else {}
    record(f"pair_rule.{kind}", rule, actor, changes={**changes, "note": [None, rule.note]})
    return rule


def refuse_gone(member: Member, representative: Representative) -> None:
    """Refuse to settle something of somebody who has left."""
    if not member.is_active:
        raise Refused(f"{member.name}已经不是委员，请选一位在任的委员。")
    if representative.left_on:
        raise Refused(f"{representative.name}已经出库，请另选一位。")


def refuse_settled(member: Member, representative: Representative) -> None:
    """Refuse to settle a second thing of two."""
    rule = queries.rule_between(member.id, representative.id)
    if rule:
        raise Refused(f"{member.name}委员和{representative.name}已经{rule.kind_title}，要改请先解除。")


def set_places(year: int, member: Member, places: int, reason: str, actor: Actor) -> MemberPlaces:
    """Settle how many representatives a member keeps in a year: fewer than five on leave, five again later.

    Of the plan in force in that year his last places are moved forward where there is room.
    Raises Refused where more stand than he is to keep, or the reason is missing.
    """
    if not 0 <= places <= PLACES:
        raise Refused(f"请填 0 至 {PLACES}。", {"places": f"请填 0 至 {PLACES}"})
    if places < PLACES and not reason.strip():
        raise Refused("请写上为什么，以后查得到。", {"reason": "请写上为什么"})
    hold_plans(year)
    hold_members(member.id)
    before = queries.places_of(year, member.id)
    make_room(year, member, places)
    row = queries.places_row(year, member.id) or MemberPlaces(year=year, member=member)
    row.places, row.reason = places, reason.strip()
    db.session.add(row)
    db.session.flush()
    record("member_places.set", row, actor, changes={"places": [before, places], "reason": [None, row.reason]})
    return row


def make_room(year: int, member: Member, places: int) -> None:
    """Move the pairs in force of a member into his first places."""
    mine = select(Pairing).join(Pairing.plan).where(
        Plan.year == year, Plan.state == PUBLISHED, Pairing.member_id == member.id, Pairing.ended_on.is_(None)
    )  # fmt: skip
    pairs = db.session.scalars(mine.order_by(Pairing.slot)).all()
    if len(pairs) > places:
        extra = len(pairs) - places
        raise Refused(f"{member.name}委员现在联系 {len(pairs)} 位，请先在方案里换下 {extra} 位，再改成 {places} 位。")
    free = [slot for slot in range(1, places + 1) if slot not in {pair.slot for pair in pairs}]
    beyond = [pair for pair in pairs if pair.slot > places]
    for pair, slot in zip(beyond, free, strict=False):
        pair.slot = slot
    db.session.flush()
