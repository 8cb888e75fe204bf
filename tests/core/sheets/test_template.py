"""The blank form explains itself, offers what can be picked, and reads back empty."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from liaison.core.columns import Column
from liaison.core.sheets import Sheet


@pytest.fixture
def form(book):
    stream = io.BytesIO()
    book.template(stream, {"area": ["城东镇", "曲塘镇"], "sector": [f"第{n}界" for n in range(110)]})
    stream.seek(0)
    return stream


def test_reads_back_empty(book, form):
    reading = book.read(form)
    assert (reading.rows, reading.unknown, reading.remarks) == ([], (), [])
    assert len(reading.columns) == len(book.columns)


def test_row_filled_in_below_the_sample_is_read(book, form):
    filled = load_workbook(form)
    filled[book.name].append(["王芳", "女"] + [None] * 11 + ["13800138001"])
    stream = io.BytesIO()
    filled.save(stream)
    stream.seek(0)
    [parsed] = book.read(stream).parsed()
    assert (parsed.values["name"], parsed.values["phone"], parsed.errors) == ("王芳", "13800138001", {})


def test_required_columns_say_so_in_words(book, form):
    sheet = load_workbook(form)[book.name]
    assert [cell.value for cell in sheet[1] if "必填" in cell.value] == ["姓名（必填）", "联系电话（必填）"]
    assert sheet["A1"].fill.fgColor.rgb != sheet["B1"].fill.fgColor.rgb
    assert sheet["A2"].value == "例：周桂芳"
    assert sheet.freeze_panes == "A2"


def test_phones_are_text_before_they_are_typed(book, form):
    dimension = load_workbook(form)[book.name].column_dimensions["N"]
    assert dimension.number_format == "@"


def test_lists_are_offered_by_name_from_a_hidden_tab(book, form):
    made = load_workbook(form)
    rules = {str(rule.sqref): rule.formula1 for rule in made[book.name].data_validations.dataValidation}
    assert rules["B2:B5000"] == "list_gender"
    names = {name: one.attr_text for name, one in made.defined_names.items()}
    assert (names["list_gender"], names["list_sector"]) == ("'选项'!$B$2:$B$3", "'选项'!$G$2:$G$111")
    assert set(rules.values()) == names.keys()
    assert made["选项"].sheet_state == "hidden"
    assert [made["选项"].cell(row, 12).value for row in (2, 3)] == ["城东镇", "曲塘镇"]


def test_version_is_carried_along_and_changes_with_the_columns(book, form):
    [carried] = load_workbook(form).custom_doc_props.props
    assert (carried.name, carried.value) == ("liaison-import", book.template_stamp(book.name))
    more = replace(book, columns=(*book.columns, Column("more", "新的一列")))
    assert more.template_stamp("x") != book.template_stamp("x")
    assert book.template_stamp("x").startswith("template:x:")


def test_sample_row_shows_something_in_every_column_that_is_picked(book, form):
    sheet = load_workbook(form)[book.name]
    shown = {heading.value: cell.value for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (shown["性别"], shown["所在区镇"], shown["出生年月"]) == ("男", "城东镇", "1985-03")
    assert sheet["B2"].font.i


def test_guide_explains_every_column(book, form):
    guide = load_workbook(form)["填写说明"]
    words = {row[0]: row[1:3] for row in guide.iter_rows(values_only=True) if row[0]}
    assert words["联系电话"] == ("必填", "11 位手机号")
    assert words["性别"] == ("可不填", "从“男、女”里选")
    assert words["出生年月"] == ("可不填", "写成 1985-03 这样")
    assert {column.title for column in book.columns} <= words.keys()


def test_sheet_without_samples_reads_back_empty_too(book):
    stream = io.BytesIO()
    bare = Sheet("单", "单", (book.columns[2], book.columns[4]))
    bare.template(stream)
    stream.seek(0)
    assert bare.read(stream).rows == []
