"""Putting a column in front of a sheet: whether that breaks nothing, and what has to move with its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from liaison.core.sheets.marking.parts import WORKBOOK, Parts, SheetPart
from liaison.core.sheets.marking.rows import column_of, plain_words
from liaison.core.sheets.marking.splicing import (
    Element,
    Splices,
    Tag,
    root_of,
    tags,
    with_attribute,
    within,
    without_attribute,
)

LAST_COLUMN = 16_384
OWN_WIDTH = 40
# What we know how to move. A sheet with anything else gets the new column behind its last one.
MOVABLE = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "autoFilter", "mergeCells", "phoneticPr", "conditionalFormatting", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "ignoredErrors",
})  # fmt: skip
UNMOVABLE_WITHIN = frozenset({"formula", "extLst", "AlternateContent"})
FORMULAS = ("f", "formula", "formula1", "formula2", "hyperlink")
ELSEWHERE = re.compile(r"xl/(charts|chartsheets|pivot|querytables|slicers|timelines|connections|xmlmaps|externallinks)")
BUILT_IN = "_xlnm."
_REFERENCE = re.compile(r"('(?:[^']|'')*'!|[^',!:()]+!)|(\$?)([A-Z]{1,3})(?=\$?[0-9]|:|,|$)")
_RANGE_OF_NAMES = re.compile(r":[^!$]+!")


class Surroundings:
    """What else a workbook holds, as far as it may speak of the cells of a sheet."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @cached_property
    def _referring(self) -> set[str]:
        """The sheets with formulas or links to others."""
        return {sheet.part for sheet in self.parts.sheets() if _refers_elsewhere(self.parts.read(sheet.part))}

    @cached_property
    def _is_spoken_of(self) -> bool:
        names = self.parts.names()
        return any(ELSEWHERE.match(name) or _speaks_of_cells(self.parts, name) for name in names)

    def allow_moving(self, sheet: SheetPart, outside: Iterable[bytes], *, has_formulas: bool) -> bool:
        """Whether a column can be put in front of a sheet. outside: its XML before and after the rows."""
        return not (
            has_formulas
            or self._is_spoken_of
            or not all(_can_move(piece) for piece in outside)
            or _is_named(self.parts, sheet)
            or self._referring - {sheet.part}
        )


def _can_move(piece: bytes) -> bool:
    depth = 0
    for tag in tags(piece):
        depth -= tag.is_end
        if depth == 0 and not tag.is_end and tag.name not in MOVABLE:
            return False
        if tag.name in UNMOVABLE_WITHIN or tag.get("location") or tag.get("type") == "formula":
            return False
        depth += not (tag.is_end or tag.is_empty)
    return True


def _is_named(parts: Parts, sheet: SheetPart) -> bool:
    """Whether a name of the workbook means cells of this sheet; print areas and the like move with it."""
    book = parts.read(WORKBOOK)
    for name in _names(book):
        words = plain_words(book[name.tag.stop : name.inner])
        is_ours = sheet.name in words.replace("''", "'") or _RANGE_OF_NAMES.search(words)
        if is_ours and not name.tag.get("name").startswith(BUILT_IN):
            return True
    return False


def _names(book: bytes) -> Iterable[Element]:
    around = [one for one in within(book, root_of(book)) if one.tag.name == "definedNames"]
    return [name for one in around for name in within(book, one)]


def _refers_elsewhere(xml: bytes) -> bool:
    """Whether a formula or link of a sheet means cells of another one."""
    if b"!" not in xml and b"location" not in xml:
        return False
    start = 0
    for tag in tags(xml, names=FORMULAS):
        if not tag.is_end:
            start = tag.stop
        elif b"!" in xml[start : tag.start]:
            return True
        if tag.get("location"):
            return True
    return False


def _speaks_of_cells(parts: Parts, name: str) -> bool:
    """Whether a drawing shows what stands in a cell, a table reckons with other sheets, or a link leads to a cell."""
    if name.startswith("xl/tables/"):
        return b"!" in parts.raw(name)
    if name.startswith("xl/worksheets/_rels/"):
        return b'Target="#' in parts.read(name)
    return name.startswith("xl/drawings/") and b"textlink" in parts.raw(name)


