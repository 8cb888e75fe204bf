"""What dashboards count: which things stand behind each figure, and the shares that are made of figures.

A figure is the number of things for which its rule holds, so a click on it lists exactly those things.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from liaison.access import Role
from liaison.core.columns import NO_VALUE, percent_words
from liaison.performance.rules.aims import Aims
from liaison.performance.rules.figures import (
    BASICALLY,
    FIVE,
    SATISFIED,
    UNSATISFIED,
    CaseFact,
    ContactFact,
    happened,
    is_closed,
    is_on_time,
    is_overdue,
    rating_on,
)

CASE, CONTACT, MEMBER, PAIR, RETURN, PERSON, SCAN = "case", "contact", "member", "pair", "return", "person", "scan"
SETTLE, UNRATED_END = "settle", "close_unrated"  # the moves that end a case without a rating
Tally = Mapping[str, int]


class Pair(NamedTuple):
    """A member and one of his representatives of the year."""

    member_id: int
    representative_id: int


class Return(NamedTuple):
    """A unit asked to be rid of a case (申退). is_upheld: it was; None while nobody has ruled."""

    case_id: int
    unit_id: int | None
    is_upheld: bool | None


class Person(NamedTuple):
    """Somebody in the libraries."""

    id: int
    library_ids: tuple[int, ...]


class Scan(NamedTuple):
    """What somebody wrote through the code of a station."""

    id: int
    station_id: int


@dataclass(frozen=True)
class Seen:
    """What the rules look at beside the thing itself.

    met: pairs with a contact in the year; fives: `{member: his representatives}`; active: members with a contact;
    people: who was met by anybody; kept: who is somebody's; replied: `{case: day of its first reply}`;
    ended: `{case: SETTLE or UNRATED_END}` of those that ended without a rating.
    """

    until: date
    met: Collection[Pair] = frozenset()
    fives: Mapping[int, Collection[int]] = field(default_factory=dict)
    active: Collection[int] = frozenset()
    people: Collection[int] = frozenset()
    kept: Collection[int] = frozenset()
    replied: Mapping[int, date] = field(default_factory=dict)
    ended: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """What a figure counts. kind: of its things; title: heads the page of its rows."""

    kind: str
    title: str
    holds: Callable[[Any, Seen], Any]


def graded(*grades: str) -> Callable[[CaseFact, Seen], bool]:
    """Whether the rating that counts is one of these."""

    def holds(case: CaseFact, seen: Seen) -> bool:
        rating = rating_on(case, seen.until)
        return rating is not None and rating.grade in grades

    return holds


def is_answered(case: CaseFact, seen: Seen) -> bool:
    """The unit's reply was given, or somebody rated it all the same."""
    return happened(seen.replied.get(case.id), seen.until) or rating_on(case, seen.until) is not None


def is_unanswered(case: CaseFact, seen: Seen) -> bool:
    """Replied to, and nobody said whether it was any good."""
    return is_answered(case, seen) and rating_on(case, seen.until) is None


def ended_by(verb: str) -> Callable[[CaseFact, Seen], bool]:
    """Whether it ended by this move, and no rating closed it all the same."""
    return lambda case, seen: seen.ended.get(case.id) == verb and not is_closed(case, seen.until)


def met_of(member_id: int, seen: Seen) -> int:
    """How many of his own a member met."""
    return sum((member_id, one) in seen.met for one in seen.fives.get(member_id, ()))


def is_fixed(contact: ContactFact, seen: Seen) -> bool:
    """A contact with one of the member's own."""
    return contact.representative_id in seen.fives.get(contact.member_id, ())


