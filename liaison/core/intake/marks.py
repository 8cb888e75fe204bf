"""From what became of the rows of a file to the marks in its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from liaison.core.intake.results import BAD, RowResult
from liaison.core.intake.settling import Place
from liaison.core.sheets.marking import RowMark


def marks_of(
    results: Iterable[RowResult], places: Mapping[str, Mapping[str, int]], *, is_done: bool = False
) -> Iterator[RowMark]:
    """A mark for each row that did not go in, and for each other one where the file was written (is_done).

    places: `{sheet: {column key: column number}}`.
    """
    for result in results:
        if result.outcome in BAD:
            faults = [(fault.key, fault.sentence) for fault in result.faults]
            yield mark_of(result.place, faults, places.get(result.sheet, {}))
        elif is_done:
            yield RowMark(result.sheet, result.number, "", {}, is_done=True)


def mark_of(place: Place, faults: Iterable[tuple[str, str]], columns: Mapping[str, int]) -> RowMark:
    """The mark of a wrong row. faults: `(column key, sentence)`; columns: `{column key: column number}`."""
    sheet, number = place
    faults = list(faults)
    cells: dict[int, list[str]] = {}
    for key, sentence in faults:
        if key in columns:
            cells.setdefault(columns[key], []).append(sentence)
    return RowMark(sheet, number, in_one_line(sentence for _, sentence in faults), {
        column: in_one_line(sentences) for column, sentences in cells.items()
    })  # fmt: skip


def in_one_line(sentences: Iterable[str]) -> str:
    """Several sentences as one, each once."""
    return "；".join(dict.fromkeys(sentence for sentence in sentences if sentence))
