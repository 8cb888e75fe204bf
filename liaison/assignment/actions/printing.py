"""What is noted when pairs are printed."""

from __future__ import annotations

from liaison.access import Actor
from liaison.accounts.rules.looks import reason_in_words
from liaison.assignment.models import Plan
from liaison.audit.actions import record


def show_phones(plan: Plan, count: int, actor: Actor, why: str, why_words: str | None = None) -> None:
    """Note who saw the whole numbers of how many representatives of a plan, and what for."""
    reason = reason_in_words(why, why_words)
    record("plan.show_phones", plan, actor, changes={"count": count, "reason": [None, reason]})
