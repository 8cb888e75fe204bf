"""What single moves do besides changing the state: clocks, dates, who handles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from liaison.casework import rules
from liaison.casework.actions import limits
from liaison.casework.actions.records import set_co_units
from liaison.casework.models import Case
from liaison.core import clock
from liaison.core.errors import Refused


def nothing(_case: Case, _filled: Mapping[str, Any]) -> None:
    """A move without further effects."""


def handed_over(case: Case, filled: Mapping[str, Any]) -> None:
    """Dispatch starts the clock; section and handler are the new unit's to choose."""
    if case.unit_id in (filled.get("co_unit_ids") or []):
        raise Refused("主办和协办不能是同一个单位", {"co_unit_ids": "主办和协办不能是同一个单位"})
    set_co_units(case, filled.get("co_unit_ids") or [])
    case.transferred_on = clock.today()
    case.section_id = case.handler_id = case.proposed_unit_id = None
    limits.set_handling_limit(case, clock.today(), filled.get("limit_days"))


def approved(case: Case, filled: Mapping[str, Any]) -> None:
    """Who handles it; a handler who was not named before is nobody."""
    case.approved_on = clock.today()
    case.handler_id = filled.get("handler_id")
    case.section_name = case.section.name if case.section else None
    if filled.get("internal_due_on") and case.due_on and filled["internal_due_on"] > case.due_on:
        late = f"内部限期不能晚于办理期限 {case.due_on}，请选早一些的日子"
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
    """Another unit: its section and handler are still to be chosen."""
    case.section_id = case.handler_id = case.proposed_unit_id = case.section_name = None


def signed(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit's result is out: the first time counts."""
    case.handled_on = case.handled_on or clock.today()


def replied(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit has replied: the first time counts."""
    case.replied_on = case.replied_on or clock.today()


EFFECTS: Mapping[str, Callable[[Case, Mapping[str, Any]], None]] = {
    "hand_over": handed_over, "approve": approved, "decline": declined, "rule_reassign": reassigned,
    "settle_reassign": reassigned, "rule_supplement": waits_for_more, "sign": signed, "reply": replied,
}  # fmt: skip
