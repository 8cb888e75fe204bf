"""The flow chart as people read it: eight steps with who, what and until when, and the way that a case went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from liaison.casework.rules.story import standing
from liaison.casework.rules.timeline import who_did
from liaison.casework.workflow import ASKER, COMMITTEE, HANDLER, MEMBER, OFFICE, STEPS, UNIT, title_of
from liaison.core.workflow import Flow, Move

PARTIES: Mapping[str, str] = MappingProxyType({
    MEMBER: "委员", COMMITTEE: "政协工委、工作组", UNIT: "承办单位", HANDLER: "承办科室", OFFICE: "政协办公室",
    ASKER: "诉求人",
})  # fmt: skip
CORE: Mapping[int, str] = MappingProxyType({
    1: "联系界别群众，记下说了什么；有诉求的，开出诉求单",
    2: "做凝聚共识的工作，初步调研，写委员建议",
    3: "受理，转给主办和协办单位；或者退回补充、不予受理、当场办结",
    4: "单位负责人审批，交给科室；不该本单位办的申请退回",
    5: "联系诉求人，办理，记办理过程，报办理结果",
    6: "核查办理结果；超期的提醒、催办、督办、挂牌",
    7: "正式答复，经工委转给委员，由委员告诉诉求人",
    8: "评工作、评结果；不满意的再办一次",
})
FEW = 3  # a move that stays and starts from more states than this belongs to no step
PASSING = "不用停"


@dataclass(frozen=True)
class Box:
    """One state. is_main: on the usual way; is_optional: passed over where it is not set."""

    code: str
    title: str
    is_main: bool
    is_end: bool
    is_optional: bool


@dataclass(frozen=True)
class Arrow:
    """One move from one state. is_main: to the next box of the usual way; is_back: to a box further up."""

    verb: str
    title: str
    start: str
    target: str
    is_main: bool
    is_back: bool


@dataclass(frozen=True)
class StepRow:
    """One of the eight. stays: titles of moves that leave the case where it is."""

    number: int
    name: str
    who: str
    core: str
    limit: str
    boxes: tuple[Box, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """The whole chart. anywhere: moves that can be made in nearly every state."""

    steps: tuple[StepRow, ...]
    arrows: tuple[Arrow, ...]
    anywhere: tuple[str, ...]

    def leaving(self, code: str) -> list[Arrow]:
        """The arrows that start from a state."""
        return [one for one in self.arrows if one.start == code]


@dataclass(frozen=True)
class Leg:
    """One thing done to a case: its number, day, round, and where it led. start: None where the case was opened."""

    number: int
    verb: str
    title: str
    start: str | None
    target: str
    day: date
    round: int
    who: str


def chart_of(flow: Flow, limits: Mapping[str, int]) -> Chart:
    """What there is to draw, all of it read from the table. limits: `{key: working days}`."""
    way = usual_way(flow)
    rows = tuple(step_row(flow, number, way, limits) for number in STEPS)
    spread = tuple(move.title for move in flow.moves if stays(move) and len(move.starts) > FEW)
    return Chart(rows, tuple(arrows_of(flow, way)), spread)


def usual_way(flow: Flow) -> list[str]:
    """The states from the first to the end by the main moves."""
    way = [flow.first]
    while (onward := main_target(flow, way[-1])) and onward not in way:
        way.append(onward)
    return way


def main_target(flow: Flow, code: str) -> str | None:
    """Where the first main move that leads on goes to."""
    here = flow.by_code[code]
    if here.is_end:
        return None
    return next((m.target for m in flow.starting_at(code) if m.is_main and m.target), here.passes_to)


def stays(move: Move) -> bool:
    """Whether a move leaves the case where it is."""
    return move.target is None


def arrows_of(flow: Flow, way: Sequence[str]) -> Iterable[Arrow]:
    """Each move from each state it starts from, and where a state is passed over."""
    order = {code: place for place, code in enumerate(flow.by_code)}
    spine = set(zip(way, way[1:], strict=False))
    pairs = [(m.verb, m.title, start, m.target) for m in flow.moves if m.target for start in m.starts]
    passing = [("", PASSING, state.code, state.passes_to) for state in flow.states if state.passes_to]
    drawn: set[tuple[str, str]] = set()
    for verb, title, start, target in pairs + passing:
        is_main = (start, target) in spine and (start, target) not in drawn
        drawn |= {(start, target)} if is_main else set()
        is_known_way = not verb and (start, target) in spine
        if start != target and not is_known_way:
            yield Arrow(verb, title, start, target, is_main, order[target] < order[start])


def step_row(flow: Flow, number: int, way: Sequence[str], limits: Mapping[str, int]) -> StepRow:
    """One step with its boxes, in the order of the table."""
    states = [state for state in flow.states if state.step == number]
    boxes = tuple(Box(s.code, s.title, s.code in way, s.is_end, s.stops_if is not None) for s in states)
    few = [m.title for m in flow.moves if stays(m) and m.step == number and len(m.starts) <= FEW]
    rest = [m.title for m in flow.moves if m.target and set(m.starts) == {m.target} and m.step == number]
    who = dict.fromkeys(PARTIES[state.holder] for state in states if state.holder in PARTIES)
    return StepRow(number, STEPS[number], "、".join(who) or PARTIES[MEMBER], CORE[number],
                   limit_words(states, limits), boxes, (*few, *rest))  # fmt: skip


def limit_words(states: Iterable[Any], limits: Mapping[str, int]) -> str:
    """How long a step may take, in working days."""
    states = list(states)
    known = [f"{s.title} {limits[s.limit]} 个工作日" for s in states if s.limit in limits and not s.is_end]
    if any(state.holder == HANDLER for state in states):
        days = [number for key, number in limits.items() if "/" in key]
        span = f"{min(days)} 到 {max(days)} 个工作日" if days else ""
        known = [f"按类别和紧急程度 {span}，从转办第二天算起", *known] if span else known
    return "；".join(known) or "随到随记"


def legs_of(case: Any, records: Iterable[Any], flow: Flow) -> list[Leg]:
    """The way a case went, oldest first; what was taken back is left out. records: oldest first."""
    kept = standing(records)
    starts = [record.before.get("state") for record in kept]
    legs: list[Leg] = []
    for place, record in enumerate(kept):
        move = flow.by_verb.get(record.verb)
        start = starts[place] or (legs[-1].target if legs else None)
        following = starts[place + 1] if place + 1 < len(kept) else case.state
        target = following or (move.target if move else None) or start or flow.first
        legs.append(Leg(place + 1, record.verb, move.title if move else title_of(record.verb), start, target,
                        record.acted_on, record.round, who_did(record)))  # fmt: skip
    return legs


def numbers_by_arrow(legs: Iterable[Leg]) -> dict[tuple[str, str | None], str]:
    """`{(verb, start): "3、9"}`: when each arrow was walked."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for leg in legs:
        found.setdefault((leg.verb, leg.start), []).append(str(leg.number))
    return {key: "、".join(numbers) for key, numbers in found.items()}


def passed_over(chart: Chart, legs: Iterable[Leg]) -> set[tuple[str, str]]:
    """`{(start, target)}` of the usual way's arrows on which a case went past states where it need not stop."""
    onward = {arrow.start: arrow.target for arrow in chart.arrows if arrow.is_main}
    named = {(arrow.verb, arrow.start): arrow.target for arrow in chart.arrows}
    found: set[tuple[str, str]] = set()
    for leg in legs:
        found |= set(between(onward, named.get((leg.verb, leg.start or "")), leg.target))
    return found


def between(onward: Mapping[str, str], start: str | None, target: str) -> list[tuple[str, str]]:
    """The arrows of the usual way from one state to another; none where that way does not lead there."""
    arrows = []
    while start and start != target:
        following = onward.get(start)
        if following is None:
            return []
        arrows.append((start, following))
        start = following
    return arrows
