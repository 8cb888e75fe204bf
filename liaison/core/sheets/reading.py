"""From the cells of a file to rows that mean something: headings found, rows that are no data left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liaison.core.columns import Column, written
from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.delimited import BAD_ENCODING
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.headers import Dictionary, Heading, exact_key, find_heading, heading_at, refuse_twice
from liaison.core.sheets.remarks import Remark, remarks_on
from liaison.core.sheets.skipping import why_skipped
from liaison.core.text import normalise, same_word


@dataclass(frozen=True)
class Row:
    """One row of data. cells: `{column key: what the cell holds}`, blank ones left out; headings: as written."""

    number: int
    sheet: str
    cells: Mapping[str, Any]
    headings: Mapping[str, str]


@dataclass(frozen=True)
class ParsedRow:
    """One row as its columns understand it: values of the good cells, the error of each other one."""

    row: Row
    values: dict[str, Any]
    errors: dict[str, CellError]


@dataclass
class Reading:
    """What a file says.

    sheet, header_row, titles: of the first sheet read; titles: the lines above the headings.
    unknown: headings nobody understood; missing: required columns that are not there.
    skipped: `(sheet, row number, why)` with why subtotal, footer, repeat_header, title, example or blank.
    places: `{sheet: {column key: column number}}`; header_rows: `{sheet: last row of its headings}`;
    fingerprint: of the first sheet's headings, see `Heading.fingerprint`.
    """

    columns: Sequence[Column]
    sheet: str
    header_row: int
    titles: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    missing: tuple[Column, ...] = ()
    rows: list[Row] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    places: dict[str, dict[str, int]] = field(default_factory=dict)
    header_rows: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""

    def parsed(self) -> Iterator[ParsedRow]:
        """Each row with its values; a required cell that is blank is an error, a column not there is None."""
        return (parse_row(row, self.columns) for row in self.rows)

    def require_rows(self) -> None:
        """Refuse a file that holds headings only."""
        if not self.rows:
            raise FileRefused("NO_ROWS", "表头下面没有内容，请填好后再导入")


def parse_row(row: Row, columns: Sequence[Column]) -> ParsedRow:
    """The row's values by column key, and the errors of the cells that could not be taken."""
    parsed = ParsedRow(row, {}, {})
    for column in columns:
        if column.key not in row.headings:
            parsed.values[column.key] = None
            continue
        try:
            parsed.values[column.key] = column.take(row.cells.get(column.key))
        except CellError as error:
            parsed.errors[column.key] = error
    return parsed


@dataclass(frozen=True)
class Reader:
    """How one kind of sheet is to be read. optional: keys of required columns that may be missing this time."""

    columns: Sequence[Column]
    dictionary: Dictionary
    fill_down: Collection[str]
    optional: Collection[str]

    def read(self, grids: Sequence[Grid], header_row: int | None = None) -> Reading:
        """The rows of every sheet whose headings are complete.

        header_row: of the first sheet, which alone is read then.
        Raises FileRefused MISSING_COLUMN, DUPLICATE_COLUMN or ENCODING.
        """
        grids = grids[:1] if header_row else grids
        headed = [(grid, heading) for grid in grids if (heading := self.heading(grid, header_row))]
        for _, heading in headed:
            refuse_twice(heading)
        complete = [(grid, heading) for grid, heading in headed if not self.lacking(heading)]
        if not complete:
            raise self._refusal(grids, headed)
        return self._reading(complete)

    def heading(self, grid: Grid, header_row: int | None = None) -> Heading | None:
        """The headings of a sheet, found, or those of the row that is given."""
        if header_row:
            return heading_at(grid, self.dictionary, header_row)
        return find_heading(grid, self.dictionary, min(2, len(self.columns)))

    def lacking(self, heading: Heading) -> list[Column]:
        """The required columns that no heading means and that are not excused."""
        return [column for column in heading.missing(self.columns) if column.key not in self.optional]

    def _refusal(self, grids: Sequence[Grid], headed: Sequence[tuple[Grid, Heading]]) -> FileRefused:
        if any(grid.is_guessed for grid in grids) and not headed:
            return FileRefused("ENCODING", BAD_ENCODING)
        if not headed:
            titles = "、".join(column.title for column in self.columns if column.required) or self.columns[0].title
            within = f"前 {limits.HEADER_WITHIN_ROWS} 行里没有“{titles}”这样的列名"
            return FileRefused("MISSING_COLUMN", f"没找到表头：{within}，请照模板写上")
        heading = max((heading for _, heading in headed), key=lambda heading: len(heading.words))
        lacking = "、".join(column.title for column in self.lacking(heading))
        sentence = f"缺少“{lacking}”一列，请补上"
        if heading.unknown:
            word = heading.unknown[0] if len(heading.unknown) == 1 else "表里的写法"
            hint = f"其中一列就是的话，写 --map '{word}={self.lacking(heading)[0].title}'；都不是，请核对拿对了表没有"
            sentence += f"。没看懂的表头：{'、'.join(heading.unknown)}；{hint}"
        return FileRefused("MISSING_COLUMN", sentence)

    def _reading(self, complete: Sequence[tuple[Grid, Heading]]) -> Reading:
        grid, heading = complete[0]
        unknown = tuple(dict.fromkeys(word for _, heading in complete for word in heading.unknown))
        missing = tuple(heading.missing(self.columns))
        reading = Reading(self.columns, grid.name, heading.last_row, titles_of(grid, heading), unknown, missing)
        reading.fingerprint = heading.fingerprint
        for grid, heading in complete:
            self._add_rows(reading, grid, heading)
        reading.remarks = remarks_on([grid for grid, _ in complete], [heading for _, heading in complete])
        if len(reading.rows) > limits.ROWS:
            raise FileRefused("TOO_MANY_ROWS", f"一个文件多于 {limits.ROWS} 行，请分成几个文件")
        return reading

    def _add_rows(self, reading: Reading, grid: Grid, heading: Heading) -> None:
        reading.places[grid.name] = {column.key: number for number, column in heading.columns.items()}
        reading.header_rows[grid.name] = heading.last_row
        filled = merged_down(grid, heading, self.fill_down)
        titles = {same_word(title) for title in titles_of(grid, heading)}
        headings = {key: exact_key(word) for key, word in heading.words.items()}
        for number, cells in grid.rows.items():
            if number <= heading.last_row:
                continue
            mapped = {column.key: cells[n] for n, column in heading.columns.items() if n in cells}
            mapped |= filled.get(number, {})
            why = why_skipped(cells, mapped, headings, titles)
            if why:
                reading.skipped.append((grid.name, number, why))
            else:
                reading.rows.append(Row(number, grid.name, mapped, heading.words))


def titles_of(grid: Grid, heading: Heading) -> tuple[str, ...]:
    """The lines above the headings."""
    above = (cells for number, cells in grid.rows.items() if number < heading.row)
    return tuple(normalise("　".join(written(value) for value in cells.values())) for cells in above)


def merged_down(grid: Grid, heading: Heading, keys: Collection[str]) -> dict[int, dict[str, Any]]:
    """For the given columns: the value of a merged block in each further row that it covers."""
    filled: dict[int, dict[str, Any]] = {}
    for block in grid.merged:
        column = heading.columns.get(block.left)
        value = grid.rows.get(block.top, {}).get(block.left)
        if column is None or value is None or column.key not in keys or block.top <= heading.last_row:
            continue
        for number in range(block.top + 1, min(block.bottom, block.top + limits.ROWS) + 1):
            filled.setdefault(number, {})[column.key] = value
    return filled
