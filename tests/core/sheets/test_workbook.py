"""Our reader sees in a workbook what openpyxl sees, and besides what openpyxl's lazy mode does not."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.cells import unescaped
from liaison.core.sheets.grids import Merged
from liaison.core.sheets.workbook import read_workbook


@pytest.mark.parametrize(
    "name", ["libraries/M06_科学技术界主信息库.xlsx", "libraries/M11_教育界主信息库.xlsx", "requests.xlsx"]
)
def test_cells_are_those_that_openpyxl_sees(haian, name):
    content = (haian / name).read_bytes()
    theirs = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for grid in read_workbook(content):
        seen = {
            (row, column): value
            for row, cells in enumerate(theirs[grid.name].iter_rows(values_only=True), 1)
            for column, value in enumerate(cells, 1)
            if value is not None
        }
        assert {(r, c): v for r, cells in grid.rows.items() for c, v in cells.items()} == seen


def first_grid(stream):
    return read_workbook(stream.getvalue())[0]


def test_merged_and_hidden_cells_are_known(workbook):
    def change(sheet):
        sheet.merge_cells("A1:A3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    grid = first_grid(workbook([["甲", 1], [None, 2], [None, 3]], change))
    assert grid.merged == [Merged(1, 1, 3, 1)]
    assert (grid.hidden_rows, grid.hidden_columns) == ([2], {2})
    assert grid.value(3, 1) == "甲"
    assert grid.value(4, 1) is None


def test_types_of_cells(workbook):
    def format_day(sheet):
        sheet["C1"].number_format = 'yyyy"年"m"月"'
        sheet["D1"].number_format = "0.00"

    grid = first_grid(workbook([[1, 1.5, 27150, 45047.0, True, " \u200b　", "", "#N/A", "十"]], format_day))
    cells = grid.rows[1]
    assert cells[1] == 1
    assert cells[2] == 1.5
    assert cells[3] == datetime(1974, 5, 1)
    assert cells[4] == 45047
    assert cells[5] is True
    assert 6 not in cells
    assert cells[8].code == "ERROR_CELL"
    assert cells[9] == "十"


def test_chinese_built_in_day_format_is_a_day(workbook):
    content = workbook([[27150]], lambda sheet: setattr(sheet["A1"], "number_format", "mmm-yy")).getvalue()
    changed = replaced(content, "xl/styles.xml", b'numFmtId="17"', b'numFmtId="57"')
    assert read_workbook(changed)[0].rows[1][1] == datetime(1974, 5, 1)


def test_days_of_old_macs():
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append([datetime(2023, 5, 1)])
    stream = io.BytesIO()
    made.save(stream)
    assert first_grid(stream).rows[1][1] == datetime(2023, 5, 1)


def test_formula_without_a_value_is_an_error_of_its_cell(workbook):
    cell = first_grid(workbook([['="138001380"&"02"']])).rows[1][1]
    assert isinstance(cell, CellError)
    assert cell.code == "FORMULA_CELL"


def replaced(content, part, old, new, added=None):
    """The workbook with some bytes of one part replaced, and parts added: `{name: content}`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            kept = source.read(name)
            assert name != part or old in kept
            target.writestr(name, kept.replace(old, new) if name == part else kept)
        for name, part_added in (added or {}).items():
            target.writestr(name, part_added)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SHARED = (
    b"<sst><si><t>\xe7\x8e\x8b</t><rPh><t>wang</t></rPh></si>"
    b"<si><r><t>\xe7\x8e\x8b</t></r><r><t xml:space='preserve'> \xe8\x8a\xb3</t></r></si></sst>"
)


def test_shared_strings_without_what_is_written_beside_them(workbook):
    content = workbook([[0, 1]]).getvalue()
    content = replaced(content, SHEET, b't="n"', b't="s"', {"xl/sharedStrings.xml": SHARED})
    assert read_workbook(content)[0].rows[1] == {1: "王", 2: "王 芳"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row r="1"'),
        (b'<row r="2"', b'<row r="99999999999999999999"'),
        (b'r="B1"', b'r="A1"'),
        (b'r="B1"', b'r="ZZZZ1"'),
        (b'<c r="B2" t="n"><v>5</v>', b'<c r="B2" t="s"><v>999</v>'),
        (b'<c r="B2" t="n"><v>5</v>', b'<c r="B2" t="s"><v>-1</v>'),
        (b"<v>5</v>", b"<v>five</v>"),
        (b"</worksheet>", b""),
        (b"<sheetData>", b"<sheetData>" + b"<a>" * 70),
        (b"<row ", b"<row " + b" ".join(b'a%d="1"' % n for n in range(70)) + b" "),
    ],
)
def test_broken_sheets_are_refused_as_damaged(workbook, old, new):
    content = workbook([["甲", "乙"], ["丙", 5]]).getvalue()
    with pytest.raises(FileRefused) as refused:
        read_workbook(replaced(content, SHEET, old, new))
    assert refused.value.code == "DAMAGED_FILE"


def test_last_row_of_the_sheet_costs_nothing(workbook):
    content = workbook([["甲", "乙"], ["丙", 5]]).getvalue()
    far = replaced(content, SHEET, b'<row r="2"', b'<row r="1048576"')
    assert list(read_workbook(far)[0].rows) == [1, 1_048_576]


def test_cells_beyond_the_last_column_are_cut_off(workbook):
    grid = first_grid(workbook([[None] * limits.COLUMNS + ["远"], ["近"]]))
    assert grid.is_cut
    assert list(grid.rows) == [2]


def test_too_many_rows_and_sheets_are_refused(workbook, monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 2)
    monkeypatch.setattr(limits, "SHEETS", 1)
    with pytest.raises(FileRefused, match="多于 2 行"):
        first_grid(workbook([["甲"]] * 3))
    with pytest.raises(FileRefused, match="多于 1 张"):
        first_grid(workbook([["甲"]], lambda sheet: sheet.parent.create_sheet()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("控_x0000_制", "控\0制"), ("_x005F_x0041_", "_x0041_"), ("_xD800_", "\ufffd"), ("a_xb", "a_xb")],
)
def test_escaped_characters(typed, meant):
    assert unescaped(typed) == meant
