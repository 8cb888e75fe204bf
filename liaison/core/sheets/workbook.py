"""Reading .xlsx in one pass over its XML: openpyxl's lazy mode knows neither merged nor hidden cells nor limits."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TypeVar

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.cells import TRUE, CellReader, unescaped
from liaison.core.sheets.elements import PartReader
from liaison.core.sheets.grids import WHOLE, Grid, Intake
from liaison.core.sheets.numbers import SINCE_1900, SINCE_1904, shows_a_day
from liaison.core.sheets.package import Package, unless_damaged

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
STAMP_PART = "docProps/custom.xml"
STAMP = "liaison-import"
LONGEST_STAMP = 200
_R = TypeVar("_R", bound=PartReader)


def read_workbook(content: bytes, only: str | None = None) -> list[Grid]:
    """The sheets of a workbook that can be seen; with `only`, the one of that name though it be hidden.

    Raises FileRefused: see `Package`, besides NO_SHEET, TOO_MANY_SHEETS, TOO_MANY_MERGED and TOO_MANY_ROWS.
    """
    return list(each_sheet(Package(content), only))


def each_sheet(package: Package, only: str | None = None, intake: Intake = WHOLE) -> Iterator[Grid]:
    """The same, one after another, of a workbook that is open already."""
    with unless_damaged():
        book = _Book(package)
        wanted = [s for s in book.sheets if (s[0] == only if only else not s[2])]
        if not wanted:
            raise FileRefused("NO_SHEET", f"文件里没有工作表“{only}”" if only else "文件里没有能读的工作表")
        strings, dates = book.strings(), book.date_styles()
        for name, part, is_hidden in wanted:
            grid = CellReader(name, strings, dates, book.first_day, intake).read(package, part)
            grid.is_hidden = is_hidden
            yield grid


def stamp_of(package: Package) -> str | None:
    """What our own program wrote on the workbook when it gave it out; None where it did not."""
    reader = _Stamp()
    if STAMP_PART in package:
        package.walk(STAMP_PART, reader)
    return "".join(reader.found)[:LONGEST_STAMP] or None


class _Book:
    """What the workbook says of itself: its sheets, its strings, its day formats, its first day."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.targets: dict[str, str] = {}
        self.single = {"sharedStrings": STRINGS, "styles": STYLES}
        self.sheets: list[tuple[str, str, bool]] = []
        self.first_day = SINCE_1900
        if RELATIONS in package:
            package.walk(RELATIONS, PartReader({"Relationship": self._relation}))
        package.walk(WORKBOOK, PartReader({"workbookPr": self._properties, "sheet": self._sheet}))
        if len(self.sheets) > limits.SHEETS:
            raise FileRefused("TOO_MANY_SHEETS", f"工作表多于 {limits.SHEETS} 张，请分成几个文件")

    def _relation(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
        if kind == "worksheet":
            self.targets[attributes["Id"]] = target
        elif kind in self.single:
            self.single[kind] = target

    def _properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("date1904", "").lower() in TRUE:
            self.first_day = SINCE_1904

    def _sheet(self, attributes: dict[str, str]) -> None:
        part = self.targets.get(next((v for k, v in attributes.items() if k.endswith(":id")), ""))
        if part and part in self.package:
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((unescaped(attributes["name"]), part, is_hidden))

    def strings(self) -> list[str]:
        """The shared strings, in their order."""
        return self._read("sharedStrings", _Strings()).found

    def date_styles(self) -> set[int]:
        """The numbers of the cell styles that show a day or a time."""
        return self._read("styles", _Styles()).date_styles()

    def _read(self, kind: str, reader: _R) -> _R:
        if self.single[kind] in self.package:
            self.package.walk(self.single[kind], reader)
        return reader


class _Strings(PartReader):
    """Collects shared strings; the furigana beside a string are not part of it."""

    def __init__(self) -> None:
        begins = {"si": self.begin_string, "rPh": self.begin_beside, "t": self.begin_words}
        super().__init__(begins, {"si": self.end_string, "rPh": self.end_beside, "t": self.end_words})
        self.found: list[str] = []
        self.parts: list[str] = []
        self.is_open = self.is_beside = False

    def begin_string(self, _attributes: dict[str, str]) -> None:
        self.parts = []

    def end_string(self) -> None:
        self.found.append(unescaped("".join(self.parts)))

    def begin_beside(self, _attributes: dict[str, str]) -> None:
        self.is_beside = True

    def end_beside(self) -> None:
        self.is_beside = False

    def begin_words(self, _attributes: dict[str, str]) -> None:
        self.is_open = not self.is_beside

    def end_words(self) -> None:
        self.is_open = False

    def words(self, words: str) -> None:
        if self.is_open:
            self.parts.append(words)


class _Styles(PartReader):
    """Collects number formats and the styles that use them."""

    def __init__(self) -> None:
        begins = {"numFmt": self.declare, "cellXfs": self.begin_styles, "xf": self.style}
        super().__init__(begins, {"cellXfs": self.end_styles})
        self.formats: dict[int, str] = {}
        self.used: list[int] = []
        self.is_open = False

    def declare(self, attributes: dict[str, str]) -> None:
        self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

    def begin_styles(self, _attributes: dict[str, str]) -> None:
        self.is_open = True

    def end_styles(self) -> None:
        self.is_open = False

    def style(self, attributes: dict[str, str]) -> None:
        if self.is_open:
            self.used.append(int(attributes.get("numFmtId", "0")))

    def date_styles(self) -> set[int]:
        return {style for style, number in enumerate(self.used) if shows_a_day(number, self.formats.get(number))}


class _Stamp(PartReader):
    """Collects the words of the one property that is ours."""

    def __init__(self) -> None:
        super().__init__({"property": self.begin_property}, {"property": self.end_property})
        self.found: list[str] = []
        self.is_open = False

    def begin_property(self, attributes: dict[str, str]) -> None:
        self.is_open = attributes.get("name") == STAMP

    def end_property(self) -> None:
        self.is_open = False

    def words(self, words: str) -> None:
        if self.is_open and len(self.found) < LONGEST_STAMP:
            self.found.append(words)
