"""Telling truly who wrote what of a case that came in through a station's code: asker, committee, member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from liaison.casework.rules.chart import Leg
from liaison.casework.rules.timeline import Entry, heading
from liaison.core import clock

WRITTEN, CALLED = "群众扫码填写", "委员和反映人联系"
# Moves that a member makes elsewhere; here the committee makes them when it accepts what was written.
TITLES: Mapping[str, str] = MappingProxyType(
    {"open": "连线：工委受理扫码反映", "submit": "凝心：工委写核实情况和处理建议"}
)
STEPS = {"open": 1, "submit": 2}
BY_HEADING = {heading(STEPS[verb], verb): title for verb, title in TITLES.items()}
CELLS: Mapping[str, str] = MappingProxyType({"初步调研": "核实情况", "委员建议": "处理建议"})


def source_words(case: Any) -> str:
    """群众扫码填写，曲塘镇政协工委 王敏受理; nothing of a case that a member came upon."""
    return f"{WRITTEN}，{case.taken_in_by}受理" if case.is_scanned else ""


def with_scan(entries: Iterable[Entry], scan: Any) -> list[Entry]:
    """The line of time, newest first, with what the asker wrote and the call to him. scan: the request, or None."""
    told = list(entries)
    if scan is None:
        return told
    more = [Entry(WRITTEN, f"{scan.code.station.name}的二维码", scan.made_at), *call_entries(scan)]
    return sorted((*map(truly, told), *more), key=lambda one: one.at, reverse=True)


def call_entries(scan: Any) -> list[Entry]:
    """The call, once it was made; of it only the day is known."""
    if scan.called_on is None:
        return []
    at = max(clock.at(scan.called_on), scan.decided_at)
    return [Entry(f"{CALLED}：{scan.call_outcome}", scan.called_by or "", at, scan.called_on, scan.call_words or "")]


def truly(entry: Entry) -> Entry:
    """A step that the committee made is not called the member's; what a member himself wrote stays as it is."""
    if entry.title not in BY_HEADING or entry.who.endswith("委员"):
        return entry
    cells = {CELLS.get(title, title): words for title, words in entry.cells.items()}
    return replace(entry, title=BY_HEADING[entry.title], cells=cells)


def walked_truly(legs: Iterable[Leg], case: Any) -> list[Leg]:
    """The same for the way a case went through the chart."""
    return [
        replace(leg, title=TITLES[leg.verb])
        if case.is_scanned and leg.verb in TITLES and not leg.who.endswith("委员") else leg
        for leg in legs
    ]  # fmt: skip
