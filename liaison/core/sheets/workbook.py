"""Reading .xlsx in one pass over its XML: openpyxl's lazy mode knows neither merged nor hidden cells nor limits."""

from __future__ import annotations

import posixpath

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.cells import TRUE, CellReader, unescaped
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.package import Package, unless_damaged

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
# Day formats of Chinese Excel, which openpyxl's list of built-in formats leaves out.
CHINESE_DATE_FORMATS = frozenset({*range(27, 37), *range(50, 59)})


def read_workbook(content: bytes, only: str | None = None) -> list[Grid]:
    """The sheets of a workbook that can be seen; with `only`, the one of that name though it be hidden.

    Raises FileRefused: see `Package`, besides NO_SHEET, TOO_MANY_SHEETS and TOO_MANY_ROWS.
    """
    package = Package(content)
    with unless_damaged():
        book = _Book(package)
        wanted = [s for s in book.sheets if (s[0] == only if only else not s[2])]
        if not wanted:
            raise FileRefused("NO_SHEET", f"文件里没有工作表“{only}”" if only else "文件里没有能读的工作表")
        strings, dates = book.strings(), book.date_styles()
        return [CellReader(name, strings, dates, book.epoch).read(package, part) for name, part, _ in wanted]


class _Book:
    """What the workbook says of itself: its sheets, its strings, its day formats, its first day."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.targets: dict[str, str] = {}
        self.single = {"sharedStrings": STRINGS, "styles": STYLES}
        self.sheets: list[tuple[str, str, bool]] = []
        self.epoch = CALENDAR_WINDOWS_1900
        if RELATIONS in package:
            package.walk(RELATIONS, self._relation)
        package.walk(WORKBOOK, self._declaration)
        if len(self.sheets) > limits.SHEETS:
            raise FileRefused("TOO_MANY_SHEETS", f"工作表多于 {limits.SHEETS} 张，请分成几个文件")

    def _relation(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
        if kind == "worksheet":
            self.targets[attributes["Id"]] = target
        elif kind in self.single:
            self.single[kind] = target

    def _declaration(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr" and attributes.get("date1904", "").lower() in TRUE:
            self.epoch = CALENDAR_MAC_1904
        elif tag == "sheet":
            part = self.targets.get(next((v for k, v in attributes.items() if k.endswith(":id")), ""))
            if part and part in self.package:
                is_hidden = attributes.get("state", "visible") != "visible"
                self.sheets.append((unescaped(attributes["name"]), part, is_hidden))

    def strings(self) -> list[str]:
        """The shared strings, in their order."""
        reader = _Strings()
        part = self.single["sharedStrings"]
        if part in self.package:
            self.package.walk(part, reader.start, reader.end, reader.words)
        return reader.found

    def date_styles(self) -> set[int]:
        """The numbers of the cell styles that show a day or a time."""
        reader = _Styles()
        part = self.single["styles"]
        if part in self.package:
            self.package.walk(part, reader.start, reader.end)
        return reader.date_styles()


class _Strings:
    """Collects shared strings; the furigana beside a string are not part of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.is_open = False
        self.is_beside = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            self.parts = []
        elif tag == "rPh":
            self.is_beside = True
        elif tag == "t":
            self.is_open = not self.is_beside

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(unescaped("".join(self.parts)))
        elif tag == "rPh":
            self.is_beside = False
        elif tag == "t":
            self.is_open = False

    def words(self, words: str) -> None:
        if self.is_open:
            self.parts.append(words)


class _Styles:
    """Collects number formats and the styles that use them."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self.used: list[int] = []
        self.is_open = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self.is_open = True
        elif tag == "xf" and self.is_open:
            self.used.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "cellXfs"

    def date_styles(self) -> set[int]:
        return {style for style, number in enumerate(self.used) if self._is_date(number)}

    def _is_date(self, number: int) -> bool:
        code = self.formats.get(number)
        return number in CHINESE_DATE_FORMATS if code is None else bool(is_date_format(code))
