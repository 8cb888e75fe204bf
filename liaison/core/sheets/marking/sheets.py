"""Marking one sheet: the column 错在哪里, red cells, and a comment on each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.marking import columns
from liaison.core.sheets.marking.comments import comment
from liaison.core.sheets.marking.parts import WORKBOOK, Parts, SheetPart
from liaison.core.sheets.marking.rows import (
    RowChange,
    RowPart,
    has_formulas,
    plain_words,
    rewritten,
    rows_of,
    without_asides,
    words_of,
)
from liaison.core.sheets.marking.splicing import Element, Splices, Tag, root_of, tags, within
from liaison.core.sheets.marking.styles import Styles
from liaison.core.sheets.painting import clean
from liaison.core.text import same_word

HEADING = "错在哪里"
DONE = "已导入"
# Where the reference to the comments' boxes has to stand: before the first of these.
AFTER_BOXES = frozenset({
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
})  # fmt: skip


@dataclass(frozen=True)
class RowMark:
    """What is to be said of one row.

    number: as Excel counts; sentence: all that is wrong with it; cells: `{column number: what is wrong with the cell}`;
    is_done: the row went in.
    """

    sheet: str
    number: int
    sentence: str
    cells: Mapping[int, str]
    is_done: bool = False


@dataclass(frozen=True)
class _Layout:
    """Where the column 错在哪里 comes. is_new: it pushes the others on; is_there: it stands there already."""

    own: int
    is_new: bool
    is_there: bool


class Marker:
    """Marks the sheets of one workbook."""

    def __init__(self, parts: Parts, styles: Styles) -> None:
        self.parts, self.styles = parts, styles
        self.surroundings = columns.Surroundings(parts)
        self.heading_strings = _heading_strings(parts)

    def mark(self, sheet: SheetPart, marks: Mapping[int, RowMark], header_row: int) -> None:
        """Mark these rows `{row number: mark}`; header_row: where the heading of the column comes."""
        xml = without_asides(self.parts.read(sheet.part))
        body = _body(xml)
        if body is None:
            return
        layout = self._layout(sheet, xml, body, header_row)
        if not marks and not layout.is_there:
            return
        splices = Splices(xml)
        notes = self._mark_rows(splices, body, layout, marks, header_row)
        root = next(tags(xml))
        self._arrange(splices, root, body, layout)
        drawing = next(tags(xml, body.stop, names=("legacyDrawing",)), None)
        refers = comment(self.parts, sheet.part, notes, _reference(drawing)) if notes or drawing else ""
        if refers:
            _refer(splices, root, body, refers, self.parts.office)
        if layout.is_new:
            columns.move_names(self.parts, sheet)
        self.parts.write(sheet.part, splices.made())

    def _layout(self, sheet: SheetPart, xml: bytes, body: Element, header_row: int) -> _Layout:
        for row in rows_of(xml, body):
            if row.number > header_row:
                break
            own = self._own_column(xml, row)
            if own:
                return _Layout(own, is_new=False, is_there=True)
        if self._allows_moving(sheet, xml, body):
            return _Layout(1, is_new=True, is_there=False)
        last = max((row.last_filled() for row in rows_of(xml, body)), default=0)
        if last >= columns.LAST_COLUMN:
            raise FileRefused("NO_ROOM", f"表格太宽，加不下“{HEADING}”一列，请删掉最右边的内容再导入")
        return _Layout(last + 1, is_new=False, is_there=False)

    def _allows_moving(self, sheet: SheetPart, xml: bytes, body: Element) -> bool:
        outside = (xml[next(tags(xml)).stop : body.tag.start], xml[body.stop :])
        return self.surroundings.allow_moving(sheet, outside, has_formulas=has_formulas(xml, body))

    def _own_column(self, xml: bytes, row: RowPart) -> int | None:
        for cell in row.cells:
            words = words_of(xml, cell, lambda number: HEADING if number in self.heading_strings else "")
            if same_word(words) == HEADING:
                return cell.column
        return None

    def _mark_rows(
        self, splices: Splices, body: Element, layout: _Layout, marks: Mapping[int, RowMark], header_row: int
    ) -> dict[tuple[int, int], str]:
        """Write the rows anew; gives what is to be commented, `{(row, column): sentence}`."""
        styles = _column_styles(splices.xml, body)
        notes: dict[tuple[int, int], str] = {}
        for row in rows_of(splices.xml, body):
            mark = marks.get(row.number) if row.number > header_row else None
            if row.number < header_row and not layout.is_new:
                continue
            change = self._change(row, mark, layout, styles, is_heading=row.number == header_row)
            if layout.is_new or layout.is_there or change.cell:
                splices.replace(row.start, row.stop, rewritten(row, change))
            for column in change.wrong:
                notes[row.number, change.moved(column)] = mark.cells[column] if mark else ""
        return notes

    def _change(
        self, row: RowPart, mark: RowMark | None, layout: _Layout, styles: Mapping[int, int], *, is_heading: bool
    ) -> RowChange:
        wrong = {
            column: self.styles.painted(_empty_style(row, styles, column))
            for column in (mark.cells if mark else ()) if layout.is_new or column != layout.own
        }  # fmt: skip
        painted = self._repainted if layout.is_there else self._painted
        words, style = self._said(mark, is_heading=is_heading)
        cell = _cell(row, words, style, layout.own) if words else b""
        return RowChange(layout.own, layout.is_new, cell, _lines(words), wrong, painted)

    def _said(self, mark: RowMark | None, *, is_heading: bool) -> tuple[str, int]:
        """What the column says in a row, and in which style."""
        if is_heading:
            return HEADING, self.styles.heading
        if mark and mark.is_done:
            return DONE, self.styles.done
        return clean(mark.sentence if mark else "") or "", self.styles.wrong

    def _painted(self, style: int, is_wrong: bool) -> int:
        return self.styles.painted(style) if is_wrong else style

    def _repainted(self, style: int, is_wrong: bool) -> int:
        return self._painted(self.styles.cleaned(style), is_wrong)

    def _arrange(self, splices: Splices, root: Tag, body: Element, layout: _Layout) -> None:
        """Widths, and everything else that goes by column."""
        if layout.is_there:
            return
        if layout.is_new:
            columns.move_outside(splices, root.stop, body.tag.start)
            columns.move_outside(splices, body.stop, len(splices.xml))
        else:
            columns.stretch(splices, root.stop, body.tag.start, layout.own)
        around = _columns_of(splices.xml, body)
        columns.give_width(splices, around, body.tag, layout.own, is_new=layout.is_new)


def _cell(row: RowPart, words: str, style: int, column: int) -> bytes:
    prefix, place = row.prefix.decode(), f'r="{get_column_letter(column)}{row.number}" s="{style}"'
    text = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(words)}</{prefix}t></{prefix}is>'
    return f'<{prefix}c {place} t="inlineStr">{text}</{prefix}c>'.encode()


def _lines(words: str) -> int:
    """How many lines the words take in the column; a Chinese character is as wide as two others."""
    wide = sum(2 if ord(character) > 0x2E7F else 1 for character in words)
    return max(-(-wide // (columns.OWN_WIDTH - 2)), 1)


def _heading_strings(parts: Parts) -> set[int]:
    """The numbers of the shared strings that are the heading of our column."""
    where = next((one.target for one in parts.relations(WORKBOOK) if one.kind == "sharedStrings"), "")
    if where not in parts or HEADING.encode() not in parts.read(where):
        return set()
    xml = parts.read(where)
    return {
        number for number, one in enumerate(within(xml, root_of(xml)))
        if same_word(plain_words(xml[one.tag.stop : one.inner])) == HEADING
    }  # fmt: skip


def _body(xml: bytes) -> Element | None:
    """Where the rows stand."""
    found = list(tags(xml, names=("sheetData",)))
    if not found:
        return None
    return Element(found[0], found[-1].start if len(found) > 1 else found[0].stop, found[-1].stop)


def _columns_of(xml: bytes, body: Element) -> Element | None:
    around = list(tags(xml, 0, body.tag.start, names=("cols",)))
    return Element(around[0], around[-1].start, around[-1].stop) if len(around) > 1 else None


def _column_styles(xml: bytes, body: Element) -> dict[int, int]:
    """The style that each column gives its empty cells, as far as columns are read."""
    found: dict[int, int] = {}
    around = _columns_of(xml, body)
    for one in islice(within(xml, around), columns.LAST_COLUMN) if around else ():
        last = min(int(one.tag.get("max")), limits.COLUMNS)
        found.update(dict.fromkeys(range(int(one.tag.get("min")), last + 1), int(one.tag.get("style", "0"))))
    return found


def _empty_style(row: RowPart, styles: Mapping[int, int], column: int) -> int:
    """The style of a cell that is not there: its row's, else its column's."""
    return styles.get(column, 0) if row.style is None else row.style


def _reference(drawing: Tag | None) -> str:
    if drawing is None:
        return ""
    words = (word.partition(b"=") for word in drawing.text.split())
    name = next((name.decode() for name, _, _ in words if name.endswith(b":id")), "r:id")
    return drawing.get(name)


def _refer(splices: Splices, root: Tag, body: Element, refers: str, office: str) -> None:
    """Have the sheet refer to the boxes of its comments, in place of a reference that leads nowhere."""
    new = f'<{root.prefix.decode()}legacyDrawing xmlns:r="{office}" r:id="{refers}"/>'.encode()
    place = len(splices.xml)
    depth = 0
    for tag in tags(splices.xml, body.stop):
        depth -= tag.is_end
        if depth < 0 or (depth == 0 and not tag.is_end and tag.name in AFTER_BOXES):
            place = tag.start
            break
        depth += not (tag.is_end or tag.is_empty)
    splices.insert(place, new)
