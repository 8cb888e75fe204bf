"""并案: what a case takes over from the one it was merged into, and when it may not be merged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from liaison.casework.actions.receipts import inputs_of, keep_handling
from liaison.casework.actions.records import OF_CO_UNIT, set_co_units
from liaison.casework.models import Case
from liaison.casework.queries.merging import reply_number_of, waiting_count
from liaison.casework.rules import merging as rules
from liaison.core import clock
from liaison.core.errors import Refused

SAME = ("limit_days", "section_name", "handling_way")
CELLS_OF_REPLY = ("unit_id", "section_id", "handler_id", "result_text", "result", "reply_text")


def refuse_false_merge(case: Case, main: Case, states: Collection[str] = rules.LEADING) -> None:
    """Raise Refused when one case cannot be led by another: no chains, no circles, nothing that was replied."""
    sentence = rules.why_not_follow(case, main, waiting_count(case), states)
    if sentence:
        raise Refused(sentence, {"merged_into_id": sentence})


def merged(case: Case, _filled: Mapping[str, Any]) -> None:
    """It waits for its main case."""
    refuse_false_merge(case, case.merged_into)


def unmerged(case: Case, _filled: Mapping[str, Any]) -> None:
    """It goes its own way; not between the unit's reply and the moment it is passed on to everybody."""
    main = case.merged_into
    if main is not None and main.state == rules.REPLIED:
        raise Refused(f"主单 {main.number} 已经答复，转给委员时这件也有答复，不能再撤销并案。")
    released(case, _filled)


def released(case: Case, _filled: Mapping[str, Any]) -> None:
    """It belongs to no other case any more."""
    case.merged_into = None


def joined(case: Case, filled: Mapping[str, Any]) -> None:
    """The reply of its main case is its own too, with the unit's limit and days; the day it was replied is today."""
    main = case.merged_into
    if main.due_on:
        keep_handling(case, inputs_of(main), rules.JOIN)
    for column, day in rules.days_of_reply(case, main).items():
        setattr(case, column, day)
    for column in SAME:
        setattr(case, column, getattr(main, column))
    case.replied_on = case.replied_on or clock.today()
    set_co_units(case, filled.get("co_unit_ids") or [])
    take_over_opinions(case, main)


def take_over_opinions(case: Case, main: Case) -> None:
    """What the helping units said; where each replies on its own (分办) it is part of the reply."""
    said = {one.organisation_id: one for one in main.co_units}
    for one in case.co_units:
        for key in OF_CO_UNIT:
            setattr(one, key, getattr(said[one.organisation_id], key))


def cells_of_reply(main: Case) -> dict[str, Any]:
    """The sheet of 随主单答复."""
    cells = {key: getattr(main, key) for key in CELLS_OF_REPLY}
    helping = [unit.organisation_id for unit in main.co_units]
    return {**cells, "merged_into_id": main.id, "co_unit_ids": helping, "reply_no": reply_number_of(main)}


def cells_of_release(main: Case) -> dict[str, Any]:
    """The sheet of a case that comes back to the desk."""
    return {"reason": rules.why_released(main)}


FOLLOWING: Mapping[str, Callable[[Case], dict[str, Any]]] = MappingProxyType(
    {rules.JOIN: cells_of_reply, rules.RELEASE: cells_of_release}
)
