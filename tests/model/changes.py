"""What a move makes of a case in the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.model import office
from tests.model.model import Kept
from tests.model.office import ANSWERS, GRAPH, ROUNDS, STATES

Cells = Mapping[str, Any]


def apply(world: Any, case: Kept, verb: str, actor: Any, cells: Cells) -> None:
    """Let a move have happened."""
    target = ANSWERS.get(verb) or GRAPH.get(verb, ("", "", ""))[1] or FOLLOWED.get(verb, "")
    CHANGES.get(verb, nothing)(world, case, actor, cells)
    if verb in ROUNDS:
        case.round += 1
        case.is_due, case.helpers = True, dict.fromkeys(case.helpers)
    if target:
        arrive(world, case, target)


def arrive(world: Any, case: Kept, target: str) -> None:
    """Come to rest: signing out and receiving are passed over where nobody asked for them."""
    if target == "to_sign_out" and case.committee not in world.cast.signing:
        target = "to_receive"
    if target == "to_receive" and case.unit not in world.cast.receiving:
        target = "to_approve"
    if target == "declined" and case.declines >= office.MOST_DECLINES:
        target = "to_rule_finally"
    if target == "closed" and case.state != "closed":
        case.is_tracked = bool(case.result) and case.result.startswith("B")
    elif target != "closed":
        case.is_tracked = False
    case.state = target


def nothing(_world: Any, _case: Kept, _actor: Any, _cells: Cells) -> None:
    """A move that only changes where the case stands."""


def hand_over(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.unit, case.section, case.handler, case.is_due, case.is_sent = cells["unit_id"], None, None, True, True
    standing = list(case.helpers) if cells.get("co_unit_ids") is None else cells["co_unit_ids"]
    helping = [one for one in standing if one != case.unit]
    case.helpers = {one: case.helpers.get(one) for one in helping}
    case.way = (cells.get("handling_way") or "会办") if helping else "单办"


def approve(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.section, case.handler = cells["section_id"], cells.get("handler_id")


def pass_within(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.section, case.handler = cells.get("section_id") or case.section, cells.get("handler_id")


def decline(_world: Any, case: Kept, _actor: Any, _cells: Cells) -> None:
    case.declines += 1


def reassign(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.unit, case.section, case.handler = cells["unit_id"], None, None
    if case.unit in case.helpers:
        case.helpers = {one: given for one, given in case.helpers.items() if one != case.unit}
        case.way = case.way if case.helpers else "单办"


def ask_extension(_world: Any, case: Kept, actor: Any, _cells: Cells) -> None:
    case.is_asked, case.asked_round = True, case.round
    case.asked_by = tuple(one for one in (actor.user_id, actor.for_user_id) if one)


def rule_extension(_world: Any, case: Kept, _actor: Any, _cells: Cells) -> None:
    case.is_asked = False


def finish(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.result = cells["result"]
    if case.is_asked:
        case.is_asked, case.asked_round = False, None


def give_opinion(_world: Any, case: Kept, actor: Any, _cells: Cells) -> None:
    case.helpers = {**case.helpers, actor.organisation_id: actor.seat_user_id}


def reply(_world: Any, case: Kept, _actor: Any, _cells: Cells) -> None:
    case.is_replied = True


def recheck(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.is_tracked = cells["recheck_result"].startswith("B")


def convert(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.converted = (*case.converted, cells["conversion"])


def merge(_world: Any, case: Kept, _actor: Any, cells: Cells) -> None:
    case.merged = cells["merged_into_id"]


def part(_world: Any, case: Kept, _actor: Any, _cells: Cells) -> None:
    case.merged = None


def join(world: Any, case: Kept, _actor: Any, _cells: Cells) -> None:
    main = world.cases[case.merged]
    for name in ("unit", "result", "way", "helpers", "helpers_due"):
        setattr(case, name, getattr(main, name))
    case.section, case.handler = main.section or case.section, main.handler or case.handler
    case.is_sent = case.is_due = case.is_replied = True


FOLLOWED = {"join_reply": "to_confirm", "release": "to_hand_over"}
CHANGES: dict[str, Callable[[Any, Kept, Any, Cells], None]] = {
    "hand_over": hand_over, "approve": approve, "pass_within": pass_within, "decline": decline,
    "rule_reassign": reassign, "settle_reassign": reassign, "ask_extension": ask_extension,
    "grant_extension": rule_extension, "refuse_extension": rule_extension, "finish": finish,
    "co_opinion": give_opinion, "reply": reply, "recheck": recheck, "convert": convert, "merge": merge,
    "unmerge": part, "release": part, "join_reply": join,
}  # fmt: skip


def why_no_merge(world: Any, case: Kept, main: Kept, states: tuple[str, ...] = office.LEADING) -> str:
    """Why one cannot wait for another; nothing where it can."""
    is_led = any(one.merged == case.id and one.state == "merged" for one in world.cases.values())
    is_wrong = case.id == main.id or case.committee != main.committee or is_led or main.state not in states
    return "merge" if is_wrong else ""


def following(world: Any, case: Kept, verb: str) -> list[tuple[Kept, str]]:
    """Who moves along with a case that has just moved, and how."""
    along = "join_reply" if verb == "forward_reply" else "release" if STATES[case.state][2] else ""
    waiting = (one for one in world.cases.values() if one.merged == case.id and one.state == "merged")
    return [(one, along) for one in waiting] if along else []
