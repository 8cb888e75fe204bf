"""The pairs that were in force at the end of a day, told in the words of that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from liaison.access import Actor
from liaison.assignment.models import LASTED, Pairing
from liaison.assignment.queries.pairs import members_of
from liaison.assignment.queries.plans import pair_rows
from liaison.roster.queries import past_of

OF_PERSON = {
    "name": "name", "phone": "phone", "unit_title": "unit_title", "sector": "sector_id", "area": "area_id",
    "identity_type": "identity_type_id", "village": "village_id",
}  # fmt: skip
OF_MEMBER = {"no": "no", "member": "name", "member_sector": "sector_id", "town": "home_area_id",
             "home_village": "home_village_id"}  # fmt: skip


def in_force_on(day: date) -> ColumnElement[bool]:
    """The pairs in force at the end of a day; one that was ended by hand is not in force on its last day."""
    lasted = and_(Pairing.ended_on == day, Pairing.end_reason.in_(LASTED))
    goes_on = and_(Pairing.ended_on.is_(None), Pairing.is_current)
    return and_(Pairing.started_on <= day, or_(goes_on, Pairing.ended_on > day, lasted))


def pairs_on(actor: Actor, day: date, town: str = "", sector: str = "") -> list[dict[str, Any]]:
    """The pairs of a day within the actor's sight, as `export_rows`; three statements.

    town, sector: names, of the member's home and of his sector then.
    """
    people, members = past_of("representative", day).values, past_of("member", day).values
    rows = (
        as_then(row, people.get(row["representative_id"], {}), members.get(row["member_id"], {}))
        for row in pair_rows(in_force_on(day), members_of(actor))
    )
    wanted = {key: word for key, word in (("town", town), ("member_sector", sector)) if word}
    return [row for row in rows if all(row[key] == word for key, word in wanted.items())]


def as_then(row: dict[str, Any], person: Mapping[str, Any], member: Mapping[str, Any]) -> dict[str, Any]:
    """A pair with what was written of the two then."""
    said = {key: person[old] for key, old in OF_PERSON.items() if old in person}
    said |= {key: member[old] for key, old in OF_MEMBER.items() if old in member}
    told = row | said
    return told | {"home": (told["town"] or "") + (told["home_village"] or "")}
