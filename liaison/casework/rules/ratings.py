"""What an answer of the asker leads to, and how little of his name is shown."""

from __future__ import annotations

ESCALATES_AFTER_ROUND = 2


def rating_verb(outcome: str, wants_redo: bool, case_round: int) -> str:
    """What an answer leads to: 不满意 asks for a second round; after round 2 it goes to the office."""
    if outcome != "不满意":
        return "rate"
    if case_round >= ESCALATES_AFTER_ROUND:
        return "rate_escalate"
    return "rate_redo" if wants_redo else "rate"


def overall_grade(work: str, outcome: str) -> str:
    """The grade that counts: that of the result; how the work was done is reported beside it."""
    return outcome or work
