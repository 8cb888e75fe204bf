"""What became of a file that was read in: an outcome for each row, the counts, and the one JSON object of a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liaison.core.errors import CellError, FileRefused

CREATED, UPDATED, UNCHANGED, DUPLICATE, REVIEW, REJECTED = (
    "created", "updated", "unchanged", "duplicate", "review", "rejected",
)  # fmt: skip
GOOD = (CREATED, UPDATED, UNCHANGED)
BAD = (DUPLICATE, REVIEW, REJECTED)
OUTCOMES = GOOD + BAD
OUTCOME_TITLES = {
    CREATED: "新增", UPDATED: "更新", UNCHANGED: "没有变化", DUPLICATE: "重复", REVIEW: "待核", REJECTED: "没有收",
}  # fmt: skip
# A word outside lists that --open-lists has opened is no ground for a warning about the file.
HARMLESS = frozenset({"UNKNOWN_VALUE"})


@dataclass(frozen=True)
class Fault:
    """Why a row did not simply go in. column: the heading as the file writes it; key: the column's own key."""

    key: str
    column: str
    code: str
    sentence: str

    @classmethod
    def of(cls, key: str, column: str, error: CellError) -> Fault:
        """The fault of one cell."""
        return cls(key, column, error.code, error.sentence)


@dataclass(frozen=True)
class RowResult:
    """What became of one row. number: as Excel counts.

    label: whom or what it is about; changes: `{column key: (old, new)}` in words, of an updated row;
    candidate_id: id of the thing that a doubtful row may mean.
    """

    sheet: str
    number: int
    outcome: str
    faults: tuple[Fault, ...] = ()
    label: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    candidate_id: int | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Where the row stands: `(sheet, row number)`."""
        return self.sheet, self.number

    @property
    def sentence(self) -> str:
        """All causes in one line."""
        return "；".join(dict.fromkeys(fault.sentence for fault in self.faults))


@dataclass
class Report:
    """What became of one file.

    warnings: `{code: sentence}`; values: what each cell was understood as, only for a dry run;
    refused: why nothing of the file was read.
    """

    file_name: str
    rows: list[RowResult] = field(default_factory=list)
    memberships: int = 0
    warnings: dict[str, str] = field(default_factory=dict)
    values: list[dict[str, Any]] | None = None
    refused: FileRefused | None = None

    @property
    def counts(self) -> dict[str, int]:
        """`{outcome: number of rows}` with all six outcomes."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def outcome(self) -> str:
        """accept, accept_warn, row_errors or reject."""
        if self.refused:
            return "reject"
        if any(row.outcome in BAD for row in self.rows):
            return "row_errors"
        return "accept_warn" if set(self.warnings) - HARMLESS else "accept"

    @property
    def waiting(self) -> list[RowResult]:
        """The rows that did not go in, in their order."""
        return [row for row in self.rows if row.outcome in BAD]

    @property
    def code(self) -> str | None:
        """The code of a refusal, or the one fault that all bad rows share."""
        if self.refused:
            return self.refused.code
        codes = {fault.code for row in self.waiting for fault in row.faults[:1]}
        return codes.pop() if len(codes) == 1 and not any(row.outcome in GOOD for row in self.rows) else None

    def as_json(self) -> dict[str, Any]:
        """The object of DECISIONS 6; `problems` names each bad row with its cause."""
        return {
            "file": self.file_name, "outcome": self.outcome, "code": self.code, **sums([self]),
            "warnings": list(self.warnings), **({} if self.values is None else {"values": self.values}),
            "problems": list(self.problems()), "message": self.refused.sentence if self.refused else None,
        }  # fmt: skip

    def problems(self) -> Iterable[dict[str, Any]]:
        """One entry for each fault of each bad row: file, sheet, row, column, cause."""
        for row in self.waiting:
            for fault in row.faults:
                yield {
                    "file": self.file_name, "sheet": row.sheet, "row": row.number, "column": fault.column,
                    "outcome": row.outcome, "code": fault.code, "cause": fault.sentence,
                }  # fmt: skip


def sums(reports: Sequence[Report]) -> dict[str, int]:
    """The numbers of several files together: rows_ok, rows_bad, the six outcomes, memberships."""
    counts = {outcome: sum(report.counts[outcome] for report in reports) for outcome in OUTCOMES}
    return {
        "rows_ok": sum(counts[outcome] for outcome in GOOD), "rows_bad": sum(counts[outcome] for outcome in BAD),
        **counts, "memberships": sum(report.memberships for report in reports),
    }  # fmt: skip


WORST = ("accept", "accept_warn", "row_errors", "reject")


def together(reports: Sequence[Report]) -> dict[str, Any]:
    """One object for a command: the file's own for one file, sums and `files` for several."""
    if len(reports) == 1:
        return reports[0].as_json()
    outcome = max((report.outcome for report in reports), key=WORST.index, default="accept")
    warnings = dict.fromkeys(code for report in reports for code in report.warnings)
    return {
        "outcome": outcome, "code": next((r.code for r in reports if r.refused), None), **sums(reports),
        "warnings": list(warnings), "files": [report.as_json() for report in reports],
    }  # fmt: skip
