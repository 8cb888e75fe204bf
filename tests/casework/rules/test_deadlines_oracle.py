"""A hundred thousand last days agree with somebody who goes through a wall calendar day by day."""

from __future__ import annotations

import random
from datetime import date, timedelta

from liaison.casework.rules.deadlines import Inputs, Pause, derive, due_of, told_days
from liaison.core.calendar import WorkingDays

CASES, SEED = 100_000, 20_261_013
FIRST, LAST = date(2022, 1, 1).toordinal(), date(2032, 12, 31).toordinal()
STARTS = (date(2023, 6, 1).toordinal(), date(2029, 6, 1).toordinal())
CHANGES_OF_YEAR = [date(year, 12, 20).toordinal() for year in range(2023, 2029)]


class Wall:
    """A calendar as it hangs on the wall: one mark for each day, and the program's own view of the same days."""

    def __init__(self, chance: random.Random) -> None:
        self.worked = {day: day % 7 not in (6, 0) for day in range(FIRST, LAST + 1)}  # ordinal 1 was a Monday
        named = self.named(chance)
        self.worked.update(named)
        announced = frozenset(chance.sample(range(2022, 2033), 4))
        self.days = WorkingDays({date.fromordinal(day): is_on for day, is_on in named.items()}, announced)

    def named(self, chance: random.Random) -> dict[int, bool]:
        """Holidays of one to nine days, Saturdays that are worked, and days that say what they are anyway."""
        found: dict[int, bool] = {}
        for begin in range(FIRST, LAST, 61):
            day = begin + chance.randrange(50)
            found.update(dict.fromkeys(range(day, day + chance.randrange(1, 10)), False))
            found[day + chance.randrange(10, 14)] = True
        return {day: is_on for day, is_on in found.items() if day <= LAST}

    def next_worked(self, day: int) -> int:
        """The first worked day after a day."""
        day += 1
        while not self.worked[day]:
            day += 1
        return day

    def last_worked(self, day: int) -> int:
        """The worked day before a day."""
        day -= 1
        while not self.worked[day]:
            day -= 1
        return day

    def later(self, start: int, count: int) -> int:
        """So many worked days on, or back."""
        for _ in range(abs(count)):
            start = self.next_worked(start) if count > 0 else self.last_worked(start)
        return start

    def ticked(self, start: int, end: int) -> int:
        """How many worked days one ticks off on the way, less than none on the way back."""
        low, high = sorted((start, end))
        number = sum(1 for day in range(low + 1, high + 1) if self.worked[day])
        return number if end >= start else -number

    def put_off(self, since: int, end: int, pauses: list[tuple[int, int]]) -> int:
        """Each worked day that was lost to a pause on the way is made up for at the end."""
        day = since
        while day < end:
            day += 1
            if self.worked[day] and any(begin < day <= until for begin, until in pauses):
                end = self.next_worked(end)
        return end


def any_start(chance: random.Random) -> int:
    """A day, one in four close to the end of a year."""
    if chance.random() < 0.25:
        return chance.choice(CHANGES_OF_YEAR) + chance.randrange(20)
    return chance.randrange(*STARTS)


def any_pauses(chance: random.Random, start: int) -> list[tuple[int, int]]:
    """None, or up to three one after the other, some of no length."""
    pauses, day = [], start
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        begin = day + chance.randrange(8)
        day = begin + chance.randrange(9)
        pauses.append((begin, day))
    return pauses


def told(pauses: list[tuple[int, int]], *, is_open: bool, start: int) -> tuple[Pause, ...]:
    """The same as the program keeps them; one that still lasts says nothing yet."""
    closed = [Pause(date.fromordinal(begin), date.fromordinal(until)) for begin, until in pauses]
    return (*closed, Pause(date.fromordinal(pauses[-1][1] if pauses else start))) if is_open else tuple(closed)


def a_case(chance: random.Random, wall: Wall) -> tuple[Inputs, int]:
    """What the program is given, and the day that the wall calendar says."""
    start, days = any_start(chance), chance.choice((1, 2, 3, 5, 5, 10, 10, 15, 30))
    pauses = any_pauses(chance, start)
    kept = told(pauses, is_open=chance.random() < 0.1, start=start)
    if chance.random() < 0.1:
        fixed = start + chance.randrange(20)
        since = min((begin for begin, _ in pauses), default=None)
        if since is None and kept:
            since = kept[0].since.toordinal()
        inputs = Inputs(given=date.fromordinal(fixed), source="ledger", pauses=kept)
        return inputs, fixed if since is None else wall.put_off(since, fixed, pauses)
    inputs = Inputs(date.fromordinal(start), days, "kind", "求助、一般", kept)
    due = wall.put_off(start, wall.later(start, days), pauses)
    if chance.random() < 0.3:
        granted, until = start + chance.randrange(12), due + chance.randrange(1, 25)
        inputs = inputs.extended(date.fromordinal(until), date.fromordinal(granted), "要等材料")
        due = max(due, wall.put_off(granted, until, pauses))
    return inputs, due


def test_a_hundred_thousand_deadlines_agree_with_the_wall_calendar():
    chance, looked_at = random.Random(SEED), 0
    for wall in [Wall(chance) for _ in range(20)]:
        for _ in range(CASES // 20):
            inputs, due = a_case(chance, wall)
            assert due_of(inputs, wall.days) == date.fromordinal(due), (inputs, date.fromordinal(due))
            looked_at += 1
            if looked_at % 50 == 0 and inputs.start:
                count_off(inputs, derive(inputs, wall.days), wall)
    assert looked_at >= 100_000


def count_off(inputs, receipt, wall):
    """The explanation names each day once and numbers those that count; kept inputs give the same day again."""
    lines = list(told_days(receipt, wall.days))
    numbers = [line.number for line in lines if line.number]
    assert [line.day for line in lines] == [
        inputs.start + timedelta(days=n + 1) for n in range((receipt.due_on - inputs.start).days)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert inputs.extended_to or (len(numbers) == inputs.days and lines[-1].number)
    assert all(wall.worked[line.day.toordinal()] for line in lines if line.number or line.tone == "paused")
    assert not any(wall.worked[line.day.toordinal()] for line in lines if line.tone == "free")
    again = derive(Inputs.from_json(receipt.as_json()), wall.days)
    assert again == receipt


def test_adding_and_counting_agree_with_the_wall_calendar_forwards_and_back():
    chance = random.Random(SEED + 1)
    walls = [Wall(chance) for _ in range(8)]
    for number in range(16_000):
        wall, start = walls[number % 8], any_start(chance)
        count, end = chance.randrange(-25, 26), start + chance.randrange(-40, 41)
        assert wall.days.add(date.fromordinal(start), count) == date.fromordinal(wall.later(start, count))
        assert wall.days.between(date.fromordinal(start), date.fromordinal(end)) == wall.ticked(start, end)
