"""What the form of a move already holds when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from liaison.casework import rules
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.desk import handlers_of
from liaison.casework.queries.flows import days_by_limit
from liaison.casework.queries.merging import mains_offered, suspects
from liaison.casework.queries.routing import suggestions_for
from liaison.casework.rules import turns
from liaison.casework.sheets.steps import CONSENSUS, RATERS, SAME_MATTER
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.columns import Kind
from liaison.core.db import db
from liaison.core.workflow import Move
from liaison.orgs.queries import reference_choices

OF_THE_CASE = frozenset(column.key for column in CONSENSUS)
REFILLED = frozenset({"approve", "finish", "reply"})
UNFILLED = (Kind.PHONE, Kind.FILES)


def prefilled(case: Case, move: Move) -> dict[str, Any]:
    """`{cell: value}`: what stands on the case, what this sheet held before in this round, what is likely."""
    keys = [c.key for c in move.columns if c.key in OF_THE_CASE and c.kind not in UNFILLED]
    own = {key: getattr(case, key) for key in keys if getattr(case, key) is not None}
    return {**own, **LIKELY.get(move.verb, nothing)(case), **filled_before(case, move)}


def filled_before(case: Case, move: Move) -> dict[str, Any]:
    """The cells of the same sheet when it was last filled in this round, where it is likely to be mended."""
    if move.verb not in REFILLED:
        return {}
    statement = (
        select(StepRecord.filled)
        .where(StepRecord.case_id == case.id, StepRecord.verb == move.verb, StepRecord.round == case.round)
        .order_by(StepRecord.seq.desc())
    )
    filled = db.session.scalars(statement.limit(1)).first() or {}
    return {c.key: filled[c.key] for c in move.columns if c.key in filled and c.kind not in UNFILLED}


def nothing(_case: Case) -> dict[str, Any]:
    """A move of which nothing is likely."""
    return {}


def likely_unit_of(case: Case) -> dict[str, Any]:
    """The unit it was with before, and those that helped; else the first that is suggested."""
    found = suggestions_for(case)
    return {
        "unit_id": case.unit_id or (found[0].unit_id if found else None), "handling_way": case.handling_way,
        "co_unit_ids": [one.organisation_id for one in case.co_units],
    }  # fmt: skip


def likely_main_of(case: Case) -> dict[str, Any]:
    """The oldest that may be the same matter."""
    found = suspects(case)
    return {"merged_into_id": found[0].id if found else None, "reason": SAME_MATTER}


def last_phone_of_unit(case: Case) -> dict[str, Any]:
    """The telephone that the unit gave when it last took a case on."""
    approved = (
        select(StepRecord.filled).join(StepRecord.case)
        .where(Case.unit_id == case.unit_id, StepRecord.verb == "approve", StepRecord.is_imported.is_(False))
        .order_by(StepRecord.id.desc())
    )  # fmt: skip
    filled = db.session.scalars(approved.limit(1)).first() or {}
    return {"section_phone": filled.get("section_phone")}


LIKELY: Mapping[str, Callable[[Case], dict[str, Any]]] = MappingProxyType({
    "hand_over": likely_unit_of,
    "merge": likely_main_of,
    "approve": lambda case: {"internal_due_on": case.due_on, **last_phone_of_unit(case)},
    "rule_reassign": lambda case: {"unit_id": case.proposed_unit_id},
    "settle_reassign": lambda case: {"unit_id": case.proposed_unit_id},
    "reply": lambda case: {"reply_text": case.result_text},
    "tell_asker": lambda _case: {"told_on": clock.today()},
    "rate": lambda case: {"rated_on": clock.today(), "asked": case.asker_name or RATERS[0]},
})


def hints_for(case: Case, move: Move) -> dict[str, str]:
    """`{cell: words}` beside the cells of a move where what may be filled in depends on the case."""
    return HINTS.get(move.verb, nothing)(case)


def latest_day_asked(case: Case) -> dict[str, str]:
    """Until when an extension may be asked for, and why no later."""
    if case.due_on is None:
        return {}
    days, most = case.limit_days or rules.USUAL_LIMIT, days_by_limit().get("extension")
    latest = turns.latest_extension(case.due_on, days, most, working_days())
    return {"extension_asked_until": turns.extension_words(case.due_on, days, most, latest, clock.today())}


HINTS: Mapping[str, Callable[[Case], dict[str, str]]] = MappingProxyType({"ask_extension": latest_day_asked})


def choices_for(case: Case) -> Callable[[str], list[tuple[int, str]]]:
    """`[(id, name)]` for the references of a move: sections and handlers are those of the case's unit."""
    return lambda source: OF_THE_UNIT[source](case) if source in OF_THE_UNIT else reference_choices(source)


def sections_offered(case: Case) -> list[tuple[int, str]]:
    """The sections of the unit."""
    return reference_choices("section", case.unit_id) if case.unit_id else []


def handlers_offered(case: Case) -> list[tuple[int, str]]:
    """Those who handle cases at the unit, with their sections."""
    people = handlers_of(case.unit_id) if case.unit_id else ()
    return [(user_id, f"{name}（{section}）" if section else name) for user_id, name, section in people]


OF_THE_UNIT = {
    "section_of_unit": sections_offered, "handler_of_unit": handlers_offered, "main_case": mains_offered,
}  # fmt: skip
