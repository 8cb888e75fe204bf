"""Blank forms: given out for every kind of file, read back empty, and understood once somebody has filled them in."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from liaison.core.db import db as database
from liaison.core.errors import FileRefused
from liaison.core.sheets.sources import load
from liaison.orgs.models import IdentityType
from liaison.roster.actions.imports import KINDS, open_import
from liaison.roster.actions.imports.opening import OLD_TEMPLATE


@pytest.fixture
def blank_form(browser, people):
    """blank_form(code): the blank form as the office gets it."""
    client = browser(people.office)
    return lambda code: client.get(f"/imports/templates/{code}.xlsx").data


@pytest.mark.parametrize("code", KINDS)
def test_blank_form_of_every_kind_reads_back_empty(blank_form, code):
    kind = KINDS[code]
    try:
        reading = kind.sheet.understand(load(io.BytesIO(blank_form(code)), "空白表.xlsx", None))
    except FileRefused as refused:
        pytest.fail(refused.sentence)
    assert reading.rows == []
    assert [why for _sheet, _row, why in reading.skipped] == ["example"]
    assert (reading.unknown, reading.missing) == ((), ())
    assert set(reading.places[reading.sheet]) == {column.key for column in kind.form.columns}


def test_every_identity_type_can_be_picked(blank_form):
    book = load_workbook(io.BytesIO(blank_form("representatives")))
    form = book["界别群众代表"]
    headings = [cell.value for cell in form[1]]
    column = headings.index("身份特征类型（必填）") + 1
    words = [cell.value for cell in book["选项"][form.cell(1, column).column_letter][1:] if cell.value]
    assert len(words) == database.session.scalar(select(func.count(IdentityType.name.distinct()))) >= 110
    assert book.defined_names["list_identity_type_id"].attr_text.endswith(f"${len(words) + 1}")


def test_forms_are_given_to_those_who_may_take_them_in(browser, people):
    clerk = browser(people.clerk)
    assert clerk.get("/imports/templates/representatives.xlsx").status_code == 200
    assert [clerk.get(f"/imports/templates/{code}.xlsx").status_code for code in ("members", "nothing")] == [404, 404]
    assert browser(people.member).get("/imports/templates/representatives.xlsx").status_code == 404


def filled(content, sheet, cells, stamp=None):
    """The form with one row, and with the stamp of another day."""
    book = load_workbook(io.BytesIO(content))
    book[sheet].append(cells)
    if stamp:
        book.custom_doc_props["liaison-import"].value = stamp
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_form_filled_in_is_understood(blank_form):
    content = filled(blank_form("representatives"), "界别群众代表", ["王芳", "女"])
    reading = KINDS["representatives"].sheet.understand(load(io.BytesIO(content), "名册.xlsx", None))
    assert [row.cells for row in reading.rows] == [{"name": "王芳", "gender": "女"}]


def test_form_of_another_day_says_what_is_new(blank_form, people, tmp_path):
    office, content = people.office.actor, blank_form("representatives")
    of_today = open_import("representatives", "名册.xlsx", filled(content, "界别群众代表", ["王芳"]), office, tmp_path)
    assert OLD_TEMPLATE not in of_today.warnings
    book = load_workbook(io.BytesIO(content))
    book["界别群众代表"].delete_cols(2)
    book["界别群众代表"].append(["王芳"])
    book.custom_doc_props["liaison-import"].value = "template:representatives:000000000000"
    target = io.BytesIO()
    book.save(target)
    older = open_import("representatives", "名册.xlsx", target.getvalue(), office, tmp_path)
    assert "新的多了“性别”" in older.warnings[OLD_TEMPLATE]
