"""What is written stays what it is: text stays text, numbers stay numbers, and everything reads back."""

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet, SheetPage, write_book
from liaison.core.sheets.painting import A4, READABLE
from liaison.core.sheets.writing import tab_name

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, width=6),
    Column("name", "姓名", Kind.NAME),
    Column("phone", "联系电话", Kind.PHONE, width=14),
    Column("rate", "按期率", Kind.PERCENT),
    Column("all_five", "五人全联", Kind.BOOL),
    Column("held_on", "日期", Kind.DATE),
    Column("entered_at", "登记时间", Kind.DATETIME),
    Column("ways", "方式", Kind.CHOICES, choices=("走访", "电话")),
    Column("remark", "备注", Kind.LONG_TEXT, width=40),
)
FULL = {
    "no": 1,
    "name": "王芳",
    "phone": "13800138001",
    "rate": 0.8512,
    "all_five": True,
    "held_on": date(2024, 3, 5),
    "entered_at": datetime(2024, 3, 5, 7, 30, tzinfo=UTC),
    "ways": ["走访", "电话"],
    "remark": "一\n二",
}
LEDGER = Sheet("年度履职", "年度履职", COLUMNS, ignored=())
NAUGHTY = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-5℃", "@海安发布", "=HYPERLINK(\"http://127.0.0.1:9/\")", "'=1", "#N/A",
    "_x0041_", "_x005F_", "a_x000B_b", "<b>&amp;</b>", "]]>", "1.38E+10", "007", "TRUE", "𠮷田", "—",
]  # fmt: skip


def written(rows, **more):
    stream = io.BytesIO()
    LEDGER.write(rows, stream, **more)
    stream.seek(0)
    return stream


def test_rows_survive_writing_and_reading():
    blank = dict.fromkeys(FULL) | {"name": "李娜", "all_five": False}
    parsed = list(LEDGER.read(written([FULL, blank])).parsed())
    assert [row.errors for row in parsed] == [{}, {}]
    assert parsed[0].values == FULL | {"rate": Decimal("0.8512")}
    assert parsed[1].values == blank


def test_readers_that_go_by_the_extent_see_every_row():
    sheet = load_workbook(written([FULL] * 7), read_only=True).active
    assert len(list(sheet.iter_rows(values_only=True))) == 8


def test_values_in_the_order_of_the_columns_do_as_well():
    sheet = load_workbook(written([tuple(FULL.values())])).active
    assert [cell.value for cell in sheet[2]][:4] == [1, "王芳", "13800138001", 0.8512]


def test_row_of_another_length_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="zip"):
        written([("王芳",)])


@pytest.mark.parametrize("words", NAUGHTY)
def test_text_is_text_and_never_a_formula(words):
    content = written([FULL | {"remark": words, "name": words}]).getvalue()
    cell = load_workbook(io.BytesIO(content)).active.cell(2, 9)
    assert cell.data_type == "s"
    assert cell.quotePrefix == words.startswith(("=", "+", "-", "@"))
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert LEDGER.read(io.BytesIO(content)).rows[0].cells["remark"] == words


def test_characters_no_workbook_can_hold_are_left_out():
    stream = written([FULL | {"remark": "一\x00\x0b\ud800二\r\n三\ufffe"}])
    assert LEDGER.read(stream).rows[0].cells["remark"] == "一二\n三"


def test_kinds_have_their_formats():
    row = load_workbook(written([FULL])).active[2]
    formats = [cell.number_format for cell in row]
    assert formats == ["0", "@", "@", "0.00%", "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@", "General"]
    assert [row[place].alignment.horizontal for place in (0, 1, 3, 5)] == ["right", "left", "right", "center"]
    assert row[4].value == "是"
    assert row[6].value == datetime(2024, 3, 5, 15, 30)


def test_page_as_the_office_prints_it():
    titles = ("2024年度履职情况", ("填报单位：市政协办公室", "2024-12-31"))
    stream = written([FULL, FULL], title_rows=titles, total={"no": "合计", "rate": 0.8512})
    sheet = load_workbook(stream).active
    assert sheet["A1"].value == titles[0]
    assert {str(block) for block in sheet.merged_cells.ranges} == {"A1:I1", "A2:D2", "E2:I2"}
    assert (sheet["A2"].value, sheet["E2"].value) == titles[1]
    assert sheet["E2"].alignment.horizontal == "right"
    assert [cell.value for cell in sheet[3]] == [column.title for column in COLUMNS]
    assert (sheet["A6"].value, sheet["D6"].value, sheet["D6"].number_format) == ("合计", 0.8512, "0.00%")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:I5")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["I"].width == 40
    stream.seek(0)
    reading = LEDGER.read(stream)
    assert len(reading.rows) == 2
    assert [why for *_, why in reading.skipped] == ["subtotal"]


@pytest.mark.parametrize(("count", "across", "naming"), [(10, 1, None), (30, 2, "$A:$C"), (75, 4, "$A:$C")])
def test_a_tab_too_wide_to_read_takes_several_sheets_side_by_side(count, across, naming):
    who = (Column("place", "序号", Kind.INTEGER, width=6), Column("no", "编号"), Column("name", "姓名", Kind.NAME))
    columns = [*who, *(Column(f"n{n}", f"第 {n} 项", Kind.INTEGER, width=12) for n in range(count))]
    assert READABLE[A4] * (across - 1) < sum(column.width for column in columns) <= READABLE[A4] * across
    stream = io.BytesIO()
    write_book(stream, [SheetPage("积分", columns, [])])
    sheet = load_workbook(stream).active
    assert (sheet.page_setup.fitToWidth or 1, sheet.print_title_cols) == (across, naming)


def test_several_tabs_of_different_columns():
    pages = [
        SheetPage("年度履职", COLUMNS, [FULL]),
        SheetPage("分月/分区镇", COLUMNS[:2], [], footer=("统计时间：2024-12-31",)),
    ]
    stream = io.BytesIO()
    write_book(stream, pages)
    book = load_workbook(stream)
    assert book.sheetnames == ["年度履职", "分月－分区镇"]
    assert [cell.value for cell in book["分月－分区镇"][2]][0] == "统计时间：2024-12-31"
    assert book["分月－分区镇"].auto_filter.ref == "A1:B1"


def test_tab_names_are_what_excel_allows():
    assert tab_name("[年度]履职:一/二*?\\") == "－年度－履职－一－二－－－"
    assert len(tab_name("长" * 50)) == 31


def test_long_list_is_written_to_a_path_row_by_row(tmp_path):
    taken = []

    def rows():
        for number in range(1500):
            taken.append(number)
            yield FULL | {"no": number}

    path = tmp_path / "名册.xlsx"
    LEDGER.write(rows(), path)
    assert [row.cells["no"] for row in LEDGER.read(path).rows] == taken


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed")
def test_opens_in_libreoffice(tmp_path):
    LEDGER.write([FULL | {"remark": "=1+1"}], tmp_path / "a.xlsx", title_rows=("标题",), total={"no": "合计"})
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    comma_quote_utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    command = ["soffice", profile, "--headless", "--convert-to", comma_quote_utf8, "--outdir", tmp_path, "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[2].startswith("1,王芳,13800138001,85.12%,是,2024-03-05,2024-03-05 15:30,走访；电话,=1+1")
