"""What a scheme adds to the tabs by sector and by committee: the members' columns added up, the mean, the grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.performance.queries.scored import YearScores
from liaison.performance.queries.tables import NOWHERE, Cells, Table
from liaison.performance.rules.grading import EXEMPT
from liaison.performance.rules.schemes import ZERO, Rulebook, rounded, shown
from liaison.performance.sheets.scored import RESULT, point_columns, score_cells, summed

ASSESSED = Column("assessed", "考核人数", Kind.INTEGER, width=9)
TOTAL, GRADE = RESULT[:2]
MEAN = Column("mean", "人均总分", Kind.DECIMAL, width=9)
NOTES = (
    ("考核人数", "有总分、不在“不参加考核”里的委员。"),
    ("人均总分", "参加考核的委员的总分 ÷ 考核人数；没有人参加考核时空着。分界别、分工委的其他各列是各位委员相加。"),
    ("各等次（人）", "定了等次的委员各有几位；没有人定了等次时空着。"),
)  # fmt: skip


def group_columns(book: Rulebook) -> list[Column]:
    """How many were assessed, the columns of points, the total and the mean, and how many hold each grade."""
    grades = [Column(grade_key(one.name), f"{one.name}（人）", Kind.INTEGER, width=9) for one in book.grades]
    return [ASSESSED, *point_columns(book), TOTAL, MEAN, *grades]


def grade_key(grade: str) -> str:
    """Under which a row holds how many members hold a grade."""
    return f"grade·{grade}"


def grouped(table: Table, members: Table, key: str, scores: YearScores) -> Table:
    """A table by sector or committee with what its members' points come to.

    members: 年度履职 with points; key: of its column that names the sector or committee.
    """
    own: dict[str, list[Cells]] = {}
    for row in members.rows:
        own.setdefault(row[key] or NOWHERE["organisation"], []).append(row)
    rows = [{**row, **group_cells(own.get(row["name"], ()), scores.book)} for row in table.rows]
    return Table(rows, {**table.total, **group_cells(members.rows, scores.book)})


def group_cells(members: Sequence[Cells], book: Rulebook) -> Cells:
    """The cells of these columns."""
    assessed = [row for row in members if is_assessed(row)]
    grades = [row[GRADE.key] for row in assessed if row[GRADE.key]]
    return {
        ASSESSED.key: len(assessed), **summed(members, [*point_columns(book), TOTAL]), MEAN.key: mean_of(assessed),
        **{grade_key(one.name): grades.count(one.name) if grades else None for one in book.grades},
    }  # fmt: skip


def is_assessed(row: Cells) -> bool:
    """Whether a member of 年度履职 has a result that is ranked."""
    return row.get(GRADE.key) not in (None, EXEMPT)


def mean_of(assessed: Sequence[Cells]) -> Any:
    """The mean total, to two digits; None of nobody."""
    return rounded(sum((row[TOTAL.key] for row in assessed), ZERO) / len(assessed)) if assessed else None


def group_heads(book: Rulebook) -> list[str]:
    """The headings of the page's table: the mean, members assessed, all members, and how many hold each grade."""
    return [MEAN.title, ASSESSED.title, "委员", *(one.name for one in book.grades)]


def group_lines(scores: YearScores, members: Iterable[Any], key: str) -> list[tuple[int | None, str, list[str]]]:
    """(id, name, words under these headings) of each sector or organisation of these members, by id.

    key: sector or organisation.
    """
    own: dict[int | None, list[Cells]] = {}
    names: dict[int | None, str] = {}
    for member in members:
        where = getattr(member, f"{key}_id")
        names[where] = getattr(member, key) or NOWHERE["organisation"]
        own.setdefault(where, []).append(score_cells(scores, member))
    order = sorted(own, key=lambda where: (where is None, where))
    return [(where, names[where], line_words(own[where], scores.book)) for where in order]


def line_words(members: Sequence[Cells], book: Rulebook) -> list[str]:
    """One line of the page's table."""
    cells = group_cells(members, book)
    mean = cells[MEAN.key]
    counts = [cells[grade_key(one.name)] for one in book.grades]
    grades = ["—" if count is None else f"{count}" for count in counts]
    return ["—" if mean is None else shown(mean), f"{cells[ASSESSED.key]}", f"{len(members)}", *grades]