FIGURES: Mapping[str, Figure] = MappingProxyType({
    "members": Figure(MEMBER, "委员", lambda _one, _seen: True),
    "active": Figure(MEMBER, "有联系记录的委员", lambda one, seen: one in seen.active),
    "idle": Figure(MEMBER, "还没有联系记录的委员", lambda one, seen: one not in seen.active),
    "all_five": Figure(MEMBER, "五位都联系过的委员", lambda one, seen: met_of(one, seen) >= FIVE),
    "kept": Figure(PAIR, "固定联系的代表", lambda _one, _seen: True),
    "reached": Figure(PAIR, "联系到的代表", lambda one, seen: one in seen.met),
    "missed": Figure(PAIR, "还没有联系到的代表", lambda one, seen: one not in seen.met),
    "contacts": Figure(CONTACT, "联系记录", lambda _one, _seen: True),
    "contacts_fixed": Figure(CONTACT, "与固定代表的联系", is_fixed),
    "requests": Figure(CASE, "诉求", lambda _one, _seen: True),
    "closed": Figure(CASE, "办结的诉求", lambda one, seen: is_closed(one, seen.until)),
    "settled": Figure(CASE, "当场办结的诉求", ended_by(SETTLE)),
    "unrated": Figure(CASE, "未评价办结的诉求", ended_by(UNRATED_END)),
    "open": Figure(CASE, "没有算作办结的诉求", lambda one, seen: not is_closed(one, seen.until)),
    "handled": Figure(CASE, "报了办理结果的诉求", lambda one, seen: happened(one.handled_on, seen.until)),
    "on_time": Figure(CASE, "按期办的诉求", lambda one, seen: is_on_time(one, seen.until)),
    "overdue_open": Figure(CASE, "超期未办的诉求", lambda one, seen: is_overdue(one, seen.until)),
    "due": Figure(
        CASE, "该按期办的诉求", lambda one, seen: happened(one.handled_on, seen.until) or is_overdue(one, seen.until)
    ),
    "rated": Figure(CASE, "有评议的诉求", lambda one, seen: rating_on(one, seen.until) is not None),
    "content": Figure(CASE, "满意和基本满意的诉求", graded(SATISFIED, BASICALLY)),
    "unsatisfied": Figure(CASE, "不满意的诉求", graded(UNSATISFIED)),
    "answered": Figure(CASE, "答复过的诉求", is_answered),
    "unanswered": Figure(CASE, "答复了还没有评议的诉求", is_unanswered),
    "supervised": Figure(CASE, "督办过的诉求", lambda one, seen: any(day <= seen.until for day in one.urged_on)),
    "returned": Figure(RETURN, "申请退回的诉求", lambda _one, _seen: True),
    "upheld": Figure(RETURN, "申请退回并获同意的诉求", lambda one, _seen: one.is_upheld),
    "people": Figure(PERSON, "在库的代表", lambda _one, _seen: True),
    "people_kept": Figure(PERSON, "有委员固定联系的代表", lambda one, seen: one.id in seen.kept),
    "people_met": Figure(PERSON, "当年联系过的代表", lambda one, seen: one.id in seen.people),
    "scans": Figure(SCAN, "扫码反映", lambda _one, _seen: True),
})  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a board: a number, or with `whole` the share that it is of that; is_interval: how sure it is."""

    title: str
    part: str
    whole: str = ""
    is_interval: bool = False


MET = Column("当年联系过", "people_met", "people")
COVERAGE = Column("联系到的代表", "reached", "kept")
CLOSED = Column("办结率", "closed", "requests")
ON_TIME = Column("按期率", "on_time", "due")
CONTENT = Column("满意率", "content", "rated")
INTERVAL = Column("满意率大致在", "content", "rated", is_interval=True)
CONTACTS, REQUESTS, OVERDUE = Column("联系", "contacts"), Column("诉求", "requests"), Column("超期未办", "overdue_open")
SETTLED, UNRATED = Column("当场办结", "settled"), Column("未评价办结", "unrated")
ENDED = (CLOSED, SETTLED, UNRATED)
ENDED_NOTE = "“办结率”只算评议过、此后没有再办的诉求；当场办结、未评价办结的不在里面，另列。"
RESULTS = (REQUESTS, *ENDED, ON_TIME, OVERDUE, CONTENT, INTERVAL)
OF_MEMBERS = (
    Column("委员", "members"), Column("有联系的委员", "active", "members"), COVERAGE, CONTACTS, *RESULTS,
)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """A dashboard by one thing. lead: the share that its chart draws and its rows are ordered by.

    aim: which of the aims holds for it, none where nothing is agreed; counted: how a sentence counts its rows.
    """

    title: str
    counted: str
    columns: tuple[Column, ...]
    lead: Column
    aim: str = ""
    note: str = ""

    def target(self, aims: Aims) -> float | None:
        """What is wanted of its share."""
        return getattr(aims, self.aim) if self.aim else None


BOARDS: Mapping[str, Board] = MappingProxyType({
    "towns": Board(
        "分区镇", "个区镇", (Column("固定联系的代表", "kept"), COVERAGE, CONTACTS, *RESULTS), COVERAGE,
        "coverage", "按代表所在的区镇算。",
    ),
    "committees": Board(
        "分工委", "个工委（工作组）", OF_MEMBERS, COVERAGE, "coverage", "按委员所在的工委（工作组）算。",
    ),
    "sectors": Board("分界别", "个界别", OF_MEMBERS, COVERAGE, "coverage", "按委员的界别算。"),
    "units": Board(
        "分单位", "个单位",
        (*RESULTS, Column("答复了没评议", "unanswered", "answered"), Column("申退", "returned"),
         Column("申退获同意", "upheld")),
        ON_TIME, "on_time", "按最后的责任单位算；申退算在申请的单位。",
    ),
    "stations": Board(
        "分联络室", "个站室岗", (CONTACTS, Column("扫码反映", "scans"), *RESULTS), CLOSED,
        note="在站、室、岗见面的联系，和由此来的诉求。",
    ),
    "libraries": Board(
        "分信息库", "个信息库",
        (Column("在库代表", "people"), Column("有委员固定联系", "people_kept", "people"),
         MET, CONTACTS, REQUESTS, *ENDED, CONTENT, INTERVAL),
        MET, note="一位代表在几个库的，每个库都算。",
    ),
})  # fmt: skip
MONTHS, ALL = "months", "all"
Z_95 = 1.959964
FEWEST = 5  # of fewer, a share says little: they stand after the others and in no chart
FOR_UNITS, FOR_COMMITTEES = ("units",), ("towns", "committees", "sectors", "units", "stations")


def boards_for(role: Role) -> tuple[str, ...]:
    """The boards that a role is offered, in the order of their tabs."""
    few = {Role.UNIT_LEADER: FOR_UNITS, Role.CLERK: FOR_COMMITTEES, Role.DIRECTOR: FOR_COMMITTEES}
    return few.get(role, tuple(BOARDS))


def share(tally: Tally, column: Column) -> float | None:
    """The share that a column shows; None of nothing."""
    whole = tally.get(column.whole, 0)
    return tally.get(column.part, 0) / whole if whole else None


def is_enough(tally: Tally, column: Column) -> bool:
    """Whether a share is made of enough to be compared."""
    return tally.get(column.whole, 0) >= FEWEST


def interval(good: int, number: int) -> tuple[float, float] | None:
    """Between which shares the true one lies, 19 times in 20; None of nothing. Source: Wilson 1927, score interval."""
    if not number:
        return None
    share_of, z2 = good / number, Z_95**2
    middle = share_of + z2 / (2 * number)
    reach = Z_95 * ((share_of * (1 - share_of) + z2 / (4 * number)) / number) ** 0.5
    return max(0.0, (middle - reach) / (1 + z2 / number)), min(1.0, (middle + reach) / (1 + z2 / number))


def cell_words(tally: Tally, column: Column) -> str:
    """A cell as tables show it: 1,194; 94.6%; 91.2%–97.1%; — of nothing."""
    if not column.whole:
        return f"{tally.get(column.part, 0):,}"
    if column.is_interval:
        found = interval(tally.get(column.part, 0), tally.get(column.whole, 0))
        return "–".join(map(percent_words, found)) if found else NO_VALUE
    return percent_words(share(tally, column))


def same_day_before(day: date) -> date:
    """The same day of the year before; of 29 February the day before it."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day)
