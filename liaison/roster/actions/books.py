"""Reading a book of representatives: which library it is, and what each of its rows says. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.core import text
from liaison.core.columns import Column, written
from liaison.core.db import db, let_go
from liaison.core.errors import CellError, FileRefused
from liaison.core.intake import Fault, Given, Place, Report
from liaison.core.sheets import Reading, Row, Sheet
from liaison.core.sheets.reading import parse_row
from liaison.roster.actions.lists import Lists
from liaison.roster.models import Library
from liaison.roster.queries import libraries_visible_to
from liaison.roster.rules import (
    EDUCATIONS,
    GENDERS,
    PARTIES,
    KnownLibrary,
    Person,
    joined,
    usual_nation,
    usual_word,
)  # fmt: skip
from liaison.roster.sheets import (
    AREA,
    IDENTITY_TYPE,
    LIBRARIES,
    LIBRARY_BOOK,
    SECTOR,
    TAKEN_COLUMNS,
    VILLAGE,
)  # fmt: skip

UNKNOWN_VALUE = "UNKNOWN_VALUE"
OPENED = ("SECTOR_UNKNOWN", "TYPE_UNKNOWN", "TYPE_OTHER_SECTOR", "LIBRARY_UNKNOWN")
# Without a town these keep the books of their own library only.
ONE_LIBRARY = frozenset({Role.LIBRARIAN, Role.CLERK})


@dataclass
class Entry:
    """One row of a book. values: by column key, words resolved to ids; libraries: those it belongs to, by rank."""

    row: Row
    values: dict[str, Any]
    faults: list[Fault]
    libraries: tuple[int, ...] = ()

    @property
    def cells(self) -> dict[str, Any]:
        """What the row holds, as plain text by column key."""
        return {key: written(value) for key, value in self.row.cells.items() if not isinstance(value, CellError)}

    @property
    def name(self) -> str:
        """Whom the row speaks of, as far as it says."""
        return self.values.get("name") or str(self.cells.get("name") or "")

    @property
    def place(self) -> Place:
        """Where the row stands: `(sheet, row number)`."""
        return self.row.sheet, self.row.number

    @property
    def entered_on(self) -> date | None:
        """The day the book says, if it does."""
        return self.values.get("entered_on")

    def person(self) -> Person:
        """The person the row speaks of, as if he were new."""
        shown = {key: self.values.get(key) for key in ("birth", "area_id")}
        return Person(None, self.values["name"], self.values["phone"], shown)

    def fault(self, column: Column, code: str, sentence: str) -> Fault:
        """A fault of one cell, under the heading of the file."""
        heading = self.row.headings.get(column.key, column.title)
        return Fault(column.key, text.normalise(heading), code, sentence)

    def blame(self, column: Column, code: str, sentence: str) -> None:
        """Note a fault of one cell."""
        self.faults.append(self.fault(column, code, sentence))


@dataclass
class Book:
    """A file of representatives, read and understood. library: None for a book of all libraries."""

    file_name: str
    sha256: str
    library: KnownLibrary | None
    entries: list[Entry] = field(default_factory=list)
    report: Report = field(default_factory=lambda: Report(""))

    @property
    def code(self) -> str:
        """The library's code; — for a book of all libraries."""
        return self.library.code if self.library else "—"


def book_of(reading: Reading, given: Given, lists: Lists, actor: Actor, sheet: Sheet = LIBRARY_BOOK) -> Book:
    """The book that was read. Raises FileRefused with one sentence where nothing of it can be used."""
    library = lists.library_given(given.answers)
    refuse_unclear(reading, library, given)
    refuse_strange(library, actor)
    let_go()
    book = Book(given.file_name, given.sha256, library, report=Report(given.file_name))
    book.report.warnings = {remark.code: remark.sentence for remark in reading.remarks}
    book.entries = [understood(row, lists, library, sheet.columns) for row in reading.rows]
    if given.is_open:
        open_lists(book)
    if given.shows_values:
        book.report.values = [value for entry in book.entries for value in values_of(entry, lists)]
    return book


