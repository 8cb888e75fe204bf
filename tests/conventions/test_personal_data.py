"""No list of real people lies in the repository: no file holds many numbers outside the invented ranges (PI-12)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.conventions.source import ROOT

PLACES = ("liaison", "templates", "migrations", "seed", "docs", "tests")
NUMBER = re.compile(rb"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
INVENTED = re.compile(rb"15[4]|16[0134]|16[89]|13800138")  # as seed and tests use them
MOST = 20
BOOKS = {".xlsx", ".xlsm", ".docx"}
LARGEST = 3_000_000  # a sheet of 4,500 rows has less; what is packed to be larger is a bomb
# 4,500 rows made by a program: the numbers run from 13800138000 on.
MADE = {"tests/data/hostile/files/a17_4500_rows.xlsx": re.compile(rb"138001[34]")}


def parts_of(path):
    """What a file holds, of a workbook its parts; one that is none on purpose is read as it is."""
    if path.suffix in BOOKS and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            for part in book.infolist():
                if part.file_size < LARGEST and part.filename.endswith((".xml", ".rels")):
                    try:
                        yield book.read(part)
                    except (zipfile.BadZipFile, RuntimeError):  # damaged, or packed with a password, on purpose
                        continue
        return
    yield path.read_bytes()


def strangers(path, name):
    """The plausible numbers in a file that are not known to be invented."""
    found = {number for part in parts_of(path) for number in NUMBER.findall(part)}
    made = MADE.get(name)
    return {number for number in found if not INVENTED.match(number) and not (made and made.match(number))}


def files():
    """Every file that may be in the repository."""
    tops = [path for path in ROOT.iterdir() if path.is_file()]
    below = [path for place in PLACES for path in (ROOT / place).rglob("*")]
    return [path for path in (*tops, *below) if path.is_file() and "__pycache__" not in path.parts]


def test_no_file_holds_many_numbers_that_may_be_real():
    counts = {str(path.relative_to(ROOT)): strangers(path, str(path.relative_to(ROOT))) for path in files()}
    wrong = [f"{name}: {len(found)} numbers" for name, found in counts.items() if len(found) > MOST]
    assert not wrong, f"invent them (154…, 160…, 169…), or take the file out: {wrong}"


@pytest.mark.parametrize(("packed", "count"), [(False, 25), (True, 25), (False, 3)])
def test_a_list_of_people_would_be_found(tmp_path, packed, count):
    words = "\n".join(f"王某某,1390000{n:04d}" for n in range(1000, 1000 + count)).encode()
    path = tmp_path / ("people.xlsx" if packed else "people.csv")
    if packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/sharedStrings.xml", words)
    else:
        Path(path).write_bytes(words)
    assert len(strangers(path, "people")) == count
