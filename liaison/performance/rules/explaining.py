"""Why a member's figure is what it is: every row that counts in it, as part and as whole, and in which words.

Source: 履职考核 口径; what a case counts for is asked of `figures.of_case`, so that no second rule stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from liaison.performance.rules.figures import (
    FIVE,
    CaseFact,
    ContactFact,
    Figures,
    is_on_time,
    is_overdue,
    of_case,
    rate,
    rating_on,
)

FIGURES: Mapping[str, str] = MappingProxyType({
    "联系次数": "contacts", "定联次数": "contacts_fixed", "定联人数": "fixed_reached", "五人全联": "all_five",
    "联系代表数": "reps_reached", "诉求数": "requests", "转办数": "transferred", "办理数": "handled",
    "按期数": "on_time", "超期未办": "overdue_open", "按期率": "on_time_rate", "办结数": "closed", "满意": "satisfied",
    "基本满意": "basically", "不满意": "unsatisfied", "满意率": "satisfaction_rate", "督办数": "supervised",
})  # fmt: skip
OF_CONTACTS = ("contacts", "contacts_fixed", "fixed_reached", "all_five", "reps_reached")
RATES = ("on_time_rate", "satisfaction_rate")
ALSO_CALLED: Mapping[str, str] = MappingProxyType({"逾期未办": "超期未办"})  # in the office's workbook
PART_TITLES: Mapping[str, str] = MappingProxyType({"按期率": "按期", "满意率": "满意"})


@dataclass(frozen=True)
class Behind:
    """One row behind a figure.

    source: e.g. `case:17`, empty where the scheme itself says so; part: how much it counts, a number or points;
    whole: the same in the denominator, of rates only.
    """

    source: str
    day: date | None
    why: str
    part: Any = 1
    whole: int = 0


def behind(key: str, contacts: Collection[ContactFact], cases: Iterable[CaseFact], five: Collection[int], until: date
           ) -> list[Behind]:  # fmt: skip
    """The rows behind one of the figures of a member, oldest first. contacts, cases: his own; five: of the year."""
    if key in OF_CONTACTS:
        return behind_contacts(key, contacts, five)
    return [row for case in cases if (row := behind_case(key, case, of_case(case, until), until))]


def behind_contacts(key: str, contacts: Iterable[ContactFact], five: Collection[int]) -> list[Behind]:
    """Each contact, those with the five, or the first one with each person."""
    if key in ("contacts", "contacts_fixed"):
        return [
            Behind(f"contact:{one.id}", one.day, "结对的代表" if one.representative_id in five else "不是结对的代表")
            for one in contacts if key == "contacts" or one.representative_id in five
        ]  # fmt: skip
    first: dict[int, ContactFact] = {}
    for one in contacts:
        first.setdefault(one.representative_id, one)
    met = [one for person, one in first.items() if key == "reps_reached" or person in five]
    kept = met if key == "reps_reached" else met[:FIVE]
    return [Behind(f"contact:{one.id}", one.day, "和这位代表的第一次联系") for one in kept]


def behind_case(key: str, case: CaseFact, counted: Figures, until: date) -> Behind | None:
    """What a case counts in a figure; None where it counts nothing."""
    if key == "on_time_rate":
        part, whole = counted.on_time, counted.handled + counted.overdue_open
    elif key == "satisfaction_rate":
        part, whole = counted.satisfied + counted.basically, counted.rated
    else:
        part, whole = getattr(counted, key), 0
    if not part and not whole:
        return None
    return Behind(f"case:{case.id}", case.day, case_words(key, case, until), int(part), int(whole))


def rate_words(key: str, part: int, whole: int) -> str:
    """按期 12 件 ÷ 有结果和超期未办的 15 件."""
    if key == "on_time_rate":
        return f"按期 {part} 件 ÷ 有结果和超期未办的 {whole} 件"
    return f"满意和基本满意 {part} 件 ÷ 有评议的 {whole} 件"


def case_words(key: str, case: CaseFact, until: date) -> str:
    """The days that decide."""
    if key == "requests":
        return f"{case.day} 的联系带回"
    if key == "transferred":
        return f"{case.transferred_on} 转办"
    if key == "supervised":
        return "、".join(f"{day}" for day in case.urged_on if day <= until) + " 督办"
    if key in ("handled", "on_time", "overdue_open", "on_time_rate"):
        return handling_words(case, until)
    return rating_words(case, until)


def handling_words(case: CaseFact, until: date) -> str:
    """When it was done, beside its limit."""
    due = case.extended_on or case.due_on
    limit = f"期限 {due}{'（延期后）' if case.extended_on else ''}" if due else "没有期限"
    if case.handled_on is None or case.handled_on > until:
        return f"到 {until} 没有办结，{limit}" + ("，超期未办" if is_overdue(case, until) else "")
    late = "按期" if is_on_time(case, until) else "不算按期"
    return f"{case.handled_on} 办结，{limit}，{late}"


def rating_words(case: CaseFact, until: date) -> str:
    """The last rating by the day."""
    rating = rating_on(case, until)
    return f"{rating.day} 评议“{rating.grade}”" + (f"，第 {rating.round} 轮" if rating.round > 1 else "")


def figure_of(key: str, rows: Collection[Behind]) -> int | float | str | None:
    """The figure that these rows come to."""
    part = sum(row.part for row in rows)
    if key in RATES:
        return rate(int(part), sum(row.whole for row in rows))
    if key == "all_five":
        return "是" if part >= FIVE else "否"
    return part
