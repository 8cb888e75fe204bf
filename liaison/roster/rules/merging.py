"""What two people become when they are one: whose values stay, and what each library's book goes on saying."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from liaison.roster.rules.people import FIELDS

KEEPER, LOSER = "keeper", "loser"
# Cells that only make sense together are chosen together.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "phone": ("phone",),
    "gender": ("gender",),
    "birth": ("birth",),
    "ethnic": ("ethnic",),
    "party": ("party",),
    "education": ("education",),
    "sector_id": ("sector_id", "identity_type_id"),
    "unit_title": ("unit_title", "unit", "title"),
    "area_id": ("area_id", "village_id"),
    "remark": ("remark",),
}
SAID = ("name", "phone", *FIELDS)


def differing_choices(keeper: Mapping[str, Any], loser: Mapping[str, Any]) -> list[str]:
    """The choices in which the two differ."""
    return [key for key, cells in CHOICES.items() if any(keeper[cell] != loser[cell] for cell in cells)]


def usual_choice(key: str, keeper: Mapping[str, Any], loser: Mapping[str, Any]) -> str:
    """Whose value stays unless somebody says otherwise: the keeper's, where he has one."""
    told = {KEEPER: keeper, LOSER: loser}
    filled = {who: sum(cells[cell] is not None for cell in CHOICES[key]) for who, cells in told.items()}
    return LOSER if filled[LOSER] > filled[KEEPER] else KEEPER


def settled(keeper: Mapping[str, Any], loser: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The cells of the one person. values: `{key of CHOICES: KEEPER or LOSER}`; what is not said is as usual."""
    told = {KEEPER: keeper, LOSER: loser}
    chosen = {key: told[values.get(key) or usual_choice(key, keeper, loser)] for key in CHOICES}
    return {cell: chosen[key][cell] for key, cells in CHOICES.items() for cell in cells}


def retold(differing: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What a book says, beside a person who was shown as `before` and is shown as `after` now."""
    said = {key: differing.get(key, before[key]) for key in SAID}
    return {key: value for key, value in said.items() if value != after[key]}


def last_day(one: date | None, other: date | None) -> date | None:
    """When the later of two ends; None where one of them goes on."""
    return max(one, other) if one and other else None
