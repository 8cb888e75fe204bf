"""Mid-year: pairs of members who left are ended, open places are filled, nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.actions.holding import hold_plan
from liaison.assignment.actions.pairs import end, pair, refuse_ended, replace
from liaison.assignment.models import Pairing, Plan
from liaison.audit.actions import record_all
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative

MEMBER_LEFT, PERSON_LEFT = "委员不再任职", "代表搬走或离开"
GONE = "有一位已经不在名单里，请刷新后重新选。"


def fill_vacancies(plan: Plan, chosen: Sequence[tuple[int, int, int]], actor: Actor) -> list[Pairing]:
    """Put people in open places, all or none: chosen are (member id, place, representative id).

    Pairs of members who serve no longer are ended first, so that their representatives are free.
    Raises Refused as `pair` does, and where nothing is chosen.
    """
    if not chosen:
        raise Refused("请至少选一个空位。")
    release_left(plan, actor)
    return [fill(plan, *one, actor) for one in chosen]


def fill(plan: Plan, member_id: int, slot: int, representative_id: int, actor: Actor) -> Pairing:
    """Put somebody in a place that is empty, or that of somebody who has left the libraries."""
    member, person = db.session.get(Member, member_id), db.session.get(Representative, representative_id)
    if member is None or person is None:
        raise Refused(GONE)
    there = queries.pair_at(plan, member_id, slot)
    if there and there.representative.left_on:
        return replace(there, person, PERSON_LEFT, actor)
    return pair(plan, member, person, slot, actor)


def release_left(plan: Plan, actor: Actor) -> int:
    """End the pairs of members who serve no longer, each with its event; gives how many there were."""
    hold_plan(plan)
    refuse_ended(plan)
    theirs = select(Pairing).join(Pairing.member).where(
        Pairing.plan_id == plan.id, Pairing.ended_on.is_(None), Member.left_on.is_not(None)
    )  # fmt: skip
    people = (joinedload(Pairing.member), joinedload(Pairing.representative))
    pairs = db.session.scalars(theirs.options(*people).order_by(Pairing.id)).all()
    told = [
        ("pairing", one.id, str(one), {"slot": [one.slot, None], "reason": [None, MEMBER_LEFT]}) for one in pairs
    ]  # fmt: skip
    if told:
        record_all("pairing.unpair", told, actor)
    for one in pairs:
        end(one, MEMBER_LEFT)
    return len(pairs)
