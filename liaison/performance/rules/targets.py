"""Targets: what counts for one, how often it is due, and how far somebody is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison.performance.rules.deeds import DEEDS, quarter_of
from liaison.performance.rules.figures import ContactFact
from liaison.performance.rules.gatherings import KINDS

MEMBERS, STATIONS = "每位委员", "每个联络室"
AUDIENCES = (MEMBERS, STATIONS)
PERIODS: Mapping[str, int] = {"每年": 1, "每半年": 2, "每季度": 4, "每月": 12}  # how many a year
UNIT: Mapping[str, str] = {"每年": "年", "每半年": "个半年", "每季度": "个季度", "每月": "个月"}
TASK = "任务"
HELD = "举办"
OF_STATIONS = frozenset({"联系·有效", "联系活动·举办", "诉求·提出", "诉求·办结", "扫码反映·收到"}) | {
    f"{kind}·{HELD}" for kind in KINDS
}
OF_MEMBERS = frozenset(f"{kind}·{result}" for kind, results in DEEDS.items() for result in results)
BETWEEN = "；"


def often_words(target: Any) -> str:
    """每季度 5 次."""
    return f"{target.period} {target.least} 次"


def words_of(counts: str) -> list[str]:
    """The words of a cell 怎么算."""
    return [word for word in counts.replace(";", BETWEEN).split(BETWEEN) if word]


def fault_of(cells: Mapping[str, Any]) -> dict[str, str]:
    """`{cell: what to do}` where a line counts something that does not exist."""
    known = OF_STATIONS if cells["audience"] == STATIONS else OF_MEMBERS
    is_task = cells["audience"] == MEMBERS
    unknown = [word for word in words_of(cells["counts"] or "")
               if word not in known and not (is_task and word.startswith(f"{TASK}·"))]  # fmt: skip
    return {"counts": f"“{unknown[0]}”看不懂，请照说明里的写法"} if unknown else {}


def first_meetings(contacts: Iterable[ContactFact], fives: Mapping[int, Collection[int]]) -> Iterator[ContactFact]:
    """The first contact in each quarter of each member with each of his own. contacts: of one year, oldest first."""
    met: set[tuple[int, int, int]] = set()
    for one in contacts:
        key = (one.member_id, one.representative_id, quarter_of(one.day))
        if key not in met and one.representative_id in fives.get(one.member_id, ()):
            met.add(key)
            yield one


@dataclass(frozen=True)
class Progress:
    """How far somebody is with one target in a year. done: how often in each period; begun: how many have begun."""

    list_name: str
    name: str
    period: str
    least: int
    done: tuple[int, ...]
    begun: int

    @property
    def met(self) -> int:
        """In how many periods enough was done."""
        return sum(count >= self.least for count in self.done)

    @property
    def is_met(self) -> bool:
        """Whether enough was done in every period that has begun."""
        return all(count >= self.least for count in self.done[: self.begun])

    @property
    def needed(self) -> int:
        """How often it was due in the periods that have begun."""
        return self.least * self.begun

    @property
    def kept(self) -> int:
        """How many of these were done; what is more than enough in one period makes up for no other."""
        return sum(min(count, self.least) for count in self.done[: self.begun])

    @property
    def percent(self) -> int:
        """How far, of a hundred of the whole year."""
        return 100 * sum(min(count, self.least) for count in self.done) // (self.least * len(self.done))

    @property
    def words(self) -> str:
        """每季度 1 次，做到 2 个季度，这个季度还差 1 次."""
        missing = self.least - self.done[self.begun - 1] if self.begun else self.least
        rest = f"，还差 {missing} 次" if missing > 0 else ""
        if len(self.done) == 1:
            return f"{self.period} {self.least} 次，做了 {self.done[0]} 次{rest}"
        unit = UNIT[self.period]
        is_over = self.begun == len(self.done)
        now = "" if not rest else f"，{'最后一' if is_over else '这'}{unit}还差 {missing} 次"
        return f"{self.period} {self.least} 次，{self.begun} {unit}里做到 {self.met} 个{now}"


def progress_of(targets: Iterable[Any], happened: Iterable[tuple[str, date]], until: date) -> list[Progress]:
    """How far somebody is with each target up to a day. happened: (word, day) of what he did in that year."""
    months: dict[str, Counter[int]] = {}
    for word, day in happened:
        months.setdefault(word, Counter())[day.month] += 1
    return [one_of(target, months, until) for target in targets]


def one_of(target: Any, months: Mapping[str, Counter[int]], until: date) -> Progress:
    """How far with one. months: `{word: {month: how often}}`."""
    parts = PERIODS[target.period]
    length, done = 12 // parts, [0] * parts
    for word in words_of(target.counts):
        for month, count in months.get(word, Counter()).items():
            done[(month - 1) // length] += count
    begun = (until.month - 1) // length + 1
    return Progress(target.list_name, target.name, target.period, target.least, tuple(done), begun)


def by_list(found: Iterable[Progress]) -> list[tuple[str, list[Progress]]]:
    """`[(list, its lines)]` in the order of their first lines."""
    lists: dict[str, list[Progress]] = {}
    for one in found:
        lists.setdefault(one.list_name, []).append(one)
    return list(lists.items())
