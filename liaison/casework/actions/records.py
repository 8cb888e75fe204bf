"""Step records: what was filled in, as stored and as people read it, and how the case stood before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from liaison.access import Actor
from liaison.audit.actions import plain
from liaison.casework.models import Case, CoUnit, StepRecord
from liaison.casework.queries import cells_before
from liaison.casework.queries.as_of import typed
from liaison.casework.queries.naming import as_read
from liaison.casework.rules.limits import due_of_step
from liaison.casework.rules.sight import MAIN_WORDS
from liaison.casework.sheets.turns import DERIVED
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db
from liaison.core.sealed import derived_names
from liaison.core.workflow import Move

OF_CO_UNIT = ("organisation_id", "due_on", "opinion", "given_by", "given_by_id", "given_at")
FIXED = {
    "id", "version", "number", "original_no", "contact_id", "member_id", "representative_id", "is_imported",
    "flow_version_id",
}  # fmt: skip


def write_record(
    case: Case, move: Move, actor: Actor, filled: Mapping[str, Any], before: Mapping[str, Any], opened_at: datetime
) -> StepRecord:
    """Add the step record of a move; opened_at: when the step's turn had begun."""
    now = clock.now()
    record = StepRecord(
        case_id=case.id, seq=next_seq(case), step=move.step, round=before.get("round", case.round), verb=move.verb,
        actor_id=actor.user_id, actor_name=actor.name, actor_role=actor.title,
        on_behalf=actor.on_behalf, for_user_id=actor.for_user_id,
        entered_at=opened_at, due_on=day_of(due_of_step(move.verb, filled, before)), acted_at=now,
        acted_on=clock.local(now).date(), note=main_words(filled), filled=plain(filled),
        shown=shown((*move.columns, *DERIVED), filled), before=plain(before),
    )  # fmt: skip
    db.session.add(record)
    return record


def next_seq(case: Case) -> int:
    """The next number in the case's history; the unique constraint settles a race."""
    return (db.session.scalar(select(func.max(StepRecord.seq)).where(StepRecord.case_id == case.id)) or 0) + 1


def day_of(value: str | date | None) -> date | None:
    """A day that may have been written as ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def main_words(filled: Mapping[str, Any]) -> str | None:
    """The words of a sheet that the timeline quotes."""
    return next((str(filled[key]) for key in MAIN_WORDS if filled.get(key)), None)


def shown(columns: Iterable[Column], filled: Mapping[str, Any]) -> dict[str, str]:
    """`{title: words}` of the filled cells, references by name, phones masked."""
    return {c.title: as_read(c, filled[c.key]) for c in columns if filled.get(c.key) not in (None, "", [], False)}


def snapshot(case: Case) -> dict[str, Any]:
    """The case's own cells as they stand, and its co-handling units."""
    untold = FIXED | derived_names(Case.__table__)
    cells = {c.key: getattr(case, c.key) for c in Case.__table__.columns if c.key not in untold}
    helping = [{key: getattr(u, key) for key in OF_CO_UNIT} for u in case.co_units]
    return {**cells, "co_unit_ids": [u.organisation_id for u in case.co_units], "co_units": helping}


def restore(case: Case, before: Mapping[str, Any]) -> None:
    """Put the case's cells back as a record found them."""
    for key, value in cells_before(before).items():
        setattr(case, key, value)
    set_co_units(case, before.get("co_unit_ids", []))
    told = {one["organisation_id"]: one for one in before.get("co_units", ())}
    for one in case.co_units:
        for key, value in told.get(one.organisation_id, {}).items():
            setattr(one, key, typed(CoUnit.__table__.c[key].type, value))


def set_co_units(case: Case, unit_ids: Iterable[int]) -> None:
    """Make these the co-handling units."""
    wanted = list(dict.fromkeys(unit_ids))
    kept = [u for u in case.co_units if u.organisation_id in wanted]
    known = {u.organisation_id for u in kept}
    case.co_units = kept + [CoUnit(organisation_id=i) for i in wanted if i not in known]
