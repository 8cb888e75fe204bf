"""Which moves a person is offered on a case, and which of them is the main one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.casework.rules.flows import flow_of, state_title
from liaison.casework.rules.limits import MOST_DECLINES
from liaison.casework.rules.turns import WHY_NOT
from liaison.casework.workflow import CASEWORK, CHOSEN_BY_ANSWER, OPEN_STATES, UNSEEN_VERBS
from liaison.core.errors import Refused
from liaison.core.workflow import Move


def offered_moves(case: Any, actor: Actor, today: date) -> list[Move]:
    """What this person can do to the case now, in the order of its chart; what has no page any more is not offered."""
    return [
        move for move in flow_of(case).starting_at(case.state)
        if move.verb in CASEWORK.by_verb and not why_not(case, move, today) and allowed(actor, move.permission, case)
    ]  # fmt: skip


def why_not(case: Any, move: Move, today: date) -> str:
    """Why a move that starts here is not to be made now; nothing where it is."""
    if move.verb in UNSEEN_VERBS:
        return "由填的内容决定，不用另办。" if move.verb in CHOSEN_BY_ANSWER else "随主单办，不用另办。"
    if move.verb == "rate" and case.state not in OPEN_STATES:
        return "这件已经办结，不能再代录评价。"
    if move.verb == "decline" and case.decline_count >= MOST_DECLINES:
        return "这件已经审定由本单位办理，不能再申退。办理有困难请联系市政协办公室。"
    if move.verb == "close_unrated" and not (case.step_due_on and today > case.step_due_on):
        return "评议期限还没过，请等诉求人评价。"
    if move.at_most is not None and case.round >= move.at_most:
        return f"已经办过 {case.round} 轮，不能再开一轮。"
    return WHY_NOT[move.verb](case, today) if move.verb in WHY_NOT else ""


def refuse_unstartable(case: Any, move: Move, today: date) -> None:
    """Raise Refused when a move cannot be begun on this case, before anything is filled in."""
    if case.state not in move.starts:
        where = state_title(case)
        raise Refused(f"现在是“{where}”，不能{move.title}。刷新页面看看最新进展。")
    sentence = why_not(case, move, today)
    if sentence:
        raise Refused(sentence)


def main_of(moves: Sequence[Move]) -> Move | None:
    """The one that is filled: of several main moves the furthest on."""
    return max((move for move in moves if move.is_main), key=lambda move: move.step, default=None)


def can_be_urged(case: Any) -> bool:
    """Whether there is a unit that can be urged."""
    return case.state in OPEN_STATES and case.unit_id is not None
