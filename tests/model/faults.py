"""Faults planted in the program on purpose: a walk that finds none of them would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework.actions import effects, moves, records
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


def record_rewritten(real: Any, case: Any, move: Any, *rest: Any) -> Any:
    if move.verb == "sign":
        db.session.execute(text(PLAIN_TRIGGER))
        db.session.execute(text("UPDATE step_record SET note = '改过' WHERE seq = 2"))
    return real(case, move, *rest)


def one_number_skipped(real: Any, case: Any) -> int:
    return real(case) + (case.state == "to_reply")


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
    "merged cases are left behind": wrapped(moves, "lead", lambda _real, *_case: None),
})  # fmt: skip
