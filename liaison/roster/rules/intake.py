"""What a file may change of somebody who stands already, and whose people a town's clerk may bring in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liaison.core.intake import FILL, LEAVE, OVERWRITE

OTHER_TOWN = "OTHER_TOWN"
# A value that makes sense only beside another: what is decided about the other counts for both when that changes.
BESIDE = {"identity_type_id": "sector_id", "village_id": "area_id", "home_village_id": "home_area_id"}
PARTS_OF = {"unit": "unit_title", "title": "unit_title"}


def heard(values: Mapping[str, Any], shown: Mapping[str, Any], policies: Mapping[str, str]) -> dict[str, Any]:
    """What of a row may change somebody of whom this is shown; None in place of what may not.

    policies: `{column key: one of POLICIES}`; a column not named is overwritten.
    """
    if not set(policies.values()) - {OVERWRITE}:
        return dict(values)
    return {key: value if may_change(key, values, shown, policies) else None for key, value in values.items()}


def may_change(key: str, values: Mapping[str, Any], shown: Mapping[str, Any], policies: Mapping[str, str]) -> bool:
    """Whether a row may change this field."""
    other = BESIDE.get(key)
    if other and values.get(other) is not None and values[other] != shown.get(other):
        return may_change(other, values, shown, policies)
    named = PARTS_OF[key] if key in PARTS_OF and PARTS_OF[key] in values else key
    policy = policies.get(named, OVERWRITE)
    return policy != LEAVE and (policy != FILL or shown.get(key) in (None, ""))


def other_town_sentence(town: str, own_town: str) -> str:
    """Why a row of another town is left to that town."""
    return f"这一行是{town}的，由{town}政协工委导入；您导入的是{own_town}的人"


def foreign_person_sentence(name: str, town: str, own_town: str) -> str:
    """Why a row about somebody who stands in another town is left to that town."""
    return f"{name}登记在{town}，由{town}政协工委导入；您导入的是{own_town}的人"