def refuse_unclear(reading: Reading, library: KnownLibrary | None, given: Given) -> None:
    """Refuse a book whose library, sector or town nobody says."""
    headings = reading.rows[0].headings if reading.rows else {column.key: "" for column in reading.columns}
    if library is None and LIBRARIES.key not in headings:
        option = "加 --library 编号（例如 M03）" if given.says_options else "选信息库"
        raise FileRefused(
            "LIBRARY_UNCLEAR",
            f"看不出是哪个信息库的名册：请{option}，或把编号写在文件名开头，或加一列“所属信息库”",
        )
    for column, implied in ((SECTOR, library and library.sector_id), (AREA, library and library.area_id)):
        if column.key not in headings and not implied:
            told = hint(reading, column, given)
            raise FileRefused("MISSING_COLUMN", f"缺少“{column.title}”一列，请补上{told}")


def refuse_strange(library: KnownLibrary | None, actor: Actor) -> None:
    """Refuse a book of another library to those who keep only their own."""
    if actor.role in ONE_LIBRARY and actor.area_id is None:
        own = db.session.execute(select(Library.id, Library.name).where(libraries_visible_to(actor))).all()
        if library is None or library.id not in {one.id for one in own}:
            names = "、".join(one.name for one in own) or "自己的信息库"
            raise FileRefused("OTHER_LIBRARY", f"您只能导入{names}的名册，这一份请交给管它的单位导入")


def hint(reading: Reading, column: Column, given: Given) -> str:
    """How to name a heading that nobody understood."""
    if not reading.unknown:
        return ""
    word = reading.unknown[0]
    way = f"写 --map '{word}={column.title}'" if given.says_options else f"请在对表头时把“{word}”选成“{column.title}”"
    return f"。没看懂的表头：{'、'.join(reading.unknown)}；如果就是它，{way}"


def understood(
    row: Row, lists: Lists, library: KnownLibrary | None, columns: Sequence[Column] = TAKEN_COLUMNS
) -> Entry:
    """What a row says, with the fault of each cell that cannot be taken."""
    parsed = parse_row(with_usual_gender(row), columns)
    entry = Entry(row, parsed.values, [])
    for key, error in parsed.errors.items():
        note_error(entry, key, error, columns)
    use_usual_words(entry.values)
    find_place(entry, lists, library)
    find_type(entry, lists, library)
    find_libraries(entry, lists, library)
    return entry


def with_usual_gender(row: Row) -> Row:
    """男性 is 男; done first, since the column offers two words only."""
    gender = row.cells.get("gender")
    usual = usual_word(gender, GENDERS) if isinstance(gender, str) else gender
    return row if usual == gender else replace(row, cells={**row.cells, "gender": usual})


def note_error(entry: Entry, key: str, error: CellError, columns: Iterable[Column]) -> None:
    """Keep the fault of a cell; an unknown gender has a code of its own."""
    column = next(column for column in columns if column.key == key)
    code = "GENDER_UNKNOWN" if key == "gender" else error.code
    entry.blame(column, code, error.sentence)


def use_usual_words(values: dict[str, Any]) -> None:
    """The office's own words for party, schooling and nation; unit and post joined, as they are compared."""
    values["party"] = usual_word(values.get("party"), PARTIES)
    values["education"] = usual_word(values.get("education"), EDUCATIONS)
    values["ethnic"] = usual_nation(values.get("ethnic"))
    values["unit_title"] = values.get("unit_title") or joined(values.get("unit"), values.get("title"))
    if not (values.get("unit") and values.get("title")):
        values["unit"] = values["title"] = None


