"""From totals to grades and ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from liaison.performance.rules.schemes import Grade, Rulebook, shown
from liaison.performance.rules.scoring import Entry, by_part, total_of

EXEMPT = "不参加考核"
UNFINISHED = "年度还没有结束"


@dataclass(frozen=True)
class Result:
    """A member's year by a scheme. rank: 1 the best, equal totals share it, None where exempt; why: what kept the
    grade below what the total gives."""

    member_id: int
    total: Decimal
    parts: Mapping[str, Decimal]
    grade: str = ""
    rank: int | None = None
    why: str = ""


def results_of(
    book: Rulebook, entries: Mapping[int, Sequence[Entry]], exempt: Mapping[int, str] | None = None,
    *, is_over: bool = True,
) -> dict[int, Result]:  # fmt: skip
    """`{member: result}`. entries: of every member, empty for one without any; exempt: `{member: reason}`;
    is_over: whether the whole year was reckoned, before which nobody has a grade."""
    away = exempt or {}
    book, why = (book, "") if is_over else (replace(book, grades=()), UNFINISHED)
    sums = {one: Result(one, total_of(lines), by_part(lines), why=why) for one, lines in entries.items()}
    ranks = ranks_of({one: result.total for one, result in sums.items() if one not in away})
    graded = {
        one: replace(result, grade=EXEMPT, why=away[one]) if one in away
        else replace(with_grade(book, result, entries[one]), rank=ranks[one])
        for one, result in sums.items()
    }  # fmt: skip
    return {**graded, **kept_to_share(book, [one for one in graded.values() if one.grade != EXEMPT])}


def ranks_of(totals: Mapping[int, Decimal]) -> dict[int, int]:
    """`{member: rank}`."""
    order = sorted(totals.values(), reverse=True)
    first = {total: place for place, total in reversed(list(enumerate(order, 1)))}
    return {one: first[total] for one, total in totals.items()}


def with_grade(book: Rulebook, result: Result, entries: Iterable[Entry]) -> Result:
    """The grade by the total, lowered to the ceilings of vetoes."""
    names = [grade.name for grade in book.grades]
    by_total = grade_for(book.grades, result.total)
    ceilings = [one for one in entries if one.ceiling in names]
    if by_total is None or not ceilings:
        return replace(result, grade=by_total.name if by_total else "")
    lowest = max(ceilings, key=lambda one: names.index(one.ceiling))
    if names.index(lowest.ceiling) <= names.index(by_total.name):
        return replace(result, grade=by_total.name)
    return replace(result, grade=lowest.ceiling, why=f"{lowest.item}：{lowest.reason}")


def grade_for(grades: Sequence[Grade], total: Decimal) -> Grade | None:
    """The best grade whose threshold a total reaches."""
    return next((one for one in grades if one.least is None or total >= one.least), None)


def kept_to_share(book: Rulebook, results: Collection[Result]) -> dict[int, Result]:
    """Those who have to make room because a grade is only for a share of the members; equal totals go together."""
    moved: dict[int, Result] = {}
    for grade, below in zip(book.grades, book.grades[1:], strict=False):
        if grade.share is None:
            continue
        now = [moved.get(one.member_id, one) for one in results]
        room = int(grade.share * len(now))
        holders = sorted((one for one in now if one.grade == grade.name), key=lambda one: -one.total)
        staying = within(holders, room)
        why = f"{grade.name}不超过 {shown(100 * grade.share)}%，{len(now)} 人里最多 {room} 人"
        moved |= {one.member_id: replace(one, grade=below.name, why=why) for one in holders[staying:]}
    return moved


def within(holders: Sequence[Result], room: int) -> int:
    """How many of the best fit, when those with equal totals stay or go together."""
    if len(holders) <= room:
        return len(holders)
    border = holders[room].total
    return sum(one.total > border for one in holders)
