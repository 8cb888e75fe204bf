"""When something is due, and why: a last day derived from what happened, and told day by day."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from liaison.core.calendar import WorkingDays, day_name, days_after

HANDLING, STEP = "handling", "step"
STARTS, STOPS = "hand_over", "rule_supplement"  # 转办 starts the clock of handling, or lets it go on
SUPPLEMENT = "等待补充"
EXTENDED = "延期"
LEDGER, BEFORE, STEP_OWN, REDO = "ledger", "before", "step", "redo"
LEDGER_RULE = "往年台账给的"
COUNTED, FREE, PAUSED, LATER = "counted", "free", "paused", "extended"


@dataclass(frozen=True)
class Pause:
    """A time that does not count: from the day after `since` up to and with `until`; None while it lasts."""

    since: date
    until: date | None = None
    why: str = SUPPLEMENT

    def holds(self, day: date) -> bool:
        """Whether the day is left out."""
        return self.until is not None and self.since < day <= self.until


@dataclass(frozen=True)
class Inputs:
    """Out of what a last day is derived.

    start: the day of 转办 (of the step: when its turn began), itself not counted; days: working days; source: whose
    limit it is (kind, category, own, redo, step, ledger, before); rule: that in words (求助、一般);
    extended_to: the day that was granted on extended_on; given: a day that is taken as it stands.
    """

    start: date | None = None
    days: int = 0
    source: str = ""
    rule: str = ""
    pauses: tuple[Pause, ...] = ()
    extended_to: date | None = None
    extended_on: date | None = None
    reason: str | None = None
    given: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The same for a JSON column; what is empty is left out."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Inputs:
        """What `as_json` kept; days as ISO text become days again."""
        known = {key: kept[key] for key in cls.__dataclass_fields__ if key in kept}
        known |= {key: as_day(known[key]) for key in ("start", "extended_to", "extended_on", "given") if key in known}
        pauses = (Pause(as_day(p["since"]), as_day(p["until"]), p["why"]) for p in kept.get("pauses", ()))
        return cls(**known | {"pauses": tuple(pauses)})

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still now."""
        return any(pause.until is None for pause in self.pauses)

    def paused(self, since: date, why: str = SUPPLEMENT) -> Inputs:
        """The same with the clock stopped; nothing changes where it stands still already."""
        return self if self.is_paused else replace(self, pauses=(*self.pauses, Pause(since, None, why)))

    def resumed(self, until: date) -> Inputs:
        """The same with the clock going again from the day after."""
        return replace(self, pauses=tuple(p if p.until else replace(p, until=until) for p in self.pauses))

    def extended(self, until: date, on: date, reason: str) -> Inputs:
        """The same with a later last day."""
        return replace(self, extended_to=until, extended_on=on, reason=reason)

    @property
    def unextended(self) -> Inputs:
        """The same as if no 延期 had been granted."""
        return replace(self, extended_to=None, extended_on=None, reason=None)


@dataclass(frozen=True)
class Receipt:
    """A last day and what it was derived from. calendar: `{day: is it worked}` of the days that were named."""

    inputs: Inputs
    due_on: date | None
    calendar: Mapping[date, bool]

    def as_json(self) -> dict[str, Any]:
        """The inputs as they are stored, with the named days."""
        return {**self.inputs.as_json(), "calendar": {day.isoformat(): is_on for day, is_on in self.calendar.items()}}


@dataclass(frozen=True)
class DayTold:
    """One day of the explanation. number: the n-th working day that counted; tone: counted, free, paused, extended."""

    day: date
    number: int | None
    why: str
    tone: str