def find_place(entry: Entry, lists: Lists, library: KnownLibrary | None) -> None:
    """Town and village; a book without a town means its library's own."""
    word, village = entry.values.get("area_id"), entry.values.get("village_id")
    town = lists.names.area(word) if word else library and library.area_id
    entry.values["area_id"] = town
    if word and town is None:
        entry.blame(AREA, "TOWN_UNKNOWN", f"没有“{word}”这个区镇，请核对")
    elif town is None:
        entry.blame(AREA, "TOWN_MISSING", AREA.missing_sentence())
    entry.values["village_id"] = lists.names.village(village, town)
    if village and town and entry.values["village_id"] is None:
        entry.blame(VILLAGE, "VILLAGE_UNKNOWN", f"{lists.text('area_id', town)}没有“{village}”，请核对村（社区）")


def find_type(entry: Entry, lists: Lists, library: KnownLibrary | None) -> None:
    """Sector and identity type; a book without a sector means its library's own."""
    word, kind = entry.values.get("sector_id"), entry.values.get("identity_type_id")
    sector = lists.names.sector(word) if word else library and library.sector_id
    entry.values["sector_id"] = sector or word
    if word and sector is None:
        entry.blame(SECTOR, "SECTOR_UNKNOWN", f"没有“{word}”这个界别，请核对")
    elif sector is None:
        entry.blame(SECTOR, "SECTOR_MISSING", SECTOR.missing_sentence())
    found = lists.names.identity_type(kind, sector) if sector and kind else None
    entry.values["identity_type_id"] = found or kind
    if kind and found is None:
        entry.blame(IDENTITY_TYPE, *type_fault(kind, sector, lists))


def type_fault(kind: str, sector: int | None, lists: Lists) -> tuple[str, str]:
    """Why an identity type cannot be taken: it belongs to another sector, or nobody knows it."""
    elsewhere = lists.names.identity_type(kind)
    if elsewhere is None:
        return "TYPE_UNKNOWN", f"列举清单里没有“{kind}”，请核对身份特征类型"
    other = lists.text("sector_id", lists.names.type_sectors[elsewhere])
    return "TYPE_OTHER_SECTOR", f"“{kind}”是{other}的身份类型，请核对界别或身份特征类型"


def find_libraries(entry: Entry, lists: Lists, library: KnownLibrary | None) -> None:
    """The book's own library; in a book of all libraries those that the row names."""
    if library:
        entry.libraries = (library.id,)
        return
    named = lists.libraries_named(entry.values.get("libraries") or ())
    unknown = [one for one in named if isinstance(one, str)]
    entry.libraries = tuple(one.id for one in named if isinstance(one, KnownLibrary))
    if unknown:
        entry.blame(LIBRARIES, "LIBRARY_UNKNOWN", f"没有“{unknown[0]}”这个信息库，请核对")
    elif not named:
        entry.blame(LIBRARIES, "LIBRARY_MISSING", LIBRARIES.missing_sentence())


def open_lists(book: Book) -> None:
    """Words outside the lists are a warning only (DECISIONS 7)."""
    for entry in book.entries:
        unknown = [fault for fault in entry.faults if fault.code in OPENED]
        entry.faults = [fault for fault in entry.faults if fault not in unknown]
        if unknown:
            book.report.warnings.setdefault(UNKNOWN_VALUE, f"有的词不在名单里，例如：{unknown[0].sentence}")


def values_of(entry: Entry, lists: Lists) -> list[dict[str, Any]]:
    """What each cell of a row was understood as: row, field (the heading as written), value, code."""
    codes = {fault.key: fault.code for fault in reversed(entry.faults)}
    return [
        {"sheet": entry.row.sheet, "row": entry.row.number, "field": heading, "code": codes.get(key),
         "value": told(entry, key, lists)}
        for key, heading in entry.row.headings.items()
    ]  # fmt: skip


def told(entry: Entry, key: str, lists: Lists) -> Any:
    """One cell's value as text; a landline is told though it cannot be kept."""
    value = entry.values.get(key)
    if key == "phone" and value is None:
        return text.landline(entry.row.cells.get(key))
    if isinstance(value, list):
        return "；".join(value)
    return written(lists.text(key, value)) if value is not None else None
