"""Telling members, in the same transaction, that those whom they keep are others now. No names stand in it."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.models import Pairing, Plan
from liaison.core.db import db
from liaison.notices.actions import tell
from liaison.roster.models import Member

PLAN, PAIRS = "plan", "pairing"
OWN_FIVE = "/#h-five"  # where a member's home shows them
LOOK = "点开看现在是哪几位、怎么联系。"


def tell_of_plan(plan: Plan, actor: Actor) -> int:
    """Tell every member with an account whom a plan now in force gives representatives; how many were told."""
    served = select(Member.user_id).join(Pairing, Pairing.member_id == Member.id).distinct()
    users = db.session.scalars(served.where(queries.standing(plan), Member.user_id.is_not(None))).all()
    return tell(users, PLAN, f"{plan.year} 年您联系的代表已经定了", LOOK, OWN_FIVE, actor)


def tell_of_change(plan: Plan, actor: Actor, *members: Member) -> int:
    """Tell members that a pair of theirs changed, if the plan is in force; not again while they have not looked."""
    users = [member.user_id for member in members if member.user_id] if plan.is_published else []
    return tell(users, PAIRS, "您联系的代表有变动", LOOK, OWN_FIVE, actor, is_repeated=False) if users else 0