def as_day(value: Any) -> date | None:
    """A day that may have been stored as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def derive(inputs: Inputs, calendar: WorkingDays) -> Receipt:
    """The last day that follows from these inputs; the very day is on time.

    Source: DECISIONS 15; the day after the start is day 1, a time of 等待补充 does not count, 延期 never shortens.
    """
    due_on = due_of(inputs, calendar)
    begin = inputs.start or inputs.given
    span = days_after(begin, due_on) if begin and due_on else ()
    return Receipt(inputs, due_on, {day: calendar.days[day] for day in span if day in calendar.days})


def due_of(inputs: Inputs, calendar: WorkingDays) -> date | None:
    """Only the day of `derive`."""
    found = [walk(inputs.start, inputs.days, inputs.pauses, calendar)] if inputs.start and inputs.days else []
    if inputs.given:
        found.append(pushed(inputs.given, min((p.since for p in inputs.pauses), default=None), inputs, calendar))
    if inputs.extended_to:
        found.append(pushed(inputs.extended_to, inputs.extended_on, inputs, calendar))
    return max(found, default=None)


def walk(start: date, days: int, pauses: Iterable[Pause], calendar: WorkingDays) -> date:
    """The day on which that many working days outside the pauses, oldest first, have passed since the start."""
    for pause in pauses:
        if pause.until is None or pause.until <= start:
            continue
        passed = calendar.between(start, max(start, pause.since))
        if passed >= days:
            break
        start, days = pause.until, days - passed
    return calendar.add(start, days)


def pushed(fixed: date, since: date | None, inputs: Inputs, calendar: WorkingDays) -> date:
    """A day that somebody set, later by the working days that were paused from the day it was set."""
    if since is None or since >= fixed:
        return fixed
    return max(fixed, walk(since, calendar.between(since, fixed), inputs.pauses, calendar))


def told_days(receipt: Receipt, calendar: WorkingDays) -> Iterator[DayTold]:
    """Each day from the day after the start to the last day: the how many-th it is, or why it does not count.

    calendar: where the named days that the receipt kept get their names and their years from.
    """
    inputs, then = receipt.inputs, WorkingDays(receipt.calendar, calendar.announced, calendar.sources)
    if inputs.start is None or receipt.due_on is None:
        return
    number, plain_end = 0, due_of(inputs.unextended, then)
    for day in days_after(inputs.start, receipt.due_on):
        told = day_told(day, number + 1, then, inputs, is_later=plain_end is not None and day > plain_end)
        number = told.number or number
        yield told


def day_told(day: date, number: int, calendar: WorkingDays, inputs: Inputs, *, is_later: bool) -> DayTold:
    """One day. number: what it is if it counts; is_later: whether only 延期 reaches it."""
    why = day_name(day, calendar)
    if not calendar.is_working(day):
        return DayTold(day, None, why, FREE)
    pause = next((p for p in inputs.pauses if p.holds(day)), None)
    if pause:
        return DayTold(day, None, pause.why, PAUSED)
    if is_later:
        return DayTold(day, number, f"{EXTENDED}，{why}" if why else EXTENDED, LATER)
    return DayTold(day, number, why, COUNTED)


def left_out(days: Iterable[DayTold]) -> dict[str, int]:
    """`{why: how many days}` of those that did not count, in their order: {周末: 4, 国庆节: 7, 等待补充: 2}."""
    found: dict[str, int] = {}
    for told in days:
        if told.number is None:
            found[told.why] = found.get(told.why, 0) + 1
    return found


def clock_of(records: Iterable[Any], opens: Container[str]) -> tuple[date | None, tuple[Pause, ...]]:
    """(since when the clock of handling runs, when it stood still), told by the step records that stand.

    opens: the verbs that open a round. Only verb and acted_on of a record are looked at.
    """
    clock = Inputs()
    for record in records:
        if record.verb in opens or (record.verb == STARTS and not clock.is_paused):
            clock = Inputs(record.acted_on)
        elif record.verb == STARTS:
            clock = clock.resumed(record.acted_on)
        elif record.verb == STOPS and clock.start:
            clock = clock.paused(record.acted_on)
    return clock.start, clock.pauses


@dataclass(frozen=True)
class Shift:
    """A last day that another calendar moves. case: its row; what: handling or step; is_late: it would be past then."""

    case: Any
    what: str
    inputs: Inputs
    old: date
    new: date
    is_late: bool


def shifts(rows: Iterable[Any], calendar: WorkingDays, today: date) -> list[Shift]:
    """The last days of these receipts that fall on another day by this calendar; the soonest first.

    rows: with case_id, what, inputs and due_on of each receipt that holds, and what a page shows of its case.
    """
    found = []
    for row in rows:
        inputs = Inputs.from_json(row.inputs)
        new = due_of(inputs, calendar)
        if new and new != row.due_on:
            found.append(Shift(row, row.what, inputs, row.due_on, new, new < today <= row.due_on))
    return sorted(found, key=lambda one: (not one.is_late, one.new, one.case.number))
