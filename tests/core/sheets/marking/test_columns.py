"""A column in front moves what goes by column; where it would break something it comes last."""

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from liaison.core.sheets.marking import HEADING, mark_book
from liaison.core.sheets.marking.columns import moved_reference, widened

from .conftest import ROWS, WRONG, parts_of, values


@pytest.mark.parametrize(
    ("before", "after"),
    [("A1", "B1"), ("A1:N120", "B1:O120"), ("$A$1:$B$2 D4", "$B$1:$C$2 E4"), ("'AB'!$A:$B", "'AB'!$B:$C"),
     ("AB!$A$1,AB!$Z$9", "AB!$B$1,AB!$AA$9"), ("'O''Z'!$1:$2", "'O''Z'!$1:$2"), ("XFD1", "XFD1")],
)  # fmt: skip
def test_references_move_by_one(before, after):
    assert moved_reference(before) == after


def test_used_range_gets_wider():
    assert (widened("A1:C3"), widened("B2")) == ("A1:D3", "B2:C2")


def test_everything_that_goes_by_column_moves(made, marked):
    def change(book, sheet):
        sheet.merge_cells("A4:C4")
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = "A1:C3"
        sheet.print_area = "A1:C3"
        sheet.print_title_cols = "A:A"
        sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].hidden = 33, True
        sheet.conditional_formatting.add("C2:C3", ColorScaleRule("min", None, "FFFFFF", "max", None, "FF0000"))
        sheet["A2"].hyperlink = "https://example.invalid/"

    sheet = marked(made(change)).active
    assert [sheet["A1"].value, sheet["A2"].value] == [HEADING, WRONG[0].sentence]
    assert [str(block) for block in sheet.merged_cells.ranges] == ["B4:D4"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_area) == ("C2", "B1:D3", "'名单'!$A$1:$D$3")
    assert sheet.print_title_cols == "$B:$B"
    assert sheet.dimensions == "A1:D4"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [40, 33]
    assert sheet.column_dimensions["D"].hidden
    assert not sheet.column_dimensions["C"].hidden
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["D2:D3"]
    assert sheet["B2"].hyperlink.ref == "B2"


def test_view_without_still_columns_begins_at_the_new_one(made, marked):
    def change(book, sheet):
        sheet.freeze_panes = "A2"

    assert marked(made(change)).active.freeze_panes == "A2"


def drawn(book, sheet):
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "E5")


def validated(book, sheet):
    rule = DataValidation("list", formula1='"农业界,工会界"')
    sheet.add_data_validation(rule)
    rule.add("C2:C9")


def calculated(book, sheet):
    sheet["B4"] = "=COUNTA(A2:A3)"


def tabled(book, sheet):
    sheet.add_table(Table(displayName="T", ref="A1:C3"))


def commented(book, sheet):
    sheet["A3"].comment = Comment("核对过", "王敏")


def conditioned(book, sheet):
    sheet.conditional_formatting.add("C2:C3", CellIsRule(operator="equal", formula=["$A$2"]))


def named(book, sheet):
    book.defined_names["people"] = DefinedName("people", attr_text="'名单'!$A$2:$A$3")


def read_elsewhere(book, sheet):
    book.create_sheet("统计")["A1"] = "=COUNTA('名单'!A2:A3)"


def linked_to(book, sheet):
    book.create_sheet("目录")["A1"].hyperlink = "#'名单'!A2"


AWKWARD = [drawn, validated, calculated, tabled, commented, conditioned, named, read_elsewhere, linked_to]


@pytest.mark.parametrize("change", AWKWARD, ids=lambda change: change.__name__)
def test_what_a_column_in_front_would_break_gets_it_behind(made, marked, change):
    before = parts_of(made(change))
    content = mark_book(made(change), "名单.xlsx", WRONG, header_rows={"名单": 1})
    book = marked(made(change))
    sheet = book["名单"]
    assert [row[:3] for row in values(sheet)[:3]] == [list(row) for row in ROWS]
    assert [sheet["D1"].value, sheet["D2"].value] == [HEADING, WRONG[0].sentence]
    assert sheet.column_dimensions["D"].width == 40
    after = parts_of(content)
    kept = [name for name in before if name.startswith(("xl/charts", "xl/drawings/drawing", "xl/tables", "xl/theme"))]
    assert all(before[name] == after[name] for name in kept)
    if change is calculated:
        assert sheet["B4"].value == "=COUNTA(A2:A3)"
    if change is commented:
        assert {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment} == {
            "A3": "核对过", "B2": "平台：\n手机号少一位", "C2": "平台：\n界别不认识",
        }  # fmt: skip


def test_names_of_other_sheets_and_lists_do_not_matter(made, marked):
    def change(book, sheet):
        book.create_sheet("选项").append(["男"])
        book["选项"]["A2"] = "=COUNTA(A1:A1)"
        book.defined_names["words"] = DefinedName("words", attr_text="'选项'!$A$1:$A$2")

    assert marked(made(change))["名单"]["A1"].value == HEADING


def test_width_is_cut_out_of_a_block_of_columns(made, patched, marked):
    def change(book, sheet):
        calculated(book, sheet)
        sheet.column_dimensions["A"].width = 9

    blocks = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'min="1" max="1"', b'min="1" max="16384"')}
    content = mark_book(patched(made(change), blocks), "名单.xlsx", WRONG, header_rows={"名单": 1})
    xml = parts_of(content)["xl/worksheets/sheet1.xml"]
    widths = xml[xml.index(b"<cols>") : xml.index(b"</cols>")]
    assert [b'min="1" max="3"' in widths, b'min="4" max="4" width="40"' in widths] == [True, True]
    assert b'min="5" max="16384"' in widths
