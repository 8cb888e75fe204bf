"""Faults planted in the program on purpose: a walk that finds none of them would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import text, true, update

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework import actions, rules
from liaison.casework.actions import effects, moves, receipts, records
from liaison.casework.models import RatingCode
from liaison.casework.queries import sight
from liaison.casework.rules import merging, offers
from liaison.casework.workflow import CASEWORK
from liaison.core.db import db
from tests.model.habits import ANGRY, CALM, Habit

Plant = Callable[[Any], None]
TO_RATE = "hand_over approve finish sign pass_check reply forward_reply confirm_reply tell_asker"
ROUND_AGAIN = "finish sign pass_check reply forward_reply confirm_reply tell_asker rate"
PLAIN_TRIGGER = "DROP TRIGGER step_record_refuses_update"


def changed_move(verb: str, **changes: Any) -> Plant:
    """The table says something else of one move."""
    return lambda patch: patch.setitem(CASEWORK.by_verb, verb, replace(CASEWORK.by_verb[verb], **changes))


def also_allowed(permission: str, role: Role, rule: Any) -> Plant:
    """One more role may do something."""
    return lambda patch: patch.setitem(TABLE[permission], role, rule)


def wrapped(module: Any, name: str, around: Callable[..., Any]) -> Plant:
    """A function of the program does something else: `around(the real one, …)`."""
    real = getattr(module, name)
    return lambda patch: patch.setattr(module, name, lambda *cells, **named: around(real, *cells, **named))


def event_missing(real: Any, verb: str, *rest: Any, **named: Any) -> Any:
    return None if verb == "case.pass_check" else real(verb, *rest, **named)


def two_rounds(real: Any, case: Any, move: Any) -> None:
    real(case, move)
    case.round += 1


def no_due_day(real: Any, case: Any, *rest: Any) -> None:
    real(case, *rest)
    case.due_on = None


def record_rewritten(real: Any, case: Any, move: Any, *rest: Any) -> Any:
    if move.verb == "sign":
        db.session.execute(text(PLAIN_TRIGGER))
        db.session.execute(text("UPDATE step_record SET note = '改过' WHERE seq = 2"))
    return real(case, move, *rest)


def one_number_skipped(real: Any, case: Any) -> int:
    return real(case) + (case.state == "to_reply")


def stale_form_taken(real: Any, case: Any, verb: str, actor: Any, version: int, **cells: Any) -> Any:
    return real(case, verb, actor, case.version, **cells)


def all_towns(real: Any, actor: Any) -> Any:
    return true() if actor.role is Role.CLERK else real(actor)


def no_limit_at_the_check(real: Any, case: Any, state: Any) -> None:
    real(case, state)
    case.step_due_on = None if state.code == "to_check" else case.step_due_on


def no_receipt_at_the_check(real: Any, case: Any, what: str, state: str | None, *rest: Any) -> None:
    if state != "to_check":
        real(case, what, state, *rest)


def ruled_at_the_unit(real: Any, case: Any, holder: str) -> Any:
    return case.unit_id if case.state == "declined" else real(case, holder)


def signature_anybodys(real: Any, last: Any, actor: Any) -> bool:
    return real(last, actor) or (last is not None and last.verb == "sign")


def code_used_up_by_another(real: Any, code: str) -> Any:
    row = real(code)
    if row is None:
        db.session.execute(update(RatingCode).values(used_at=RatingCode.expires_at))
    return row


def restored_but(name: str) -> Callable[..., None]:
    """撤回 leaves one cell as it is."""

    def restore(real: Any, case: Any, before: Any) -> None:
        kept = getattr(case, name)
        real(case, before)
        setattr(case, name, kept)

    return restore


def refused_thrice(patch: Any) -> None:
    for module in (rules, offers):
        patch.setattr(module, "MOST_DECLINES", 3)


# Those that any short walk comes upon.
FAULTS: Mapping[str, Plant] = MappingProxyType({
    "a step is skipped": changed_move("pass_check", target="to_forward"),
    "a signature is skipped": changed_move("finish", target="to_check"),
    "a move starts where it must not": changed_move("reply", starts=("to_reply", "to_check")),
    "what is void comes back": changed_move("reopen_to_desk", starts=("settled", "refused", "voided")),
    "an event is missing": wrapped(moves, "record", event_missing),
    "a handler signs for his unit": also_allowed("case.sign", Role.HANDLER, TABLE["case.sign"][Role.UNIT_LEADER]),
    "a clerk rules for his director": also_allowed("case.rule", Role.CLERK, TABLE["case.rule"][Role.DIRECTOR]),
    "two rounds at once": wrapped(moves, "open_round", two_rounds),
    "the due day is lost": wrapped(effects.limits, "set_handling_limit", no_due_day),
    "an old record is rewritten": wrapped(moves, "write_record", record_rewritten),
    "a number is skipped": wrapped(records, "next_seq", one_number_skipped),
    "a stale form is taken": wrapped(actions, "make_move", stale_form_taken),
    "a foreign town's cases are seen": wrapped(sight, "cases_visible_to", all_towns),
    "a helping unit sees every case": wrapped(sight, "helped_by", lambda _real, _actor: true()),
    "a step has no limit": wrapped(moves.limits, "set_step_limit", no_limit_at_the_check),
    "a limit has no receipt": wrapped(receipts, "add", no_receipt_at_the_check),
    "the wrong desk holds it": wrapped(moves, "holder_of", ruled_at_the_unit),
    "any case may lead": wrapped(merging, "why_not_follow", lambda _real, *_cases: ""),
    "a wrong code uses up the right one": wrapped(actions, "code_row", code_used_up_by_another),
    "merged cases are left behind": wrapped(moves, "lead", lambda _real, *_case: None),
})  # fmt: skip
# Those that stand at the end of a long way: (the fault, how askers are, the way there, what everybody tries then).
FAR_FAULTS: Mapping[str, tuple[Plant, Habit, str, str]] = MappingProxyType({
    "a third refusal is taken": (
        refused_thrice, CALM, "hand_over decline rule_keep decline settle_keep", "decline",
    ),
    "one round too many": (
        changed_move("decide_redo", at_most=5), ANGRY,
        f"{TO_RATE} rate {ROUND_AGAIN} decide_redo {ROUND_AGAIN} decide_redo {ROUND_AGAIN}", "decide_redo",
    ),
    "a case is opened once too often": (
        changed_move("reopen", at_most=5), CALM, f"{TO_RATE} rate" + f" reopen {ROUND_AGAIN}" * 3, "reopen",
    ),
    "the unit is not taken back": (wrapped(moves, "restore", restored_but("unit_id")), CALM, "hand_over", "take_back"),
    "the round is not taken back": (
        wrapped(moves, "restore", restored_but("round")), CALM, f"{TO_RATE} rate reopen", "take_back",
    ),
    "anybody takes back a signature": (
        wrapped(moves, "may_take_back", signature_anybodys), CALM, "hand_over approve finish sign", "take_back",
    ),
})  # fmt: skip
