"""How people are in one world: worlds differ, so that a walk comes to what is rare as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SELDOM = {
    "void": 1, "refuse": 1, "settle": 1, "send_back": 2, "convert": 1, "handle": 2, "pass_within": 2, "recheck": 2,
    "merge": 3, "return_work": 2, "reject_check": 2, "return_reply": 2, "ask_extension": 4, "reopen": 2,
    "reopen_to_desk": 2, "unmerge": 2,
}  # fmt: skip
OFTEN = 8
STRAIGHT = {**dict.fromkeys(SELDOM, 0.1), "decline": 0.1, "close_unrated": 0.1}
BACK = dict.fromkeys(
    ("send_back", "return_work", "reject_check", "return_reply", "rule_supplement", "decline", "unmerge", "merge",
     "reopen", "reopen_to_desk", "refuse", "settle"), 2 * OFTEN,
)  # fmt: skip
ASKING = {**STRAIGHT, "ask_extension": 2 * OFTEN, "co_opinion": 2 * OFTEN, "merge": OFTEN, "recheck": 2 * OFTEN}


@dataclass(frozen=True)
class Habit:
    """weights: how often a move is chosen among those that can be made; angry: the share of askers who want it done
    again; helping: how likely each unit is to be asked for help; wrong: the share of deeds likely to be refused.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(SELDOM))
    angry: float = 0.2
    helping: float = 0.25
    wrong: float = 0.3


USUAL = Habit()
CALM = Habit(MappingProxyType(STRAIGHT), angry=0, helping=0)
ANGRY = Habit(MappingProxyType(STRAIGHT), angry=1, helping=0)
HABITS = (
    USUAL, Habit(MappingProxyType(STRAIGHT), angry=0.9), Habit(MappingProxyType(BACK)),
    Habit(MappingProxyType(ASKING), angry=0.5, helping=0.6),
)  # fmt: skip
