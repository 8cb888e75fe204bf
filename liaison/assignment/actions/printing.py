"""What is noted when pairs are printed."""

from __future__ import annotations

from liaison.access import Actor
from liaison.assignment.models import Plan
from liaison.audit.actions import record


def show_phones(plan: Plan, count: int, actor: Actor, reason: str) -> None:
    """Note who saw the whole numbers of how many representatives of a plan, and what for."""
    record("plan.show_phones", plan, actor, changes={"count": count, "reason": [None, reason]})
