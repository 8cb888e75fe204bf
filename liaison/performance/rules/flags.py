"""Records that look like padding: only something to look at. Nothing here is counted, and no point depends on it.

Source: 质量重于数量; what a flag means is said by whoever looks, after asking the member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from liaison.core.text import normalise

MANY, COPIED, ONE_HAND, SELF_RATED, LATE = "many", "copied", "one_hand", "self_rated", "late"
TITLES: Mapping[str, str] = {
    MANY: "一天里记了很多次", COPIED: "要点写得一样", ONE_HAND: "反映和办理是同一个人", SELF_RATED: "评议是自己录的",
    LATE: "过了很久成批补录",
}  # fmt: skip
SHORTEST = 12  # characters; shorter words are alike by chance: 电话问候，一切都好
GRAM = 3
SHARED = 3  # times; two members who once chose the same usual words are chance
SHOWN = 20  # characters of a talk in a line of the list
RAISING, HANDLING, RATING = ("submit",), ("settle", "finish", "sign", "reply"), ("rate", "rate_redo", "rate_escalate")


@dataclass(frozen=True)
class Thresholds:
    """From which numbers on something is flagged.

    many: contacts of one day, an activity counted once; likeness: per cent of common groups of three characters;
    late_days, late_count: so many contacts written down on one day, each so many days after it took place.
    """

    many: int = 8
    likeness: int = 85
    late_days: int = 30
    late_count: int = 5


@dataclass(frozen=True)
class Written:
    """A contact as it was written down. activity_id: that it was part of; recorded_on: the day; None of a ledger's."""

    id: int
    member_id: int
    day: date
    talk: str = ""
    activity_id: int | None = None
    recorded_on: date | None = None


@dataclass(frozen=True)
class Hands:
    """Who did what of one case, as ids of users. raised: recorded the contact or sent in the suggestion."""

    case_id: int
    member_id: int
    raised: frozenset[int] = frozenset()
    handled: frozenset[int] = frozenset()
    rated: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Flag:
    """Something to look at. key: stays the same while it is the same; ids: of the contacts, or of the one case."""

    kind: str
    key: str
    member_ids: tuple[int, ...]
    ids: tuple[int, ...]
    words: str
    since: date | None = None
    until: date | None = None

    @property
    def title(self) -> str:
        """What kind it is, in words."""
        return TITLES[self.kind]

    @property
    def is_of_case(self) -> bool:
        """Whether it is about a case; the others are about contacts."""
        return self.kind in (ONE_HAND, SELF_RATED)


def flags_of(contacts: Sequence[Written], hands: Iterable[Hands], at: Thresholds) -> list[Flag]:
    """Everything to look at, by kind in the order of TITLES, the largest first."""
    found = [*many_a_day(contacts, at), *copied(contacts, at), *by_one_hand(hands), *late_in_bulk(contacts, at)]
    order = list(TITLES)
    return sorted(found, key=lambda flag: (order.index(flag.kind), -len(flag.ids), flag.ids))


def of_kind(flags: Sequence[Flag], kind: str) -> list[Flag]:
    """Those of one kind; all of them where there is no such kind."""
    return [flag for flag in flags if kind not in TITLES or flag.kind == kind]


def kinds_in(flags: Sequence[Flag]) -> list[tuple[str, str, int]]:
    """(kind, title, how many) of each kind that is there."""
    counts = Counter(flag.kind for flag in flags)
    return [(kind, title, counts[kind]) for kind, title in TITLES.items() if counts[kind]]


def grouped(contacts: Iterable[Written], *keys: str) -> dict[tuple, list[Written]]:
    """Contacts by what they have in common."""
    found: dict[tuple, list[Written]] = {}
    for one in contacts:
        found.setdefault(tuple(getattr(one, key) for key in keys), []).append(one)
    return found


def many_a_day(contacts: Iterable[Written], at: Thresholds) -> Iterator[Flag]:
    """Days on which one member wrote down as many contacts as that, those of one activity counted once."""
    for (member, day), those in grouped(contacts, "member_id", "day").items():
        times = len({one.activity_id or -one.id for one in those})
        if times >= at.many:
            yield flag_of(MANY, f"{member}:{day}", those, f"{day} 一天记了 {times} 次联系")


