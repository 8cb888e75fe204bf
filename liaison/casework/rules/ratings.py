"""What an answer of the asker leads to, and how little of his name is shown."""

from __future__ import annotations

ESCALATES_AFTER_ROUND = 2
TRY_AGAIN = "已记下没联系上，这件还等着告诉诉求人，请换一天再试"
GIVEN_UP = "试了几天都没联系上，已按未评价办结。诉求人凭查询号看得到答复，也还能评价"


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
