"""Which two people may be one: what is compared and what each likeness weighs, declared as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from operator import ne
from typing import NamedTuple

from liaison.core.text import same_word

THRESHOLD, USUAL_THRESHOLD = "threshold", 60
SHORTEST_UNIT = 4
SHORTEST_NAME = 3  # of two characters one apart is another name


class Facts(NamedTuple):
    """What two people are compared by. unit: its comparison key; birth: YYYY-MM."""

    id: int
    name: str
    phone: str
    pinyin: str
    unit: str
    area_id: int | None
    village_id: int | None
    birth: str | None


Test = Callable[[Facts, Facts], bool]


@dataclass(frozen=True)
class Likeness:
    """One way in which two people are alike or not. points: as shipped; the office may weigh it otherwise.

    Of the likenesses of one field the first that holds counts.
    """

    key: str
    field: str
    title: str
    points: int
    holds: Test


class Reason(NamedTuple):
    """One part of a sum."""

    title: str
    points: int


@dataclass(frozen=True)
class Suspicion:
    """Two people who may be one, and why."""

    first_id: int
    second_id: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """The sum."""
        return sum(reason.points for reason in self.reasons)


def unit_key(unit: str | None) -> str:
    """A unit as it is compared: letters and figures only."""
    return "".join(filter(str.isalnum, same_word(unit or "")))


def sounds_alike(one: Facts, other: Facts) -> bool:
    """Written otherwise, spelt the same."""
    return bool(one.pinyin) and one.pinyin == other.pinyin


def is_one_character_apart(one: Facts, other: Facts) -> bool:
    """One character of three or more differs."""
    return SHORTEST_NAME <= len(one.name) == len(other.name) and places_apart(one.name, other.name) == 1


def places_apart(one: str, other: str) -> int:
    """At how many places two texts of one length differ."""
    return sum(map(ne, one, other))


def is_digit_apart(one: Facts, other: Facts) -> bool:
    """One digit of the number differs."""
    return len(one.phone) == len(other.phone) and places_apart(one.phone, other.phone) == 1


def is_swapped(one: Facts, other: Facts) -> bool:
    """Two neighbouring digits of the number have changed places."""
    if len(one.phone) != len(other.phone) or places_apart(one.phone, other.phone) != 2:
        return False
    left = next(place for place, (a, b) in enumerate(zip(one.phone, other.phone, strict=True)) if a != b)
    return one.phone[left:left + 2] == other.phone[left:left + 2][::-1]


def is_within(one: Facts, other: Facts) -> bool:
    """One unit is named within the other."""
    short, long = sorted((one.unit, other.unit), key=len)
    return len(short) >= SHORTEST_UNIT and short in long


def same(field: str) -> Test:
    """Both say the same, and say something."""
    place = Facts._fields.index(field)
    return lambda one, other: bool(one[place]) and one[place] == other[place]


def same_year(one: Facts, other: Facts) -> bool:
    """Born in the same year."""
    return bool(one.birth and other.birth) and one.birth[:4] == other.birth[:4]


def other_year(one: Facts, other: Facts) -> bool:
    """Born in different years, as far as both are known."""
    return bool(one.birth and other.birth) and one.birth[:4] != other.birth[:4]


LIKENESSES = (
    Likeness("name_same", "姓名", "姓名相同", 30, same("name")),
    Likeness("name_sound", "姓名", "姓名同音", 25, sounds_alike),
    Likeness("name_near", "姓名", "姓名差一个字", 15, is_one_character_apart),
    Likeness("phone_same", "电话", "电话相同", 40, same("phone")),
    Likeness("phone_digit", "电话", "电话差一位", 20, is_digit_apart),
    Likeness("phone_swapped", "电话", "电话有两位颠倒", 20, is_swapped),
    Likeness("unit_same", "单位", "单位职务相同", 20, same("unit")),
    Likeness("unit_within", "单位", "单位职务一个包含另一个", 10, is_within),
    Likeness("village_same", "地方", "同村", 15, same("village_id")),
    Likeness("area_same", "地方", "同区镇", 5, same("area_id")),
    Likeness("birth_same", "出生年月", "出生年月相同", 25, same("birth")),
    Likeness("birth_year", "出生年月", "同一年出生", 5, same_year),
    Likeness("birth_other", "出生年月", "出生年份不同", -20, other_year),
)
USUAL_WEIGHTS: Mapping[str, int] = {likeness.key: likeness.points for likeness in LIKENESSES} | {
    THRESHOLD: USUAL_THRESHOLD
}
BY_FIELD: Mapping[str, tuple[Likeness, ...]] = {
    field: tuple(one for one in LIKENESSES if one.field == field)
    for field in dict.fromkeys(likeness.field for likeness in LIKENESSES)
}


def compared(one: Facts, other: Facts, weights: Mapping[str, int]) -> Suspicion:
    """What speaks for and against two people being one. weights: `{key of a likeness: points}`; 0 is not told."""
    reasons = []
    for ways in BY_FIELD.values():
        for way in ways:
            if way.holds(one, other):
                reasons.append(Reason(way.title, weights[way.key]))
                break
    return Suspicion(one.id, other.id, tuple(reason for reason in reasons if reason.points))


def suspicions(people: Iterable[Facts], weights: Mapping[str, int]) -> list[Suspicion]:
    """Every two who reach the threshold, the likeliest first; only who is alike in name or number is compared."""
    by_id = {person.id: person for person in people}
    found = (compared(by_id[first], by_id[second], weights) for first, second in candidates(by_id.values()))
    likely = (suspicion for suspicion in found if suspicion.points >= weights[THRESHOLD])
    return sorted(likely, key=lambda one: (-one.points, one.first_id, one.second_id))


def candidates(people: Iterable[Facts]) -> set[tuple[int, int]]:
    """`{(lower id, higher id)}` of all who share a key; most keys are one person's alone."""
    alone: dict[str, int] = {}
    sharing: dict[str, set[int]] = {}
    for person in people:
        for key in keys_of(person):
            other = alone.setdefault(key, person.id)
            if other != person.id:
                sharing.setdefault(key, {other}).add(person.id)
    return {tuple(sorted(pair)) for ids in sharing.values() for pair in combinations(ids, 2)}


def keys_of(person: Facts) -> list[str]:
    """What he shares with everybody who is alike in name or number: both with each place left open."""
    name, phone = person.name, person.phone
    keys = [person.pinyin or name]
    if len(name) >= SHORTEST_NAME:
        keys += [f"{name[:place]}?{name[place + 1:]}" for place in range(len(name))]
    keys += [f"{phone[:place]}?{phone[place + 1:]}" for place in range(len(phone))]
    neighbours = zip(range(len(phone)), phone, phone[1:], strict=False)
    keys += [
        f"{phone[:place]}{a}{b}~{phone[place + 2:]}" if a < b else f"{phone[:place]}{b}{a}~{phone[place + 2:]}"
        for place, a, b in neighbours if a != b
    ]  # fmt: skip
    return keys


def in_words(reasons: Iterable[Reason], threshold: int) -> str:
    """The sum as it is told: 姓名相同 30 ＋ 同村 15 ＋ 电话差一位 20 ＝ 65，达到 60."""
    told = list(reasons)
    total = sum(reason.points for reason in told)
    parts = [f"{'＋' if reason.points >= 0 else '－'} {reason.title} {abs(reason.points)}" for reason in told]
    words = " ".join(parts).removeprefix("＋ ")
    return f"{words or '没有相像的地方 0'} ＝ {total}，{'达到' if total >= threshold else '不到'} {threshold}"
