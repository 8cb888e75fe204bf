"""A case as the office thinks of it: plain values, who may do what to it, and what it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from liaison.access import Actor
from tests.model import office
from tests.model.office import STATES


@dataclass
class Undo:
    """The last move, as long as it can be taken back. followed: `{case: its records after it followed}`."""

    verb: str
    user: int | None
    at: datetime
    before: dict[str, Any]
    image: Mapping[str, Any]
    followed: dict[int, int] = field(default_factory=dict)


@dataclass
class Kept:
    """What the model knows of one case. helpers: `{unit: who gave its opinion, or None}`, helpers_due: `{unit: day}`.

    image: its row in the database after the last move; ways: how it was rated, by round; codes: (code, round, when).
    """

    id: int
    number: str
    committee: int
    member: int
    is_former: bool
    state: str = "to_consensus"
    round: int = 1
    declines: int = 0
    unit: int | None = None
    section: int | None = None
    handler: int | None = None
    is_sent: bool = False
    is_due: bool = False
    helpers: dict[int, int | None] = field(default_factory=dict)
    way: str | None = None
    is_asked: bool = False
    asked_round: int | None = None
    asked_by: tuple[int | None, ...] = ()
    result: str | None = None
    is_tracked: bool = False
    converted: tuple[str, ...] = ()
    merged: int | None = None
    is_replied: bool = False
    helpers_due: dict[int, date] = field(default_factory=dict)
    records: int = 0
    image: Mapping[str, Any] = field(default_factory=dict)
    ways: dict[int, tuple[str, ...]] = field(default_factory=dict)
    codes: list[tuple[str, int, datetime]] = field(default_factory=list)
    used_codes: set[str] = field(default_factory=set)
    undo: Undo | None = None

    def cells(self) -> dict[str, Any]:
        """What a take-back puts back."""
        return {name: getattr(self, name) for name in RESTORED}


RESTORED = [
    one.name for one in fields(Kept)
    if one.name not in ("id", "number", "committee", "member", "is_former", "records", "image", "ways", "codes",
                        "used_codes", "undo")
]  # fmt: skip


def holder_of(case: Kept, office_id: int) -> int | None:
    """The organisation with which it lies."""
    where = STATES[case.state][0]
    return {"committee": case.committee, "unit": case.unit, "office": office_id}.get(where)


def sees(actor: Actor, case: Kept) -> bool:
    """Whether it is within somebody's sight."""
    here = actor.organisation_id
    if actor.role in ("office", "leader", "supervisor"):
        return True
    if actor.role == "member":
        return case.member == actor.member_id
    if actor.role in ("clerk", "director"):
        return case.committee == here
    is_known = case.is_sent and case.state != "to_sign_out"
    if actor.role == "unit_leader":
        return is_known and (case.unit == here or here in case.helpers)
    return actor.role == "handler" and (sees_as_handler(actor, case) or (is_known and helps_in_person(actor, case)))


def sees_as_handler(actor: Actor, case: Kept) -> bool:
    """In his name, or in nobody's and in his section."""
    if case.unit != actor.organisation_id or case.state == "to_sign_out":
        return False
    if case.handler:
        return case.handler == actor.seat_user_id
    return actor.section_id is None or case.section == actor.section_id


def helps_in_person(actor: Actor, case: Kept) -> bool:
    """His unit owes an opinion, or he gave it."""
    if actor.organisation_id not in case.helpers:
        return False
    given = case.helpers[actor.organisation_id]
    return given == actor.seat_user_id or (given is None and case.state in office.HELPING.split())


def is_in_hands(actor: Actor, case: Kept) -> bool:
    """A handler's own work: it lies with his unit, in his name or in nobody's and his section."""
    if STATES[case.state][0] != "unit" or case.unit != actor.organisation_id:
        return False
    return case.handler == actor.seat_user_id if case.handler else case.section in (None, actor.section_id)


def stands(actor: Actor, relation: str, case: Kept) -> bool:
    """Whether somebody stands to a case in this relation."""
    here, is_other = actor.organisation_id, not {actor.user_id, actor.for_user_id} - {None} & set(case.asked_by)
    return {
        "all": lambda: True, "own": lambda: case.member == actor.member_id, "former": lambda: case.is_former,
        "committee": lambda: case.committee == here, "unit": lambda: case.unit == here,
        "unit_in_sight": lambda: case.unit == here, "hands": lambda: is_in_hands(actor, case),
        "helper": lambda: here in case.helpers and case.helpers[here] is None,
        "not_asker": lambda: is_other, "committee_not_asker": lambda: case.committee == here and is_other,
    }[relation]()  # fmt: skip


def may(actor: Actor, verb: str, case: Kept) -> bool:
    """Whether it is his to make this move, wherever the case stands."""
    is_his = any(actor.role == role and stands(actor, relation, case) for role, relation in office.WHO.get(verb, ()))
    return is_his and sees(actor, case)


def is_open_to_code(case: Kept, code: str, now: datetime) -> bool:
    """Whether the asker can still rate with this code: the newest, of this round, fresh, and he has not rated yet."""
    if not case.codes or case.codes[-1][0] != code or code in case.used_codes:
        return False
    _code, of_round, given = case.codes[-1]
    if of_round != case.round or now >= given + timedelta(days=office.DAYS_OF_CODE):
        return False
    return case.state == "to_rate" or (case.state == "closed" and "扫码" not in case.ways.get(case.round, ()))


def answer_of(case: Kept, cells: Mapping[str, Any]) -> str:
    """The move that an answer leads to."""
    if (cells.get("outcome") or cells.get("work")) != "不满意":
        return "rate"
    if case.round >= office.ROUND_THAT_ESCALATES:
        return "rate_escalate"
    return "rate_redo" if cells.get("wants_redo") else "rate"


def waits_for_helpers(case: Kept, way: str, today: date) -> bool:
    """Whether a helping unit that must answer first still has time for it."""
    owing = (case.helpers_due.get(unit) for unit, given in case.helpers.items() if given is None)
    return case.way == way and any(due is not None and today <= due for due in owing)


def why_not(case: Kept, verb: str, today: date) -> str:
    """Why a move that starts here is refused all the same; nothing where it is not."""
    due_on = case.image["due_on"]
    reasons = {
        "decline": case.declines >= office.MOST_DECLINES,
        "ask_extension": not due_on or case.asked_round == case.round or today > due_on,
        "grant_extension": not case.is_asked, "refuse_extension": not case.is_asked,
        "finish": waits_for_helpers(case, "会办", today), "reply": waits_for_helpers(case, "分办", today),
        "recheck": not case.is_tracked, "reopen": case.unit is None or case.round >= office.ROUNDS["reopen"],
        "decide_redo": case.round >= office.ROUNDS["decide_redo"],
        "close_unrated": not case.image["step_due_on"] or today <= case.image["step_due_on"],
    }
    return verb if reasons.get(verb) else ""