def move_outside(splices: Splices, start: int, stop: int) -> None:
    """Move by one column what stands before or after the rows."""
    for tag in tags(splices.xml, start, stop):
        new = tag.text if tag.is_end else _moved(tag)
        if new != tag.text:
            splices.replace(tag.start, tag.stop, new)


def _moved(tag: Tag) -> bytes:
    new = tag.text
    if tag.name == "col":
        for end in ("min", "max"):
            new = with_attribute(new, end, str(min(int(tag.get(end)) + 1, LAST_COLUMN)))
    elif tag.name == "pane":
        new = _moved_pane(tag)
    elif tag.name == "sheetView":
        new = without_attribute(new, "topLeftCell")
    elif tag.name == "dimension":
        new = with_attribute(new, "ref", widened(tag.get("ref")))
    else:
        for kind in ("ref", "sqref", "activeCell"):
            if tag.get(kind):
                new = with_attribute(new, kind, moved_reference(tag.get(kind)))
    return new


def _moved_pane(tag: Tag) -> bytes:
    """Columns that stand still go on doing so, the new one with them; without any, the view begins at the new one."""
    top, split = tag.get("topLeftCell"), tag.get("xSplit")
    place = moved_reference(top) if split else "A" + re.sub("[^0-9]", "", top)
    new = with_attribute(tag.text, "topLeftCell", place) if top else tag.text
    is_frozen = split and tag.get("state").startswith("frozen")
    return with_attribute(new, "xSplit", str(int(float(split)) + 1)) if is_frozen else new


def moved_reference(words: str) -> str:
    """References such as A1:B2 or 'Sheet'!$A$1 one column further on."""
    return _REFERENCE.sub(lambda found: found[1] or f"{found[2]}{_next(found[3])}", words)


def _next(letters: str) -> str:
    return get_column_letter(min(column_of(letters) + 1, LAST_COLUMN))


def widened(reference: str) -> str:
    """The range with one more column in it, its first one staying."""
    first, _, last = reference.partition(":")
    return f"{first}:{moved_reference(last or first)}"


def move_names(parts: Parts, sheet: SheetPart) -> None:
    """Move the print area, the repeated columns and the filter of a sheet."""
    splices = Splices(parts.read(WORKBOOK))
    for name in _names(splices.xml):
        if name.tag.get("name").startswith(BUILT_IN) and name.tag.get("localSheetId") == str(sheet.index):
            words = plain_words(splices.xml[name.tag.stop : name.inner])
            moved = moved_reference(words)
            if name.tag.get("name") == "_xlnm.Print_Area":
                moved = moved.replace("!$B$", "!$A$") if "!$A$" in words else moved
            splices.replace(name.tag.stop, name.inner, escape(moved).encode())
    parts.write(WORKBOOK, splices.made())


def give_width(splices: Splices, around: Element | None, body: Tag, column: int, *, is_new: bool) -> None:
    """Have the column be wide enough, whatever block of columns it belonged to. is_new: the others move."""
    prefix = body.prefix
    width = f'col min="{column}" max="{column}" width="{OWN_WIDTH}" customWidth="1"/>'
    wide = b"<%s%s" % (prefix, width.encode())
    if around is None:
        splices.insert(body.start, b"<%scols>%s</%scols>" % (prefix, wide, prefix))
    elif is_new:
        splices.insert(around.tag.stop, wide)
    else:
        _give_width(splices, around, wide, column)


def _give_width(splices: Splices, around: Element, wide: bytes, column: int) -> None:
    for one in within(splices.xml, around):
        first, last = int(one.tag.get("min")), int(one.tag.get("max"))
        if first > column:
            splices.insert(one.tag.start, wide)
            return
        if column <= last:
            before = with_attribute(one.tag.text, "max", str(column - 1)) if first < column else b""
            after = with_attribute(one.tag.text, "min", str(column + 1)) if column < last else b""
            splices.replace(one.tag.start, one.stop, before + wide + after)
            return
    splices.insert(around.inner, wide)


def stretch(splices: Splices, start: int, stop: int, column: int) -> None:
    """Have the range that is said to be used reach as far as this column."""
    for tag in tags(splices.xml, start, stop, ("dimension",)):
        first, _, last = tag.get("ref").partition(":")
        row = re.sub("[^0-9]", "", last or first)
        if row and column_of(last or first) < column:
            new = with_attribute(tag.text, "ref", f"{first}:{get_column_letter(column)}{row}")
            splices.replace(tag.start, tag.stop, new)
