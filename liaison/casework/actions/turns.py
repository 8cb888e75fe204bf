"""What the turns ask for before they are made, and who made them: extension, opinion, recheck, conversion."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from liaison.access import Actor, Role, same_person
from liaison.casework import rules
from liaison.casework.actions import limits
from liaison.casework.models import Case, CoUnit
from liaison.casework.queries.history import people_in
from liaison.casework.queries.ladder import thresholds
from liaison.casework.rules import turns
from liaison.casework.rules.hands import OTHER_HANDS, RAISED
from liaison.casework.rules.limits import longest_limit
from liaison.casework.rules.story import day_words
from liaison.casework.sheets.turns import CO_MISSING, CO_UNIT
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.models import Category

Filled = MutableMapping[str, Any]
Turn = Callable[[Case, Actor, Filled], None]
BETWEEN = "、"
LONGER = ("要更长的，请工委主任转办，或者由承办单位申请延期", "要更长的，由承办单位申请延期")


def no_turn(_case: Case, _actor: Actor, _filled: Filled) -> None:
    """A move of the smooth way."""


def hand_over(case: Case, actor: Actor, filled: Filled) -> None:
    """Whoever hands over may shorten the limit; how far he may lengthen it depends on his role."""
    asked = filled.get("limit_days")
    if not asked:
        return
    table = limits.limits()
    field = db.session.get(Category, filled["category_id"]) if filled.get("category_id") else case.category
    kind, urgency = filled.get("kind") or case.kind, filled.get("urgency") or case.urgency
    own = field if field and field.limit_days else None
    regulated, _source, rule = rules.handling_limit(table, kind, urgency, None, own)
    most = longest_limit(table, actor.role, regulated)
    if asked > most:
        words = f"最多定 {most} 个工作日（{rule}，规定 {regulated} 个）。{LONGER[actor.role is Role.DIRECTOR]}"
        raise Refused(words, {"limit_days": words})


def decline(case: Case, _actor: Actor, filled: Filled) -> None:
    """申退: whoever should do it instead is somebody else."""
    if filled.get("proposed_unit_id") == case.unit_id:
        words = "建议改派给的就是本单位，请选别的单位"
        raise Refused(words, {"proposed_unit_id": words})


def reassign(case: Case, _actor: Actor, filled: Filled) -> None:
    """改派 is to another unit; who keeps the old one says 不同意退回."""
    if filled["unit_id"] == case.unit_id:
        words = "改派给的就是原来的单位，请选别的单位；仍由它办的，选“不同意退回”"
        raise Refused(words, {"unit_id": words})


def ask_extension(case: Case, actor: Actor, filled: Filled) -> None:
    """延期: once a round, before the limit, at most the limit again; the clock runs on until it is granted."""
    refuse(turns.why_no_request(case, clock.today()))
    asked, due_on = filled["extension_asked_until"], case.due_on
    most = limits.limits().get("extension")
    latest = turns.latest_extension(due_on, case.limit_days or rules.USUAL_LIMIT, most, working_days())
    if not due_on < asked <= latest:
        why = turns.extension_words(due_on, case.limit_days or rules.USUAL_LIMIT, most, latest, clock.today())
        words = f"新期限要晚于{day_words(due_on, clock.today())}。{why}，请改新期限"
        raise Refused(words, {"extension_asked_until": words})
    case.extension_round = case.round
    case.extension_asked_by_id, case.extension_asked_for_id = actor.user_id, actor.for_user_id


def grant_extension(case: Case, actor: Actor, filled: Filled) -> None:
    """The limit moves; what it was stays as first_due_on, so that both rates can be told."""
    until = ruled_on(case, actor)
    limits.extend_limit(case, until, filled.get("opinion") or "")
    if case.round == 1:
        case.extended_due_on = until


def refuse_extension(case: Case, actor: Actor, _filled: Filled) -> None:
    """The limit stays."""
    ruled_on(case, actor)


def refuse_same_hands(case: Case, verb: str, actor: Actor) -> None:
    """Nobody approves, rules on, checks or rates what he did himself, nor through somebody else."""
    before, sentence = OTHER_HANDS.get(verb, ((), ""))
    if before and same_person(actor, *people_in(case, before), *raiser_of(case, before)):
        raise Refused(sentence)


def raiser_of(case: Case, before: tuple[str, ...]) -> tuple[int | None, ...]:
    """The member who raised the case, also where his committee wrote it down."""
    return (case.member.user_id,) if before == RAISED and case.member else ()


def ruled_on(case: Case, actor: Actor) -> Any:
    """The day that was asked for, no longer pending. Nobody rules on his own request, nor through somebody else."""
    refuse(turns.why_no_ruling(case, clock.today()))
    if same_person(actor, case.extension_asked_by_id, case.extension_asked_for_id):
        raise Refused("自己申请的延期不能自己批，请由工委主任或办公室的别的同志批。")
    until, case.extension_asked_until = case.extension_asked_until, None
    return until


def give_opinion(case: Case, actor: Actor, filled: Filled) -> None:
    """协办意见: once, for the actor's own unit."""
    own = own_part(case, actor)
    if own is None:
        raise Refused("本单位不是这件的协办单位，不用提协办意见。")
    if own.given_at is not None:
        raise Refused("本单位已经提过协办意见。要改请在 10 分钟内撤回。")
    own.opinion, own.given_at = filled["opinion"], clock.now()
    own.given_by, own.given_by_id = actor.signature, actor.seat_user_id
    filled[CO_UNIT.key] = own.organisation_id


