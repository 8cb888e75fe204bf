"""Faults planted in the program on purpose: a walk that finds none of them would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework import rules
from liaison.casework.actions import desk, effects, following, limits, moves, receipts, records
from liaison.casework.models import CoUnit
from liaison.casework.queries import sight
from liaison.casework.workflow import CASEWORK
from liaison.core.db import db

Plant = Callable[[Any], None]
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


def no_step_limit(real: Any, case: Any, state: Any) -> None:
    real(case, state)
    if state.code == "to_check":
        case.step_due_on = None


def record_rewritten(real: Any, case: Any, move: Any, *rest: Any) -> Any:
    if move.verb == "sign":
        db.session.execute(text(PLAIN_TRIGGER))
        db.session.execute(text("UPDATE step_record SET note = '改过' WHERE seq = 2"))
    return real(case, move, *rest)


def version_ignored(real: Any, case: Any, verb: str, actor: Any, _version: Any = None, **named: Any) -> Any:
    return real(case, verb, actor, None, **named)


def forgets_round(real: Any, case: Any, before: Mapping[str, Any]) -> None:
    kept = case.round
    real(case, before)
    case.round = kept if kept != before["round"] else case.round


def forgets_unit(real: Any, case: Any, before: Mapping[str, Any]) -> None:
    real(case, {**before, "unit_id": case.unit_id})


def one_number_skipped(real: Any, case: Any) -> int:
    return real(case) + (case.state == "to_reply")


def nobody_helps(_real: Any, _actor: Any) -> Any:
    return CoUnit.id.is_(None)


def late_take_back(real: Any, last: Any, actor: Any) -> bool:
    return real(last, actor) or bool(last and last.actor_id == actor.user_id and last.verb == "sign")


FAULTS: Mapping[str, Plant] = MappingProxyType({
    "a step is skipped": changed_move("pass_check", target="to_forward"),
    "a signature is skipped": changed_move("finish", target="to_check"),
    "a move starts where it must not": changed_move("reply", starts=("to_reply", "to_check")),
    "what is void comes back": changed_move("reopen_to_desk", starts=("settled", "refused", "voided")),
    "an event is missing": wrapped(moves, "record", event_missing),
    "a handler signs for his unit": also_allowed("case.sign", Role.HANDLER, TABLE["case.sign"][Role.UNIT_LEADER]),
    "a clerk rules for his director": also_allowed("case.rule", Role.CLERK, TABLE["case.rule"][Role.DIRECTOR]),
    "a foreign town hands over": also_allowed("case.hand_over", Role.CLERK, lambda _actor, _case: True),
    "two rounds at once": wrapped(moves, "open_round", two_rounds),
    "one round too many": changed_move("reopen", at_most=5),
    "the due day is lost": wrapped(effects.limits, "set_handling_limit", no_due_day),
    "a step has no limit": wrapped(limits, "set_step_limit", no_step_limit),
    "an old record is rewritten": wrapped(moves, "write_record", record_rewritten),
    "a stale page is taken": wrapped(desk, "make_move", version_ignored),
    "three may decline": lambda patch: patch.setattr(rules, "MOST_DECLINES", 3),
    "a take-back forgets the round": wrapped(moves, "restore", forgets_round),
    "a take-back forgets the unit": wrapped(moves, "restore", forgets_unit),
    "anybody takes back what was signed": wrapped(moves, "may_take_back", late_take_back),
    "a number is skipped": wrapped(records, "next_seq", one_number_skipped),
    "the wrong desk holds it": wrapped(moves, "holder_of", lambda _real, case, _holder: case.committee_id),
    "merged cases are left behind": wrapped(moves, "lead", lambda _real, *_case: None),
    "a helping unit sees nothing": wrapped(sight, "helped_by", nobody_helps),
    "any case may lead": wrapped(following, "refuse_false_merge", lambda _real, *_case: None),
    "a limit has no receipt": wrapped(receipts, "add", lambda _real, *_cells: None),
})  # fmt: skip
