"""Headings are found wherever they stand and whatever is written around them."""

import pytest

from liaison.core.sheets.headers import exact_key, loose_key

DATA = ["王芳", "女", "13800138001", "城东镇"]


@pytest.mark.parametrize(
    ("written", "key"),
    [("姓  名", "姓名"), ("*姓　名（必填）", "姓名"), ("联系\n电话", "联系电话"), ("单位\u200b", "单位")],
)
def test_exact_key_drops_blanks_and_marks(written, key):
    assert exact_key(written) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [("区镇/街道", "区镇街道"), ("日期(yyyy-mm-dd)", "日期"), ("信息库（主/子）", "信息库"), ("（一）", "(一)")],
)
def test_loose_key_drops_brackets_and_punctuation(written, key):
    assert loose_key(written) == key


def test_headings_in_another_row_column_and_order(book, workbook):
    rows = [["名册"], [], [None, None, "联系电话", "村、社区", " 姓 名 *"], [None, None, "13800138001", "新桥", "王芳"]]
    reading = book.read(workbook(rows))
    assert reading.header_row == 3
    assert reading.rows[0].cells == {"phone": "13800138001", "village": "新桥", "name": "王芳"}
    assert reading.remarks == []


def test_loosely_understood_headings_are_remarked(book, workbook):
    reading = book.read(workbook([["姓名", "性别", "手机号码（本人）", "所在区镇(街道)"], DATA]))
    assert list(reading.rows[0].cells.values()) == DATA
    assert [remark.code for remark in reading.remarks] == ["HEADER_FUZZY"]
    assert "手机号码（本人）" in reading.remarks[0].sentence


def test_exact_word_wins_over_a_loose_one(book, workbook):
    reading = book.read(workbook([["姓名", "联系电话（备用）", "联系电话", "所在区镇"], DATA]))
    assert reading.rows[0].cells["phone"] == "13800138001"
    assert reading.unknown == ("联系电话（备用）",)


def test_two_rows_of_headings_with_merged_groups(book, workbook):
    def merge(sheet):
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:C2")

    rows = [["基本信息", None, "手机号码", "其他"], ["姓名", "性别", None, "所在区镇"], DATA]
    reading = book.read(workbook(rows, merge))
    assert list(reading.rows[0].cells) == ["name", "gender", "phone", "town"]
    assert (reading.header_row, [remark.code for remark in reading.remarks]) == (2, ["HEADER_MULTI_ROW"])


def test_two_rows_of_headings_of_which_the_upper_has_most(book, workbook):
    def merge(sheet):
        for letter in "ABD":
            sheet.merge_cells(f"{letter}1:{letter}2")
        sheet.merge_cells("E1:F1")

    rows = [["姓名", "性别", "联系电话", "所在区镇", "工作情况", None], [None, None, None, None, "单位", "职务"]]
    reading = book.read(workbook([*rows, [*DATA, "某厂", "厂长"]], merge))
    assert reading.rows[0].cells["unit"] == "某厂"
    assert reading.rows[0].cells["title"] == "厂长"
    assert reading.rows[0].cells["phone"] == "13800138001"
    assert reading.header_row == 2


def test_group_and_heading_together_may_be_one_word(book, workbook):
    def merge(sheet):
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:D1")

    rows = [["代表", None, "委员", None], ["姓名", "电话", "编号", "电话"], ["王芳", "13800138001", "A1", "139"]]
    reading = book.read(workbook(rows, merge), known_words=("委员电话", "委员编号"))
    assert reading.rows[0].cells == {"name": "王芳", "phone": "13800138001"}
    assert reading.unknown == ()