def late_in_bulk(contacts: Iterable[Written], at: Thresholds) -> Iterator[Flag]:
    """Contacts of one member written down on one day, each long after it took place; a ledger's are left out."""
    late = [one for one in contacts if one.recorded_on and (one.recorded_on - one.day).days > at.late_days]
    for (member, day), those in grouped(late, "member_id", "recorded_on").items():
        if len(those) >= at.late_count:
            words = f"{day} 一天补录了 {len(those)} 次，都过了 {at.late_days} 天以上"
            yield flag_of(LATE, f"{member}:{day}", those, words)


def copied(contacts: Sequence[Written], at: Thresholds) -> Iterator[Flag]:
    """Contacts whose talk is the same whoever wrote it, or nearly the same within one member's year.

    The same: letter by letter after taking out marks and spaces, for all members at once, in one pass; twice of one
    member, or SHARED times of several. Nearly the same:
    common groups of three characters (Jaccard), only among one member's own: a member writes some dozens a year, so
    comparing each with each is cheap, while across 300 members it would be a million pairs for what exactness finds.
    Those of one activity share their words by nature and count as one.
    """
    told = {one.id: plain(one.talk) for one in contacts}
    long = [one for one in contacts if len(told[one.id]) >= SHORTEST]
    same: dict[str, list[Written]] = {}
    for one in long:
        same.setdefault(told[one.id], []).append(one)
    for words, all_alike in same.items():
        for those in repeated(all_alike):
            yield flag_of(COPIED, str(those[0].id), those, f"{len(those)} 次要点一字不差：{beginning(words)}")
    first = {id(those): those[0] for those in same.values()}
    for alone in grouped(first.values(), "member_id").values():
        for those in alike(alone, told, at):
            yield flag_of(COPIED, str(those[0].id), those, f"{len(those)} 次要点差不多：{beginning(told[those[0].id])}")


def repeated(contacts: list[Written]) -> list[list[Written]]:
    """Contacts of the same words that are worth a look: all together from SHARED times on, else each member's own."""
    if occasions(contacts) >= SHARED:
        return [contacts]
    return [those for those in grouped(contacts, "member_id").values() if occasions(those) > 1]


def alike(contacts: Sequence[Written], told: Mapping[int, str], at: Thresholds) -> list[list[Written]]:
    """Groups of contacts each of which is nearly the same as another one of its group."""
    grams = {one.id: trigrams(told[one.id]) for one in contacts}
    group = {one.id: [one] for one in contacts}
    for one, other in combinations(contacts, 2):
        if group[one.id] is not group[other.id] and likeness(grams[one.id], grams[other.id]) >= at.likeness:
            joined = group[one.id] + group[other.id]
            group.update(dict.fromkeys((each.id for each in joined), joined))
    groups = {id(those): those for those in group.values()}.values()
    return [sorted(those, key=lambda one: one.id) for those in groups if occasions(those) > 1]


def by_one_hand(hands: Iterable[Hands]) -> Iterator[Flag]:
    """Cases in which one person stood on two sides."""
    for one in hands:
        key, whose = str(one.case_id), (one.member_id,)
        if one.raised & one.handled:
            yield Flag(ONE_HAND, f"{ONE_HAND}:{key}", whose, (one.case_id,), "记这次联系的人，也办了这件诉求")
        if one.rated & (one.raised | one.handled):
            yield Flag(SELF_RATED, f"{SELF_RATED}:{key}", whose, (one.case_id,), "评议是记联系的人或者办理的人录的")


def flag_of(kind: str, key: str, contacts: Sequence[Written], words: str) -> Flag:
    """A flag about contacts."""
    days = [one.day for one in contacts]
    members = tuple(sorted({one.member_id for one in contacts}))
    return Flag(kind, f"{kind}:{key}", members, tuple(one.id for one in contacts), words, min(days), max(days))


def occasions(contacts: Iterable[Written]) -> int:
    """How many times that was, an activity counted once."""
    return len({one.activity_id or -one.id for one in contacts})


def plain(talk: str) -> str:
    """Words without marks, spaces and the difference of full and half width."""
    return "".join(letter for letter in normalise(talk).lower() if letter.isalnum())


def beginning(words: str) -> str:
    """The first words of a talk."""
    return words[:SHOWN] + ("…" if len(words) > SHOWN else "")


def trigrams(words: str) -> frozenset[str]:
    """The groups of three characters."""
    return frozenset(words[place : place + GRAM] for place in range(len(words) - GRAM + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Per cent of all groups that both have."""
    if min(len(one), len(other)) * 2 < max(len(one), len(other)):
        return 0.0
    return 100 * len(one & other) / (len(one | other) or 1)
