"""What the office looks at before the year goes out: each point is passed, or says what to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from liaison.performance.rules.figures import FIVE, Figures

NO_CONTACT, OPEN_CASES, SHORT_FIVES, NO_COMMITTEE = "no_contact", "open_cases", "short_fives", "no_committee"


@dataclass(frozen=True)
class Check:
    """One point. code: which one, for the link; line: what stands under it."""

    code: str
    is_passed: bool
    title: str
    line: str


def checks(
    figures: Mapping[int, Figures], without_committee: Collection[int], fives: Mapping[int, Collection[int]]
) -> list[Check]:
    """The points of a year, passed ones first. figures: of each member; fives: his representatives of the year."""
    points = [
        register(len(figures), len(without_committee)),
        kept_fives(sum(len(fives.get(one, ())) < FIVE for one in figures)),
        contacted(sum(one.contacts == 0 for one in figures.values())),
        handled(figures.values()),
    ]
    return sorted(points, key=lambda point: not point.is_passed)


def register(members: int, without: int) -> Check:
    """Whether every member has his committee."""
    if without:
        return Check(NO_COMMITTEE, False, f"{without} 位委员没有工委（工作组）", "分工委的表里他们单列一行")
    return Check(NO_COMMITTEE, True, "委员名册齐全", f"{members} 人，都有界别和工委（工作组）")


def kept_fives(short: int) -> Check:
    """Whether every member keeps five representatives."""
    if short:
        return Check(SHORT_FIVES, False, f"{short} 位委员没有配满 5 位代表", "他们的“五人全联”只能是否")
    return Check(SHORT_FIVES, True, "每位委员都有 5 位代表", "按结对名单算")


def contacted(without: int) -> Check:
    """Whether every member has a contact."""
    if without:
        return Check(NO_CONTACT, False, f"{without} 位委员没有联系记录", "可能是病休、新增补，或者还没有补录")
    return Check(NO_CONTACT, True, "每位委员都有联系记录", "这一年里至少联系过一次")


def handled(figures: Iterable[Figures]) -> Check:
    """Whether every request that was handed over has a result."""
    figures = list(figures)
    waiting = sum(one.transferred - one.handled for one in figures)
    overdue = sum(one.overdue_open for one in figures)
    if waiting > 0:
        late = f"其中 {overdue} 件已超期" if overdue else "都在期限内"
        return Check(OPEN_CASES, False, f"{waiting} 件诉求还没有办理结果", f"按统计截止日算，{late}")
    return Check(OPEN_CASES, True, "转办的诉求都有结果", "没有一件还在办理")
