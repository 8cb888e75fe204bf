"""When everything happened: the contacts and moves of the last six weeks, each at a moment of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from liaison.core import clock
from liaison.core.calendar import WorkingDays
from liaison.core.sheets import Sheet
from liaison.demo import acts, sheets
from liaison.demo.cast import member_numbered
from liaison.demo.story import Story, people_at
from liaison.demo.year import FOLDER

MORNING, EVENING = time(8, 40), time(18)
BETWEEN_STORIES, BETWEEN_MOVES, LATEST_START = timedelta(minutes=7), timedelta(minutes=20), timedelta(hours=4)
WORD = re.compile(r"(\D+)(\d*)")
USUAL_GAP = 1
GAPS: Mapping[str, int] = MappingProxyType({
    "签发": 0, "签收": 0, "记办理过程": 2, "报办理结果": 2, "签批": 0, "退回经办": 0, "转给委员": 0, "退回重写": 0,
    "反馈给诉求人": 0,
})  # fmt: skip


@dataclass(frozen=True, order=True)
class Beat:
    """Something that happens at a moment; serial: which story comes first at the same moment."""

    at: datetime
    serial: int
    act: Callable[[], None] = field(compare=False)

    def play(self) -> None:
        """Let it happen, at its moment."""
        with clock.set_clock(self.at):
            self.act()


def beats(today: date, calendar: WorkingDays) -> list[Beat]:
    """Everything that happened, in order. Days are counted back from today, or from the next day of work."""
    working_day = today if calendar.is_working(today) else calendar.add(today, 1)
    found = list(contact_beats(today))
    for serial, row in enumerate(rows_of(sheets.CASES)):
        found += case_beats(serial, row, working_day, calendar)
    return sorted(found)


def rows_of(sheet: Sheet) -> list[dict[str, Any]]:
    """The rows of one of the two tables."""
    return [parsed.values for parsed in sheet.read(FOLDER / f"{sheet.name}.csv").parsed()]


def contact_beats(today: date) -> Iterator[Beat]:
    """The contacts without a request, in the evenings."""
    for serial, row in enumerate(rows_of(sheets.CONTACTS)):
        at = clock.at(today - timedelta(days=row["days_ago"]), EVENING) + timedelta(minutes=serial)
        yield Beat(at, serial, partial(acts.meet, row))


def case_beats(serial: int, row: Mapping[str, Any], working_day: date, calendar: WorkingDays) -> Iterator[Beat]:
    """The moves of one case, counted back in working days from where it rests."""
    member = member_numbered(row["member_no"])
    story = Story(row, member, people_at(member, row["slots"])[0])
    way = [spelled(word) for word in (row["way"] or "").split()]
    start = clock.at(working_day, MORNING) - clock.at(working_day) + serial * BETWEEN_STORIES % LATEST_START
    day = -row["rests"] - sum(gap for _word, gap in way)
    yield Beat(clock.at(calendar.add(working_day, day)) + start, serial, partial(acts.begin, story))
    for step, (word, gap) in enumerate(way, start=1):
        day += gap
        at = clock.at(calendar.add(working_day, day)) + start + step * BETWEEN_MOVES
        yield Beat(at, serial, partial(acts.play, story, word))


def spelled(word: str) -> tuple[str, int]:
    """A word of the way and its gap in working days: 催办6 is 催办 six days after what came before."""
    title, gap = WORD.fullmatch(word).groups()
    return title, int(gap) if gap else GAPS.get(title, USUAL_GAP)


def member_nos() -> set[str]:
    """The numbers of the members who appear."""
    return {row["member_no"] for sheet in (sheets.CASES, sheets.CONTACTS) for row in rows_of(sheet)}
