"""并案: which case may lead others, what makes its followers move, and which cases look like the same matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from liaison.casework.rules.flows import state_title
from liaison.casework.workflow import MERGED, STATES, STEPS
from liaison.core.workflow import State

FORWARDED, REPLIED = "forward_reply", "to_forward"
JOIN, RELEASE = "join_reply", "release"
NEAR = timedelta(days=30)
ALIKE = 0.5  # Share of letter pairs that two titles have in common.
REPLY = next(number for number, name in STEPS.items() if name == "回复")
# A case may lead others until its unit has to reply.
LEADING = tuple(s.code for s in STATES if not s.is_end and s.step < REPLY and s.code != MERGED)
WAITED_FOR = (*LEADING, "to_reply", REPLIED)  # until its reply is passed on, those that were merged before wait on
# What a reply brings along from the case it was written for: the days as they were, but none before the case itself.
DAYS = ("transferred_on", "approved_on", "handled_on", "first_due_on", "extended_due_on")


def why_not_lead(main: Any, states: Collection[str] = LEADING) -> str:
    """Why a case cannot be the one that others are handled with; nothing where it can. states: in which it can."""
    if main.state == MERGED:
        return f"{main.number} 自己已经并案，请选它的主单 {main.merged_into.number}。"
    if main.state not in states:
        where = state_title(main)
        return f"{main.number} 现在是“{where}”，不能作主单。请选办理结果还没有核查通过的一件。"
    return ""


def why_not_follow(case: Any, main: Any, follower_count: int, states: Collection[str] = LEADING) -> str:
    """Why a case cannot be handled with another. follower_count: how many wait for this very case."""
    if case.id == main.id:
        return "不能并到自己名下，请选另一件作主单。"
    if case.committee_id != main.committee_id:
        return f"{main.number} 不是同一个工委收到的，请选本工委的一件。"
    if follower_count:
        return f"{case.number} 名下已经并了 {follower_count} 件，请选它作主单，或者先撤销那几件的并案。"
    return why_not_lead(main, states)


def verb_of_followers(verb: str, state: State) -> str | None:
    """What those do that wait for a case which made a move and now stands in a state; None: they wait on."""
    if verb == FORWARDED:
        return JOIN
    return RELEASE if state.is_end else None


def why_released(main: Any) -> str:
    """The reason that stands in the record of a case which comes back to the desk."""
    return f"主单 {main.number} {state_title(main)}，没有答复，这件另行转办。"


def days_of_reply(case: Any, main: Any) -> Mapping[str, Any]:
    """`{column: day}` that a case takes over from the one it was handled with, none before it was raised."""
    known = {key: getattr(main, key) for key in DAYS}
    return {key: max(day, case.raised_on) if day else None for key, day in known.items()}


def looks_alike(one: Any, other: Any) -> bool:
    """Whether two requests may be the same matter: one field in one village, or one town and much the same title."""
    if abs(one.raised_on - other.raised_on) > NEAR:
        return False
    field_there = one.category_id, one.village_id
    if all(field_there) and field_there == (other.category_id, other.village_id):
        return True
    return one.area_id == other.area_id and likeness(one.title, other.title) >= ALIKE


def alike(rows: Iterable[Any]) -> set[str]:
    """The numbers of those requests among these that look like another one of them."""
    places: dict[Any, list[Any]] = {}
    for row in rows:
        places.setdefault(row.area_id, []).append(row)
    pairs = (pair for near in places.values() for pair in combinations(near, 2))
    return {one.number for pair in pairs if looks_alike(*pair) for one in pair}


def likeness(title: str, other: str) -> float:
    """How much of two titles is the same: 0 to 1, by pairs of letters that stand next to each other."""
    pairs, others = (({words[at : at + 2] for at in range(len(words) - 1)}) for words in (title, other))
    return len(pairs & others) / len(pairs | others) if pairs | others else float(title == other)