def own_part(case: Case, actor: Actor) -> CoUnit | None:
    """The actor's unit among those that help."""
    return next((one for one in case.co_units if one.organisation_id == actor.organisation_id), None)


def finish(case: Case, _actor: Actor, filled: Filled) -> None:
    """会办 waits for opinions within their limit; a request for an extension is not needed any more."""
    refuse(turns.why_no_result(case, clock.today()))
    name_missing(case, filled, turns.TOGETHER)
    if case.extension_asked_until:
        case.extension_asked_until = case.extension_round = None


def reply(case: Case, _actor: Actor, filled: Filled) -> None:
    """分办 waits for the answers of the others within their limit."""
    refuse(turns.why_no_reply(case, clock.today()))
    name_missing(case, filled, turns.APART)


def name_missing(case: Case, filled: Filled, way: str) -> None:
    """Note the helping units that let their limit pass."""
    missing = turns.unanswered(case.co_units)
    if missing and case.handling_way == way:
        filled[CO_MISSING.key] = turns.names_of(missing)


def recheck(case: Case, _actor: Actor, filled: Filled) -> None:
    """复查: B is looked at again after the months that the office settled, A and C end it."""
    refuse(turns.why_no_recheck(case, clock.today()))
    is_going_on = turns.is_tracked(filled["recheck_result"])
    case.recheck_on = turns.next_recheck(clock.today(), thresholds().recheck_months) if is_going_on else None


def convert(case: Case, _actor: Actor, filled: Filled) -> None:
    """转化: each kind once; the case itself goes on, the asker is still told."""
    known = case.converted_to.split(BETWEEN) if case.converted_to else []
    if filled["conversion"] in known:
        words = f"这件已经转化为{filled['conversion']}，不用再转"
        raise Refused(words, {"conversion": words})
    case.converted_to = BETWEEN.join([*known, filled["conversion"]])


def reopen(case: Case, _actor: Actor, _filled: Filled) -> None:
    """A closed case needs a unit to go back to."""
    refuse(turns.why_not_reopened(case, clock.today()))


def refuse(sentence: str) -> None:
    """Raise Refused where there is a reason."""
    if sentence:
        raise Refused(sentence)


TURNS: dict[str, Turn] = {
    "hand_over": hand_over, "decline": decline, "rule_reassign": reassign, "settle_reassign": reassign,
    "ask_extension": ask_extension, "grant_extension": grant_extension, "refuse_extension": refuse_extension,
    "co_opinion": give_opinion, "finish": finish, "reply": reply, "recheck": recheck, "convert": convert,
    "reopen": reopen,
}  # fmt: skip
