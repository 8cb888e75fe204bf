"""Loading the seed files: what is missing is added, what stands is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.audit.actions import record
from liaison.core.calendar import KNOWN_YEARS, announce, override, seed_calendar
from liaison.core.db import db
from liaison.core.errors import FileRefused, Refused
from liaison.core.sheets import Sheet
from liaison.orgs.actions.rows import fill
from liaison.orgs.models import UnmappedWord
from liaison.orgs.queries import Names
from liaison.orgs.sheets import CALENDAR, LISTS, ReferenceList

FIRST_YEAR = 2023
SEED = "参考名单"


@dataclass(frozen=True)
class SeedRow:
    """One row of a seed file. place: where it stands, for sentences; is_own: from the office's own folder."""

    place: str
    cells: Mapping[str, Any]
    is_own: bool


def load_seed(folder: Path, shipped: Path) -> dict[str, int]:
    """Load every list: the folder's own file, or the shipped one where it has none. Gives `{title: rows added}`.

    What stands already is never changed, so that the office's edits survive a repeat; missing rows are added.
    An own row must fit (Refused otherwise); a shipped row that needs a place or sector unknown here is left out.
    """
    added = {}
    for one in LISTS.values():
        path = seed_file(one.name, folder, shipped)
        added[one.title] = load_list(one, path, is_own=path.parent == folder)
    map_words()
    return added


def seed_file(name: str, folder: Path, shipped: Path) -> Path:
    """The folder's own file of a list, or the shipped one where the folder has none."""
    own = folder / f"{name}.csv"
    return own if own.exists() else shipped / own.name


def load_list(one: ReferenceList, path: Path, *, is_own: bool) -> int:
    """Add the rows of a seed file that do not stand yet; gives their number. Their order in the file is free."""
    rows = [SeedRow(place, cells, is_own) for place, cells in read_rows(one.sheet, path)]
    fresh = unknown_rows(one, rows)
    itself = [c for c in one.references if one.refers_to_itself(c)]
    leaves = [row for row in fresh if any(row.cells[c.key] for c in itself)]
    added = []
    for wave in ([row for row in fresh if row not in leaves], leaves):
        names = Names.load() if wave and one.references else Names()
        added += [thing for row in wave if (thing := add_seed_row(one, row, names))]
    if added:
        record("reference.load", added[0], SYSTEM, label=f"{one.title} {len(added)} {one.unit}")
    return len(added)


def read_rows(sheet: Sheet, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """`(place, {key: value})` of each row of a seed file; Refused with the place of a cell that cannot be read."""
    try:
        reading = sheet.read(path)
    except FileRefused as error:
        raise Refused(f"{path.name}：{error.sentence}。") from error
    for parsed in reading.parsed():
        place = f"{path.name} 第 {parsed.row.number} 行"
        for error in parsed.errors.values():
            raise Refused(f"{place}：{error.sentence}。")
        yield place, parsed.values


def unknown_rows(one: ReferenceList, rows: list[SeedRow]) -> list[SeedRow]:
    """Those rows that do not stand yet; a row that the file repeats is refused."""
    standing = set(db.session.scalars(select(one.model.seed_key)))
    keys = db.session.execute(select(*(getattr(one.model, key) for key in one.keys)))
    standing |= {one.key_of(row._mapping) for row in keys}
    seen: set[str] = set()
    for row in rows:
        if twice := sorted(seen & one.names_of(row.cells)):
            raise Refused(f"{row.place}：“{twice[0]}”前面已经有一行，请删掉一行。")
        seen |= one.names_of(row.cells)
    return [row for row in rows if one.key_of(row.cells) not in standing]


def add_seed_row(one: ReferenceList, row: SeedRow, names: Names) -> Any:
    """Store one row of a seed file; None when a shipped row does not fit the lists of this office."""
    meant = meanings(one, row.cells, names)
    unknown = [c for c in one.references if row.cells[c.key] and meant[c.key] is None]
    stranded = next((c for c in unknown if c.key in one.roots), None)
    if stranded and not row.is_own:
        return None
    if stranded:
        word = row.cells[stranded.key]
        raise Refused(f"{row.place}：{stranded.title}“{word}”不在名单里，请先补上它，或者改成名单里的写法。")
    thing = fill(one.model(seed_key=one.key_of(row.cells)), one.columns, {**row.cells, **meant})
    db.session.add(thing)
    db.session.flush()
    note_unmapped(one, thing, {c.key: row.cells[c.key] for c in unknown})
    return thing


def meanings(one: ReferenceList, cells: Mapping[str, Any], names: Names) -> dict[str, int | None]:
    """`{key: id}` of the references of a row; a village is looked for in the town of its row."""
    meant: dict[str, int | None] = {}
    for column in one.references:
        meant[column.key] = names.meaning(column.source, cells[column.key], meant.get("area_id"))
    return meant


def note_unmapped(one: ReferenceList, thing: Any, words: Mapping[str, str]) -> None:
    """Remember the words of a row that mean nothing yet, for `flask check`."""
    for key, word in words.items():
        db.session.add(UnmappedWord(list_name=one.name, row_id=thing.id, column=key, word=word))


def map_words() -> None:
    """Fill what a word could not fill earlier, now that a list may know it; forget words of cells since filled."""
    names = Names.load()
    for unmapped in db.session.scalars(select(UnmappedWord)).all():
        one = LISTS[unmapped.list_name]
        thing = db.session.get(one.model, unmapped.row_id)
        column = one.column(unmapped.column)
        meant = names.meaning(column.source, unmapped.word, getattr(thing, "area_id", None))
        if getattr(thing, column.key) is None and meant is not None:
            setattr(thing, column.key, meant)
        if getattr(thing, column.key) is not None:
            db.session.delete(unmapped)
    db.session.flush()


def load_calendar(folder: Path, shipped: Path) -> None:
    """Name the holidays of the calendar file, then those of the announcements; days named already stay."""
    rows = read_rows(CALENDAR, seed_file("calendar", folder, shipped))
    days = {cells["day"]: cells["kind"] == "上班" for _place, cells in rows}
    override(days, SEED, keep=True)
    seed_calendar(year for year in sorted(KNOWN_YEARS) if year >= FIRST_YEAR)
    for year in {day.year for day in days}:
        announce(year)
