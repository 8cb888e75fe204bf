"""Where everything of the flow chart lies on the sheet: boxes in rows, the usual way down, the rest in lanes beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any

from liaison.casework.rules.chart import Arrow, Box, Chart, Leg, StepRow, numbers_by_arrow, passed_over

LINE, PORT, INWARD = 20, 16, 9  # a line of words; from one arrow at a box to the next; room for what comes in
LOWEST = 26


@dataclass(frozen=True)
class Frame:
    """Measures of a sheet, in its own units. letters: of a line; is_beside: the words stand beside the boxes."""

    name: str
    words_x: int
    letters: int
    is_beside: bool
    main_x: int
    main_width: int
    side_x: int
    side_width: int
    lane_x: int
    lane_gap: int


WIDE = Frame("wide", 12, 20, True, 340, 150, 392, 140, 700, 22)
NARROW = Frame("narrow", 44, 14, False, 10, 108, 44, 104, 262, 14)


@dataclass
class Placed:
    """A box with its place. ports: `{arrow or "in": height of its line}`; state: done / now / nothing."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    ports: dict[Any, int]
    state: str = ""

    @property
    def right(self) -> int:
        """Where its lines begin and end."""
        return self.x + self.width

    @property
    def middle(self) -> int:
        """The height of its words."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Line:
    """An arrow drawn. path: for SVG; label at x, y; state: walked / next / nothing; numbers: when it was walked."""

    arrow: Arrow
    path: str
    x: int
    y: int
    state: str
    numbers: str


@dataclass(frozen=True)
class Band:
    """One step: its band and its words, each `(kind, words, height)`. state: done / now / nothing."""

    step: StepRow
    y: int
    height: int
    words: tuple[tuple[str, str, int], ...]
    state: str


@dataclass(frozen=True)
class Marks:
    """The way of a case on the chart. numbers: of walked arrows; passed: arrows walked without stopping; here: now."""

    numbers: Mapping[tuple[str, str | None], str]
    passed: Collection[tuple[str, str]]
    here: str

    def state_of(self, arrow: Arrow, is_from_end: bool) -> str:
        """walked / next / nothing; what was walked in an earlier round and can be walked again is next."""
        if arrow.start == self.here and not is_from_end:
            return "next"
        is_passed = arrow.is_main and (arrow.start, arrow.target) in self.passed
        return "walked" if is_passed or (arrow.verb, arrow.start) in self.numbers else ""


@dataclass
class Drawing:
    """The sheet."""

    frame: Frame
    width: int = 0
    height: int = 0
    bands: list[Band] = field(default_factory=list)
    boxes: list[Placed] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def pages(self) -> list[tuple[int, int]]:
        """`[(top, height)]` of two sheets of paper: cut between two steps, as near to the middle as can be."""
        tops = [band.y - 2 for band in self.bands[1:]]
        cut = min(tops, key=lambda top: abs(2 * top - self.height), default=self.height)
        return [(0, cut), (cut, self.height + 6 - cut)]


def draw(chart: Chart, frame: Frame, legs: Iterable[Leg] = (), here: str = "") -> Drawing:
    """Lay the chart out. legs: the way a case went, here: where it stands; both empty for the chart itself."""
    legs = list(legs)
    sheet = Drawing(frame)
    for step in chart.steps:
        place_step(sheet, chart, step, legs, here)
    placed = {one.box.code: one for one in sheet.boxes}
    lanes = lanes_of(chart, placed)
    sheet.width = frame.lane_x + (max(lanes.values(), default=0) + 1) * frame.lane_gap + 6
    marks = Marks(numbers_by_arrow(legs), passed_over(chart, legs), here)
    sheet.lines = [line_of(arrow, placed, lanes, frame, marks) for arrow in chart.arrows]
    sheet.lines.sort(key=lambda line: ("", "next", "walked").index(line.state))
    return sheet


def place_step(sheet: Drawing, chart: Chart, step: StepRow, legs: list[Leg], here: str) -> None:
    """Put one step under what stands: its words, and its boxes one below the other."""
    frame, top = sheet.frame, sheet.height + 5
    words, bottom = placed_words(step, frame, top + 24, stayed(step, legs))
    y = top + 7 if frame.is_beside else bottom + 4
    visited = {code for leg in legs for code in (leg.start, leg.target)}
    for box in step.boxes:
        one = place_box(box, chart, frame, y)
        one.state = "now" if box.code == here else "done" if box.code in visited else ""
        sheet.boxes.append(one)
        y = one.y + one.height + (20 if box.is_main else 7)
    height = max(y, bottom) - top
    codes = {box.code for box in step.boxes}
    is_done = bool(codes & visited) or (not codes and bool(legs))
    sheet.bands.append(Band(step, top, height, words, "now" if here in codes else "done" if is_done else ""))
    sheet.height = top + height


def stayed(step: StepRow, legs: Iterable[Leg]) -> str:
    """What was done in a step without leaving it, with its numbers, for which there is no arrow: 记办理过程 5、6."""
    codes = {box.code for box in step.boxes}
    numbers: dict[str, list[str]] = {}
    for leg in legs:
        if leg.start == leg.target and leg.start in codes:
            numbers.setdefault(leg.title, []).append(str(leg.number))
    return "；".join(f"{title} {'、'.join(those)}" for title, those in numbers.items())


def placed_words(step: StepRow, frame: Frame, y: int, walked: str) -> tuple[tuple[tuple[str, str, int], ...], int]:
    """`(kind, words, height)` of each line, and where they end."""
    rows = [("name", f"{step.number} {step.name}"), *wrapped("who", step.who, frame)]
    rows += [*wrapped("core", step.core, frame), *wrapped("limit", f"时限：{step.limit}", frame)]
    if step.stays:
        rows += wrapped("core", f"还可以：{'、'.join(step.stays)}", frame)
    if walked:
        rows += wrapped("walked", f"办过：{walked}", frame)
    placed = tuple((kind, words, y + LINE * place) for place, (kind, words) in enumerate(rows))
    return placed, y + LINE * len(rows) - 10


def wrapped(kind: str, words: str, frame: Frame) -> list[tuple[str, str]]:
    """Lines of so many Chinese letters; figures and spaces take half of one; no line begins with a stop."""
    lines, width = [""], 0.0
    for letter in words:
        width += 0.55 if letter.isascii() else 1
        if width > frame.letters and letter not in "，。；、：）":
            lines.append("")
            width = 1
        lines[-1] += letter
    return [(kind, line.strip()) for line in lines]


def place_box(box: Box, chart: Chart, frame: Frame, y: int) -> Placed:
    """A box as high as the lines that begin and end at its right side ask for."""
    leaving = [arrow for arrow in chart.arrows if arrow.start == box.code and not arrow.is_main]
    order = {b.code: n for n, b in enumerate(b for step in chart.steps for b in step.boxes)}
    wanted: list[Any] = sorted(leaving, key=lambda arrow: order[arrow.target])
    if any(arrow.target == box.code and not arrow.is_main for arrow in chart.arrows):
        wanted.insert(sum(order[arrow.target] < order[box.code] for arrow in leaving), "in")
    room = [INWARD if one == "in" else PORT for one in wanted]
    height = max(LOWEST, sum(room) + 6)
    bottoms = accumulate(room, initial=y + (height - sum(room)) // 2)
    x, width = (frame.main_x, frame.main_width) if box.is_main else (frame.side_x, frame.side_width)
    ports = {one: low - 3 for one, low in zip(wanted, islice(bottoms, 1, None), strict=True)}
    return Placed(box, x, y, width, height, ports)


def lanes_of(chart: Chart, placed: Mapping[str, Placed]) -> dict[str, int]:
    """`{target: lane}`: what leads to one box shares a lane; those whose heights overlap have different ones."""
    spans: dict[str, tuple[int, int]] = {}
    for arrow in (one for one in chart.arrows if not one.is_main):
        ends = (placed[arrow.start].ports[arrow], placed[arrow.target].ports["in"])
        low, high = spans.get(arrow.target, ends)
        spans[arrow.target] = (min(low, *ends), max(high, *ends))
    lanes: dict[str, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for target, (low, high) in sorted(spans.items(), key=lambda one: one[1][1] - one[1][0]):
        free = (n for n, lane in enumerate(taken) if all(high + 8 < a or b + 8 < low for a, b in lane))
        lanes[target] = next(free, len(taken))
        if lanes[target] == len(taken):
            taken.append([])
        taken[lanes[target]].append((low, high))
    return lanes


def line_of(
    arrow: Arrow, placed: Mapping[str, Placed], lanes: Mapping[str, int], frame: Frame, marks: Marks
) -> Line:
    """One arrow: straight down the usual way, or out to its target's lane and back in."""
    start, target = placed[arrow.start], placed[arrow.target]
    walked, state = marks.numbers.get((arrow.verb, arrow.start), ""), marks.state_of(arrow, start.box.is_end)
    if arrow.is_main:
        x, bottom = frame.main_x + 16, start.y + start.height
        return Line(arrow, f"M{x} {bottom}V{target.y - 2}", x + 8, bottom + 14, state, walked)
    y, lane = start.ports[arrow], frame.lane_x + lanes[arrow.target] * frame.lane_gap
    path = f"M{start.right} {y}H{lane}V{target.ports['in']}H{target.right + 2}"
    return Line(arrow, path, start.right + 6, y - 3, state, walked)
