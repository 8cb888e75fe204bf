"""The books as the offices keep them are understood: headings found, rows of data kept, the rest left out."""

import csv
import io
from collections import defaultdict
from datetime import datetime

import pytest

from liaison.core.columns import Column
from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import Sheet

HEAD = ["姓名", "联系电话", "所在区镇"]
WANG = ["王芳", "13800138001", "城东镇"]
LI = ["李娜", "13800138002", "曲塘镇"]


def truth(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def rows_of_book(haian):
    rows = defaultdict(dict)
    for row in truth(haian / "truth" / "library_rows.csv"):
        rows[row["file"]][int(row["excel_row"])] = row
    return rows


def test_every_library_book_is_read_as_the_truth_says(book, haian, rows_of_book):
    files = truth(haian / "truth" / "library_files.csv")
    assert len(files) == 31
    for file in files:
        reading = book.read(haian / "libraries" / file["file"])
        expected = [key.strip() for key in file["columns"].split("|")]
        assert reading.sheet == file["sheet"]
        assert reading.header_row == int(file["header_row"]), file["file"]
        assert ["seq", *reading.rows[0].headings] == expected, file["file"]
        assert (reading.unknown, reading.remarks) == ((), []), file["file"]


def test_every_row_of_data_is_kept_and_no_other(book, haian, rows_of_book):
    total = 0
    for name, expected in rows_of_book.items():
        reading = book.read(haian / "libraries" / name)
        data = sorted(number for number, row in expected.items() if row["outcome"] != "skip")
        assert [row.number for row in reading.rows] == data, name
        seen = {number: why for _sheet, number, why in reading.skipped}
        assert all(expected[number]["reason"] == why for number, why in seen.items()), (name, seen)
        total += len(data)
    assert total == 5427


def test_names_and_phones_of_the_truth(book, haian, rows_of_book):
    for name in ("M10_农业界主信息库.xlsx", "Z09_大公镇子信息库.xlsx", "Z07_李堡镇子信息库.xlsx"):
        for parsed in book.read(haian / "libraries" / name).parsed():
            row = rows_of_book[name][parsed.row.number]
            faulty = row["reason"] in (
                "name_missing", "phone_long", "phone_short", "phone_alpha", "landline_only", "birth_future",
                "placeholder",
            )  # fmt: skip
            assert bool(parsed.errors) == faulty, (name, parsed.row.number, parsed.errors)


def test_consolidated_book(book, haian):
    reading = book.read(haian / "representatives.xlsx")
    assert len(list(reading.parsed())) == 4578
    assert reading.titles == ("海安市政协界别群众代表信息总库",)
    assert reading.unknown == ("所属信息库",)


def test_titles_and_heading_as_written(book, haian):
    reading = book.read(haian / "libraries" / "M05_工商联界主信息库.xlsx")
    assert reading.titles[1] == "填报单位：市工商联 填报时间：2023年9月"
    assert reading.rows[0].headings["unit"] == "企业名称"


def test_merged_member_cells_go_down_where_the_sheet_says_so(book, haian):
    member = (Column("member_no", "委员编号", required=True), Column("member", "委员姓名"))
    columns = (*member, *(c for c in book.columns if c.key in ("type", "town", "phone")), Column("rep", "群众代表姓名"))
    filling = Sheet("联系名单", "联系名单", columns, fill_down=("member_no", "member"))
    reading = filling.read(haian / "assignments.xlsx", known_words=("居住地", "界别"))
    pairs = [(row.cells["member_no"], row.cells["rep"], row.cells["phone"]) for row in reading.rows]
    expected = [(r["member_no"], r["rep_name"], r["rep_phone"]) for r in truth(haian / "assignments.csv")]
    assert pairs == expected
    plain = Sheet("联系名单", "联系名单", columns).read(haian / "assignments.xlsx")
    assert sum("member_no" in row.cells for row in plain.rows) == 309


def test_rows_that_are_no_data_are_left_out_with_the_reason(book, workbook):
    rows = [
        ["名册", None, None],
        HEAD,
        ["例：周桂芳", "13862705521", "曲塘镇"],
        WANG,
        [None, "　", None],
        ["小计", None, "1人"],
        HEAD,
        ["名册", None, None],
        LI,
        ["合计：2人", None, None],
        ["填表人：张三　审核人：", None, None],
        ["注：本表一式两份", None, None],
    ]
    reading = book.read(workbook(rows))
    assert [row.number for row in reading.rows] == [4, 9]
    assert [(number, why) for _sheet, number, why in reading.skipped] == [
        (3, "example"),
        (6, "subtotal"),
        (7, "repeat_header"),
        (8, "title"),
        (10, "footer"),
        (11, "footer"),
        (12, "footer"),
    ]


def test_rows_with_nothing_but_a_number_are_blank(book, workbook):
    reading = book.read(workbook([["序号", *HEAD], [1, *WANG], [2, None, None, None]]))
    assert len(reading.rows) == 1
    assert reading.skipped == [("Sheet", 3, "blank")]


def test_a_name_or_a_note_that_sounds_like_a_footer_is_data(book, workbook):
    rows = [["姓名", "联系电话", "备注", "民族", "学历"], ["注：无", "13800138001", "合计三口人", "汉族", "大专"]]
    assert len(book.read(workbook(rows)).rows) == 1


def test_missing_required_column_is_refused_with_what_was_not_understood(book, workbook):
    with pytest.raises(FileRefused) as refused:
        book.read(workbook([["姓名", "呼机号", "所在区镇"], WANG]))
    assert refused.value.code == "MISSING_COLUMN"
    assert "缺少“联系电话”一列" in refused.value.sentence
    assert "--map '呼机号=联系电话'" in refused.value.sentence


def test_required_column_may_be_excused(book, workbook):
    reading = book.read(workbook([["姓名", "所在区镇"], ["王芳", "城东镇"]]), optional=("phone",))
    assert [column.key for column in reading.missing] == ["phone"]
    assert [(p.values["phone"], p.errors) for p in reading.parsed()] == [(None, {})]


def test_unknown_word_can_be_mapped_or_left_unread(book, workbook):
    rows = [["姓名", "呼机号", "属地", "电话"], ["王芳", "13800138001", "城东镇", "0513-88812345"]]
    reading = book.read(workbook(rows), mapping={"属地": "所在区镇", "呼机号": "phone", "电话": ""})
    assert reading.rows[0].cells == {"name": "王芳", "phone": "13800138001", "town": "城东镇"}
    assert reading.rows[0].headings["town"] == "属地"
    assert reading.unknown == ()


def test_mapping_to_a_column_that_is_none_is_refused(book, workbook):
    with pytest.raises(FileRefused, match="没有“住地”这一列"):
        book.read(workbook([HEAD, WANG]), mapping={"属地": "住地"})


def test_two_columns_of_one_meaning_are_refused(book, workbook):
    with pytest.raises(FileRefused) as refused:
        book.read(workbook([["姓名", "手机号", "联系电话"], WANG]))
    assert refused.value.code == "DUPLICATE_COLUMN"
    assert "--map '联系电话='" in refused.value.sentence


def test_sheets_with_the_same_headings_are_read_together(book, workbook):
    def add_sheets(sheet):
        sheet.title = "城东镇"
        other = sheet.parent.create_sheet("曲塘镇")
        other.append(HEAD)
        other.append(LI)
        sheet.parent.create_sheet("填表说明").append(["姓名要写全称"])
        hidden = sheet.parent.create_sheet("旧表")
        hidden.append(HEAD)
        hidden.append(LI)
        hidden.sheet_state = "hidden"

    stream = workbook([HEAD, WANG], add_sheets)
    reading = book.read(stream)
    assert [(row.sheet, row.number) for row in reading.rows] == [("城东镇", 2), ("曲塘镇", 2)]
    assert [remark.code for remark in reading.remarks] == ["MULTI_SHEET"]
    stream.seek(0)
    assert [row.sheet for row in book.read(stream, sheet="旧表").rows] == ["旧表"]
    stream.seek(0)
    with pytest.raises(FileRefused, match="没有工作表“没有的”"):
        book.read(stream, sheet="没有的")


def test_hidden_and_sensitive_cells_are_remarked(book, workbook):
    def hide(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    reading = book.read(workbook([[*HEAD, "身份证号"], [*WANG, "3206"], [*LI, "3206"]], hide))
    codes = [remark.code for remark in reading.remarks]
    assert codes == ["UNKNOWN_COLUMN", "SENSITIVE_COLUMN_DROPPED", "HIDDEN_ROWS", "HIDDEN_COLS"]
    assert len(reading.rows) == 2
    assert all("3206" not in row.cells.values() for row in reading.rows)


def test_headings_only_is_nothing_to_import(book, workbook):
    reading = book.read(workbook([HEAD]))
    with pytest.raises(FileRefused) as refused:
        reading.require_rows()
    assert refused.value.code == "NO_ROWS"


def test_parsed_rows_hold_values_and_errors(book, workbook):
    rows = [[*HEAD, "出生年月", "性别"], ["王　芳", 13800138001, "城东镇", datetime(1974, 9, 1), "未知"]]
    [parsed] = book.read(workbook(rows)).parsed()
    assert parsed.values["name"] == "王芳"
    assert parsed.values["birth"] == "1974-09"
    assert parsed.values["sector"] is None
    assert {key: error.code for key, error in parsed.errors.items()} == {"gender": "UNKNOWN_VALUE"}


def test_text_table_reads_like_a_workbook(book):
    words = "\ufeff名册\r\n姓名,联系电话,备注\r\n王芳,13800138001,\"一\r\n二\"\r\n\r\n李娜,1.38E+10,\r\n"
    reading = book.read(io.BytesIO(words.encode()), filename="名册.csv")
    assert [row.number for row in reading.rows] == [3, 5]
    good, bad = reading.parsed()
    assert good.values["remark"] == "一\n二"
    assert isinstance(bad.errors["phone"], CellError)
    assert bad.errors["phone"].code == "PHONE_SCI"
