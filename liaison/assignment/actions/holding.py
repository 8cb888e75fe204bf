"""Letting nobody else change what is about to be changed, always in one order: plans, members, then their pairs.

On PostgreSQL whoever comes second waits and then sees what the first did; on SQLite one writes at a time anyway.
"""

from __future__ import annotations

from sqlalchemy import select

from liaison.assignment.models import Pairing, Plan
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member


def hold_plans(year: int) -> None:
    """Let nobody put a plan of this year in force, nor change its pairs."""
    plans = select(Plan.id).where(Plan.year == year).order_by(Plan.id)
    db.session.execute(plans.with_for_update(key_share=True))


def hold_plan(plan: Plan) -> None:
    """Let nobody put a plan in force or end it; its state is read anew. Others may change other pairs of it."""
    statement = select(Plan).where(Plan.id == plan.id).with_for_update(read=True)
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def hold_members(*member_ids: int) -> None:
    """Let nobody else change the places of these members."""
    members = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    db.session.execute(members.with_for_update(key_share=True)).all()


def hold(*pairings: Pairing, also: Member | None = None) -> None:
    """Let nobody else change the places of these pairs, and of a member besides; the pairs are read anew.

    Raises Refused where one of them is no longer there.
    """
    told = [f"{pairing.member.name}委员和{pairing.representative.name}" for pairing in pairings]
    for plan in {pairing.plan for pairing in pairings}:
        hold_plan(plan)
    hold_members(*{pairing.member_id for pairing in pairings}, *([also.id] if also else []))
    ids = [pairing.id for pairing in pairings]
    there = select(Pairing).where(Pairing.id.in_(ids)).execution_options(populate_existing=True)
    found = {pairing.id for pairing in db.session.scalars(there)}
    gone = next((words for one, words in zip(ids, told, strict=True) if one not in found), None)
    if gone:
        raise Refused(f"{gone}已经不是一对，请回到方案里看现在的。")
