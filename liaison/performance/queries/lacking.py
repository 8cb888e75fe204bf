"""Who has not met a target, and who has: members or stations within sight, those who lack the most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from liaison.access import Actor
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.tables import Cells
from liaison.performance.queries.targets import happenings, station_targets
from liaison.performance.rules.targets import STATIONS, Progress, progress_of

MET, NOT_MET = "met", "not-met"


def target_rows(facts: YearFacts, target: Row[Any], actor: Actor) -> list[Cells]:
    """The cells of everybody for whom a target is, as the columns of sheets.targets name them, and his id."""
    rows = station_rows(facts, target, actor) if target.audience == STATIONS else member_rows(facts, target)
    return sorted(rows, key=lambda row: -row["missing"])


def only_those(rows: Sequence[Cells], only: str) -> list[Cells]:
    """Those who met it, or those who did not; only: MET, NOT_MET, or nothing for all."""
    return [row for row in rows if only not in (MET, NOT_MET) or row["is_met"] == (only == MET)]


def member_rows(facts: YearFacts, target: Row[Any]) -> list[Cells]:
    """Of the members of these facts, by 委员编号."""
    happened = happenings(facts)
    return [
        {"id": one.id, "no": one.no, "name": one.name, "sector": one.sector, "organisation": one.organisation,
         **cells_of(progress_of([target], happened.get(one.id, ()), facts.until)[0])}
        for one in facts.members
    ]  # fmt: skip


def station_rows(facts: YearFacts, target: Row[Any], actor: Actor) -> list[Cells]:
    """Of the stations in sight, by town."""
    stations = station_targets(actor, facts.year, facts.until, [target])
    return [
        {"id": one.station.id, "name": one.station.name, "kind": one.station.kind, "town": one.station.town,
         **cells_of(one.found[0])}
        for one in stations
    ]  # fmt: skip


def cells_of(progress: Progress) -> Cells:
    """How far, in numbers."""
    return {
        "kept": progress.kept, "needed": progress.needed, "missing": progress.needed - progress.kept,
        "each": "、".join(str(count) for count in progress.done[: progress.begun]), "is_met": progress.is_met,
    }  # fmt: skip
