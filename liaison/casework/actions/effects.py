"""What single moves do besides changing the state: clocks, dates, who handles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from liaison.casework import queries, rules
from liaison.casework.actions import following, limits
from liaison.casework.actions.records import set_co_units
from liaison.casework.models import Case
from liaison.casework.rules import turns
from liaison.casework.rules.story import day_words
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.models import Area


def nothing(_case: Case, _filled: Mapping[str, Any]) -> None:
    """A move without further effects."""


def suggested(case: Case, _filled: Mapping[str, Any]) -> None:
    """Whoever wants no name kept has none; the village lies in the town."""
    if case.is_anonymous:
        case.asker_name = case.asker_phone = None
    elif not case.asker_phone:
        unreachable = "请填诉求人电话，或勾选“匿名反映”"
        raise Refused(unreachable, {"asker_phone": unreachable})
    village = db.session.get(Area, case.village_id) if case.village_id else None
    if village and village.parent_id != case.area_id:
        elsewhere = f"{village.name}不在选的区镇，请重选村、社区"
        raise Refused(elsewhere, {"village_id": elsewhere})


def handed_over(case: Case, filled: MutableMapping[str, Any]) -> None:
    """Dispatch starts the clock; section and handler are the new unit's to choose; the sheet says way and days."""
    chosen = filled.get("co_unit_ids")
    helping = helping_units(case, chosen)
    way = filled.get("handling_way") or (case.handling_way if chosen is None and helping else None)
    wrong = turns.wrong_way(way, len(helping))
    if wrong:
        raise Refused(wrong, {"handling_way": wrong})
    set_co_units(case, helping)
    case.handling_way = turns.way_of(way, len(helping))
    case.transferred_on = clock.today()
    case.section_id = case.handler_id = case.proposed_unit_id = None
    limits.set_handling_limit(case, clock.today(), filled.get("limit_days"))
    filled.update(handling_way=case.handling_way, limit_days=case.limit_days)
    set_co_limits(case)


def helping_units(case: Case, chosen: list[int] | None) -> list[int]:
    """Those that were chosen; where nothing was said of them, those that stand."""
    if case.unit_id in (chosen or []):
        raise Refused("主办和协办不能是同一个单位", {"co_unit_ids": "主办和协办不能是同一个单位"})
    standing = [one.organisation_id for one in case.co_units if one.organisation_id != case.unit_id]
    return standing if chosen is None else chosen


def set_co_limits(case: Case) -> None:
    """Units that help have a third of the limit for their opinions, from today."""
    due_on = working_days().add(clock.today(), turns.co_limit_days(case.limit_days or rules.USUAL_LIMIT))
    for one in case.co_units:
        one.due_on = due_on


def ask_helping_again(case: Case) -> None:
    """In a new round the units that help are asked anew; what they said stands in the records."""
    for one in case.co_units:
        one.opinion = one.given_at = one.given_by = one.given_by_id = None
    set_co_limits(case)


def approved(case: Case, filled: Mapping[str, Any]) -> None:
    """Who handles it; a handler who was not named before is nobody."""
    case.approved_on = clock.today()
    name_handler(case, filled.get("handler_id"))
    case.section_name = case.section.name if case.section else None
    if filled.get("internal_due_on") and case.due_on and filled["internal_due_on"] > case.due_on:
        due = day_words(case.due_on, clock.today())
        late = f"内部限期不能晚于办理期限（{due}），请选早一些的日子"
        raise Refused(late, {"internal_due_on": late})


def declined(case: Case, _filled: Mapping[str, Any]) -> None:
    """Count it; after a final ruling nothing can be declined."""
    if case.decline_count >= rules.MOST_DECLINES:
        raise Refused("这件已经审定由本单位办理，不能再申退。办理有困难请联系市政协办公室。")
    case.decline_count += 1


def waits_for_more(case: Case, _filled: Mapping[str, Any]) -> None:
    """The member is asked for more: what that takes does not count for the unit."""
    limits.pause_limit(case)


def reassigned(case: Case, _filled: Mapping[str, Any]) -> None:
    """Another unit: its section and handler are still to be chosen; it helps no longer, it answers."""
    case.section_id = case.handler_id = case.proposed_unit_id = case.section_name = None
    if case.unit_id in (one.organisation_id for one in case.co_units):
        set_co_units(case, [one.organisation_id for one in case.co_units if one.organisation_id != case.unit_id])
        case.handling_way = case.handling_way if case.co_units else turns.ALONE


def passed_within(case: Case, filled: Mapping[str, Any]) -> None:
    """Another section takes it up, or another person; one who was not named is nobody."""
    name_handler(case, filled.get("handler_id"))
    case.section_name = case.section.name if case.section else None


def name_handler(case: Case, user_id: int | None) -> None:
    """Whoever is named handles it; what the page says next must not name the one before."""
    case.handler_id = user_id
    if user_id is None:
        case.handler = None


def taken_up_again(case: Case, _filled: Mapping[str, Any]) -> None:
    """What was answered at the desk is no answer any more."""
    case.reply_text = None


def reported(case: Case, filled: Mapping[str, Any]) -> None:
    """A result stands on what was done: written down before, or with it."""
    if not filled.get("progress") and not queries.has_progress(case):
        untold = "请写办理过程：做了什么，怎样和诉求人或委员联系的"
        raise Refused(untold, {"progress": untold})


def signed(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit's result is out: the first time counts."""
    case.handled_on = case.handled_on or clock.today()


def replied(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit has replied: the first time counts."""
    case.replied_on = case.replied_on or clock.today()


EFFECTS: Mapping[str, Callable[[Case, dict[str, Any]], None]] = {
    "submit": suggested, "supplement": suggested, "hand_over": handed_over, "approve": approved,
    "decline": declined, "rule_reassign": reassigned,
    "rule_supplement": waits_for_more, "settle_reassign": reassigned,
    "finish": reported, "sign": signed, "reply": replied,
    "pass_within": passed_within, "reopen_to_desk": taken_up_again,
    "merge": following.merged, "unmerge": following.unmerged, "release": following.released,
    "join_reply": following.joined,
}  # fmt: skip
