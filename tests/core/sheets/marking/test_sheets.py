"""Marks in one sheet: sentences in front, red cells that keep their looks, comments; and marks taken away again."""

import pytest
from openpyxl.styles import Border, Font, PatternFill, Side

from liaison.core.sheets.marking import DONE, HEADING, RowMark, mark_book

from .conftest import ROWS, WRONG, opened, parts_of, values

SHEET = "xl/worksheets/sheet1.xml"


def painted(sheet):
    """The cells that are red."""
    return {cell.coordinate for row in sheet for cell in row if str(cell.fill.fgColor.rgb).startswith("FFFFC6")}


def comments(sheet):
    """What is said of each cell."""
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def test_sentences_come_first_and_wrong_cells_turn_red(made, marked):
    sheet = marked(made()).active
    assert values(sheet) == [[HEADING, *ROWS[0]], [WRONG[0].sentence, *ROWS[1]], [None, *ROWS[2]]]
    assert painted(sheet) == {"C2", "D2"}
    assert comments(sheet) == {"C2": "平台：\n手机号少一位", "D2": "平台：\n界别不认识"}
    assert sheet["A2"].alignment.wrap_text


def test_red_cells_keep_everything_but_their_fill(made, marked):
    def change(book, sheet):
        cell = sheet["B2"]
        cell.number_format, cell.font = "@", Font(name="仿宋", bold=True, color="FF112233")
        cell.border, cell.fill = Border(left=Side(style="double")), PatternFill("solid", fgColor="FFFF00")

    cell = marked(made(change)).active["C2"]
    assert (cell.number_format, cell.font.name, cell.font.b, cell.border.left.style) == ("@", "仿宋", True, "double")
    assert str(cell.fill.fgColor.rgb).startswith("FFFFC6")


def test_rows_that_went_in_say_so(made, marked):
    sheet = marked(made(), (*WRONG, RowMark("名单", 3, "", {}, is_done=True))).active
    assert sheet["A3"].value == DONE
    assert painted(sheet) == {"C2", "D2"}


def test_empty_wrong_cells_are_red_too(made, patched, marked):
    def change(book, sheet):
        sheet["B2"].value = None

    emptied = {SHEET: lambda xml: xml.replace(b'<c r="B2"/>', b"").replace(b'<c r="B2" />', b"")}
    sheet = marked(patched(made(change), emptied)).active
    assert painted(sheet) == {"C2", "D2"}
    assert [cell.coordinate for cell in sheet[2]] == ["A2", "B2", "C2", "D2"]


def test_long_sentences_get_room_in_rows_that_fit_themselves(made, marked):
    def change(book, sheet):
        sheet.row_dimensions[3].height = 12

    marks = [RowMark("名单", row, "请核对" * 20, {}) for row in (2, 3)]
    sheet = marked(made(change), marks).active
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (60, 12)


def test_sentences_are_text_whatever_they_begin_with(made, marked):
    sheet = marked(made(), [RowMark("名单", 2, "=1+1\x07<b>", {2: "&<"})]).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1<b>", "s")
    assert comments(sheet) == {"C2": "平台：\n&<"}


def test_marks_are_taken_away_when_the_file_comes_again(made, patched, marked):
    def change(book, sheet):
        sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet["C2"].number_format = "@"

    first = mark_book(made(change), "名单.xlsx", WRONG, header_rows={"名单": 1}, stamp="7")
    again = marked(first, [RowMark("名单", 3, "姓名不全", {2: "姓名不全"})]).active
    assert [row[0] for row in values(again)] == [HEADING, None, "姓名不全"]
    assert [row[1:] for row in values(again)] == [list(row) for row in ROWS]
    assert painted(again) == {"B3"}
    assert (again["C2"].fill.fgColor.rgb, again["D2"].fill.fill_type) == ("00FFFF00", None)
    assert again["D2"].number_format == "@"
    assert comments(again) == {"B3": "平台：\n姓名不全"}


def test_marking_a_third_time_adds_nothing_more(made):
    content, sizes = made(), []
    for _ in range(3):
        content = mark_book(content, "名单.xlsx", WRONG, header_rows={"名单": 1}, stamp="7")
        sizes.append({name: len(part) for name, part in parts_of(content).items() if name != "xl/styles.xml"})
    assert sizes[1] == sizes[2]
    assert sizes[0].keys() == sizes[1].keys()


def test_sheet_with_nothing_wrong_is_left_alone(made):
    def change(book, sheet):
        book.create_sheet("另一张").append(ROWS[0])

    content = mark_book(made(change), "名单.xlsx", WRONG, header_rows={"名单": 1, "另一张": 1})
    assert parts_of(content)["xl/worksheets/sheet2.xml"] == parts_of(made(change))["xl/worksheets/sheet2.xml"]
    assert values(opened(content)["另一张"]) == [list(ROWS[0])]


@pytest.mark.parametrize("header_row", [2])
def test_headings_below_a_title(made, marked, header_row):
    def change(book, sheet):
        sheet.insert_rows(1)
        sheet["A1"] = "农业界信息库"

    sheet = marked(made(change), [RowMark("名单", 3, "手机号少一位", {2: "手机号少一位"})], header_row).active
    assert [row[0] for row in values(sheet)] == [None, HEADING, "手机号少一位", None]
    assert sheet["B1"].value == "农业界信息库"


def test_missing_cells_look_like_their_column(made, patched, marked):
    def change(book, sheet):
        sheet["B2"].value = None
        sheet["A3"].number_format = "0.000"

    columns = b'<cols><col min="2" max="300" width="9" style="1"/></cols><sheetData>'
    bare = {SHEET: lambda xml: xml.replace(b'<c r="B2" />', b"").replace(b"<sheetData>", columns)}
    sheet = marked(patched(made(change), bare)).active
    assert sheet["C2"].number_format == "0.000"
    assert "C2" in painted(sheet)
