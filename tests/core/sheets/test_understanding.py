"""A person may say which tab, which row and which headings; the file is known again by its headings."""

import io

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets.sources import load

HEAD = ["姓名", "联系电话", "所在区镇"]
WANG = ["王芳", "13800138001", "城东镇"]
LI = ["李娜", "13800138002", "曲塘镇"]


@pytest.fixture
def grids(workbook):
    """grids(rows, change): the sheets of a workbook of these rows."""
    return lambda *words: load(io.BytesIO(workbook(*words).getvalue()), "名册.xlsx", None)


def two_tabs(sheet):
    sheet.title = "城东镇"
    other = sheet.parent.create_sheet("曲塘镇")
    for row in (["名册"], ["联系电话", "姓名"], LI[1::-1]):
        other.append(row)


def test_places_and_heading_rows_of_every_tab_read(book, grids):
    reading = book.understand(grids([HEAD, WANG], two_tabs))
    assert reading.places == {"城东镇": {"name": 1, "phone": 2, "town": 3}, "曲塘镇": {"phone": 1, "name": 2}}
    assert reading.header_rows == {"城东镇": 1, "曲塘镇": 2}
    assert [row.cells["name"] for row in reading.rows] == ["王芳", "李娜"]


def test_one_tab_only(book, grids):
    reading = book.understand(grids([HEAD, WANG], two_tabs), sheet="曲塘镇")
    assert (reading.sheet, [row.cells["name"] for row in reading.rows]) == ("曲塘镇", ["李娜"])
    with pytest.raises(FileRefused) as refused:
        book.understand(grids([HEAD, WANG]), sheet="没有的")
    assert refused.value.code == "NO_SHEET"


def test_the_row_of_headings_may_be_given(book, grids):
    rows = [["代表", "电话号", "备注"], HEAD, WANG]
    found = book.understand(grids(rows))
    assert found.header_row == 2
    given = book.understand(grids(rows), header_row=1, mapping={"代表": "name", "电话号": "联系电话"})
    assert given.header_row == 1
    assert [row.number for row in given.rows] == [2, 3]
    assert given.rows[1].cells == {"name": "王芳", "phone": "13800138001", "remark": "城东镇"}


def test_a_row_that_holds_no_headings_is_refused(book, grids):
    for row in (3, 99):
        with pytest.raises(FileRefused) as refused:
            book.understand(grids([HEAD, WANG, LI]), header_row=row)
        assert refused.value.code == "MISSING_COLUMN"


def test_fingerprint_is_that_of_the_headings_alone(book, grids):
    def of(rows, **more):
        return book.understand(grids(rows), **more).fingerprint

    first = of([HEAD, WANG])
    assert len(first) == 64
    assert first == of([["名册"], ["联系 电话*", "所在区镇", "姓名（必填）"], [WANG[1], WANG[2], WANG[0]]])
    assert first == of([["错在哪里", *HEAD], ["", *LI]])
    assert first == of([HEAD, WANG], mapping={"所在区镇": ""})
    assert first != of([[*HEAD, "备注"], WANG])
    assert first != of([["姓名", "手机", "所在区镇"], WANG])


def test_the_column_of_faults_is_never_data(book, grids):
    reading = book.understand(grids([["错在哪里", *HEAD], ["缺联系电话", *WANG], ["只有这一格"]]))
    assert [row.cells for row in reading.rows] == [dict(zip(("name", "phone", "town"), WANG, strict=True))]
    assert (reading.unknown, reading.places["Sheet"]["name"]) == ((), 2)
