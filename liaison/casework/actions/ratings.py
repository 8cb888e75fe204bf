"""评议: by the asker with a one-time code, or entered for him by those who called."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.actions import attempts
from liaison.casework.actions.moves import advance
from liaison.casework.actions.unreached import close_unreached, is_unreached, note_unreached
from liaison.casework.models import Case, Rating, RatingCode
from liaison.casework.rules.public import RATING
from liaison.casework.sheets.steps import RATERS
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused

CODE_BYTES = 16
OWN_WAY, LEDGER_WAY = "扫码", "台账"
OWN_WAYS = frozenset({OWN_WAY, LEDGER_WAY})  # what a past ledger says of a rating is the asker's own word
ASKER = Actor(None, "诉求人", Role.ASKER)


def hash_of(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def new_rating_code(case: Case, actor: Actor) -> str:
    """A one-time code for the reply slip of this round; earlier ones of the round open nothing any more."""
    if case.state not in ("to_rate", "closed"):
        raise Refused("委员反馈给诉求人以后，才有评价码。")
    if not may_still_rate(case):
        raise Refused("诉求人自己已经评价过，不用再发评价码。")
    now = clock.now()
    unused = select(RatingCode).where(RatingCode.case_id == case.id, RatingCode.used_at.is_(None))
    for old in db.session.scalars(unused):
        old.expires_at = now
    code = secrets.token_urlsafe(CODE_BYTES)
    row = RatingCode(
        case_id=case.id, round=case.round, code_hash=hash_of(code),
        expires_at=now + timedelta(days=rules.RATING_CODE_DAYS),
    )  # fmt: skip
    db.session.add(row)
    record("case.rating_code", case, actor, label=case.number)
    return code


def tell_asker(case: Case, actor: Actor, **filled: Any) -> str:
    """The member has told the asker; gives the code with which the asker rates, empty where he was not reached."""
    if is_unreached(case, filled):
        if note_unreached(case, actor, **filled):
            new_rating_code(case, actor)
            close_unreached(case)
        return ""
    advance(case, "tell_asker", actor, **filled)
    return new_rating_code(case, actor)


def code_row(code: str) -> RatingCode | None:
    """The live row of a code: not used, not expired, of the round that waits or was rated by others."""
    row = db.session.scalar(select(RatingCode).where(RatingCode.code_hash == hash_of(code)))
    if row is None or row.used_at or row.expires_at <= clock.now() or row.round != row.case.round:
        return None
    return row if may_still_rate(row.case) else None


def code_tried(code: str, address: str | None, *, is_sent: bool) -> RatingCode | None:
    """As `code_row`, for a page that anybody can open: wrong codes count against the address, sent or looked at.

    Raises TooOften after too many. is_sent: it came with an answer; a page that is only fetched is counted aside.
    """
    if is_sent:
        attempts.take_turn()
    attempts.refuse_too_many(RATING, address, RATING.kind)
    row = code_row(code)
    if row is None:
        count = attempts.note if is_sent else attempts.note_aside
        count(RATING, address, RATING.kind)
    return row


def may_still_rate(case: Case) -> bool:
    """Whether the asker's own answer is still wanted: it counts over one that others entered."""
    if case.state == "to_rate":
        return True
    return case.state == "closed" and not OWN_WAYS & ways_of(case)


def ways_of(case: Case) -> set[str]:
    """How the ratings of this round came in."""
    rows = select(Rating.way).where(Rating.case_id == case.id, Rating.round == case.round)
    return set(db.session.scalars(rows))


def rate_by_code(row: RatingCode, **filled: Any) -> Case:
    """The asker's own answer; the code is used up."""
    row.used_at = clock.now()
    return settle_rating(row.case, ASKER, "诉求人", {**filled, "way": OWN_WAY, "rated_on": clock.today()})


def rate_for_asker(case: Case, actor: Actor, **filled: Any) -> Case:
    """An answer heard on the phone, on paper or face to face; a member may only enter the last."""
    if actor.role is Role.MEMBER and filled.get("way") != "当面":
        raise Refused("委员只能代录当面评价；电话回访和纸质评价由工委或办公室代录。", {"way": "请选“当面”"})
    if case.state != "to_rate":
        raise Refused("这件不在待评议，不能代录评价。")
    return settle_rating(case, actor, filled.get("rater") or RATERS[0], filled)


def settle_rating(case: Case, actor: Actor, rater: str, filled: dict[str, Any]) -> Case:
    """Store the answer and make the move it leads to. The round noted is the one that was rated."""
    wants_redo = bool(filled.get("wants_redo"))
    rated_on: date = filled["rated_on"]
    grade = rules.overall_grade(filled.get("work") or "", filled.get("outcome") or "")
    rating = Rating(
        case_id=case.id, round=case.round, rater=rater, way=filled["way"], work=filled.get("work"), outcome=grade,
        solved=filled.get("solved"), member_work=filled.get("member_work"),
        reasons="、".join(filled.get("reasons") or []) or None, wants_redo=wants_redo,
        rated_on=rated_on, recorded_by=None if actor is ASKER else actor.signature, recorded_at=clock.now(),
    )  # fmt: skip
    verb = rules.rating_verb(grade, wants_redo, case.round)
    advance(case, verb, actor, **{"asked": "诉求人", **filled})
    case.rating, case.rated_on = grade, rated_on
    db.session.add(rating)
    return case
