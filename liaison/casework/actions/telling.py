"""Telling people of a case, in the transaction of the move: whose turn it is now, and the member that it went on."""

from __future__ import annotations

from types import MappingProxyType

from liaison.access import Actor
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.asides import waiting_beside
from liaison.casework.queries.holders import holders_of, lacks_handler
from liaison.casework.rules.flows import state_title
from liaison.casework.workflow import NEW_ROUNDS, title_of
from liaison.notices.actions import Said, settle, tell_each

TURN, PROGRESS = "turn", "progress"
LOOK = "点开看要办什么、什么时候到期。"
FOLLOW = "点开看办到哪一步。"
NAMING = frozenset({"approve", "pass_within"})
NOBODY = "科室里没有人能办，已放到您的待办里，请另定经办人。"
BESIDE = MappingProxyType({
    "ask_extension": "有延期申请等您批", **dict.fromkeys(("approve", *NEW_ROUNDS), "请本单位提协办意见"),
})


def tell_of_step(case: Case, step: StepRecord, actor: Actor) -> int:
    """Tell those whose turn it is since this step, and the member whose case it is; whoever made it is not told, unless
    he passed it to where nobody is.

    Numbers, steps and states only: nobody's name, no words of the case. What was told before holds no longer: of a
    case the latest message is enough. Gives how many were told.
    """
    link, said = address_of(case), {}
    if case.member.user_id:
        said[case.member.user_id] = Said(PROGRESS, f"诉求 {case.number} 有进展：{title_of(step.verb)}", FOLLOW)
    is_passed_on = has_changed_hands(case, step)
    settle((PROGRESS, TURN) if is_passed_on else (PROGRESS,), link)
    if is_passed_on:
        title = f"诉求 {case.number} 轮到您办：{state_title(case)}"
        said |= dict.fromkeys(holders_of(case), Said(TURN, title, LOOK))
    said |= dict.fromkeys(waiting_beside(case, step.verb), Said(TURN, beside_words(case, step.verb), LOOK))
    for himself in (actor.user_id, actor.for_user_id):
        said.pop(himself, None)
    if step.verb in NAMING and lacks_handler(case):
        said |= dict.fromkeys(holders_of(case), Said(TURN, f"诉求 {case.number} 没有经办人", NOBODY))
    return tell_each(said, link, f"{case.number} {step.seq}")


def beside_words(case: Case, verb: str) -> str:
    """What somebody is told whom a move gives work or an answer beside the turn."""
    return f"诉求 {case.number} {BESIDE.get(verb) or title_of(verb)}"


def address_of(case: Case) -> str:
    """The page of a case."""
    return f"/cases/{case.number}"


def has_changed_hands(case: Case, step: StepRecord) -> bool:
    """Whether it is somebody else's turn since this step: another state, unit or handler."""
    held = ("state", "unit_id", "handler_id", "section_id")
    return any(step.before.get(name) != getattr(case, name) for name in held)
