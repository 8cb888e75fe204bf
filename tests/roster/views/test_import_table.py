"""The table of a file that is looked at: its columns, its cells, what is asked and what stays masked."""

from types import SimpleNamespace

import pytest

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet
from liaison.roster.views import import_table as table

NAME = Column("name", "姓名", Kind.NAME, required=True, is_key=True)
PHONE = Column("phone", "联系电话", Kind.PHONE, is_key=True)
TOWN = Column("area_id", "所在区镇", Kind.REFERENCE, source="area")
PARTY = Column("party", "政治面貌")
BIRTH = Column("birth", "出生年月", Kind.MONTH)
KIND = SimpleNamespace(
    sheet=Sheet("people", "人", (NAME, PHONE, TOWN, PARTY, BIRTH)), word_columns=("area_id",),
    choices={"PHONE_CONFLICT": ("same", "another")},
)  # fmt: skip
MAPPED = ("name", "phone", "area_id", "party", "birth")


def row(outcome="created", **values):
    """A row as the page's statement gives it."""
    usual = {
        "id": 7, "sheet": "S", "number": 18, "label": "周桂芳", "cells": {"name": "周桂芳", "phone": "13862705521"},
        "edits": {}, "is_skipped": False, "choice": None, "outcome": outcome, "faults": [], "changes": {},
        "candidate_id": None,
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **values})


def fault(key, code, sentence="不对"):
    """One fault."""
    return {"key": key, "column": key, "code": code, "sentence": sentence}


def line(one, people=None, words=None):
    """The row on a page of its own, and its cells by column."""
    columns = table.shown_columns(KIND, MAPPED, [one])
    [found] = table.lines_of([one], KIND, columns, people or {}, words or {})
    return found, dict(zip((column.key for column in columns), found.cells, strict=True))


def test_columns_are_those_that_tell_whom_and_those_in_question():
    def keys(*rows):
        return [column.key for column in table.shown_columns(KIND, MAPPED, rows)]

    assert keys(row()) == ["name", "phone", "area_id"]
    assert keys(row(), row(changes={"party": ["群众", "民革党员"]})) == ["name", "phone", "area_id", "party"]
    assert keys(row("rejected", faults=[fault("birth", "MONTH_FUTURE")])) == ["name", "phone", "area_id", "birth"]
    assert [column.key for column in table.shown_columns(KIND, ("name",), [row()])] == ["name"]


def test_a_whole_number_is_masked_and_a_wrong_one_shown_to_be_mended():
    assert line(row())[1]["phone"].text == "138****5521"
    cells = {"name": "周桂芳", "phone": "1386270455"}
    wrong = row("rejected", cells=cells, faults=[fault("phone", "PHONE_SHORT", "只有 10 位")])
    found, cells = line(wrong)
    assert found.tag[0] == "有错误"
    assert cells["phone"] == table.Cell("1386270455", "bad", "只有 10 位", "cell-7-phone")


def test_an_updated_row_shows_what_stands_and_what_will():
    cells = line(row("updated", changes={"party": ["", "民革党员"], "phone": ["13862705521", "13862705522"]}))[1]
    assert (cells["party"].old, cells["party"].text) == ("", "民革党员")
    assert (cells["phone"].old, cells["phone"].text) == ("138****5521", "138****5522")


def test_a_mended_cell_says_what_the_file_has():
    cells = line(row(edits={"phone": "13862705599"}))[1]
    assert (cells["phone"].text, cells["phone"].mended_from) == ("138****5599", "138****5521")


def test_a_mapped_word_is_shown_as_it_will_be_read_unless_it_is_to_be_mended():
    words = {"area_id": {"曲 唐": "曲塘镇", "李堡": "李堡"}}
    known = {"name": "周桂芳", "area_id": "曲唐"}
    cells = line(row(cells=known), words=words)[1]
    assert (cells["area_id"].text, cells["area_id"].mended_from) == ("曲塘镇", "曲唐")
    wrong = line(row("rejected", cells=known, faults=[fault("area_id", "TOWN_UNKNOWN")]), words=words)[1]
    assert wrong["area_id"].text == "曲唐"
    mended = line(row(cells=known, edits={"area_id": "城东镇"}), words=words)[1]
    assert mended["area_id"].text == "城东镇"
    assert [word for _, _, word, _ in table.replaced_words(KIND, words)] == ["曲 唐"]


def test_a_doubtful_row_offers_its_choices_until_one_is_made():
    doubtful = {"faults": [fault("phone", "PHONE_CONFLICT", "已经是汤涵的")], "candidate_id": 3}
    person = SimpleNamespace(id=3)
    found, cells = line(row("review", **doubtful), {3: person})
    assert (found.tag[0], found.choices, found.candidate) == ("疑似重复", ("same", "another"), person)
    assert cells["phone"].tone == "warn"
    assert line(row("updated", choice="same", candidate_id=3))[0].choices == ()
    assert line(row("review", **doubtful), {})[0].candidate is None
    of_this_file = line(row("review", **{**doubtful, "candidate_id": None}))[0]
    assert (of_this_file.tag[0], of_this_file.choices) == ("疑似重复", ("same", "another"))


@pytest.mark.parametrize(("outcome", "code"), [("duplicate", "DUPLICATE"), ("rejected", "OTHER_TOWN")])
def test_nothing_is_asked_where_no_cell_is_wrong(outcome, code):
    found, cells = line(row(outcome, faults=[fault("area_id", code)]))
    assert (cells["area_id"].field, cells["area_id"].tone, found.choices) == ("", "warn", ())


def test_a_fault_of_no_shown_column_stands_beside_the_outcome():
    assert line(row("rejected", faults=[fault("", "ROW", "这一行不完整")]))[0].why == "这一行不完整"


def test_a_skipped_row_asks_nothing():
    found, cells = line(row("rejected", is_skipped=True, faults=[fault("phone", "PHONE_SHORT")]))
    assert found.tag[0] == "已跳过"
    assert not any(cell.field for cell in cells.values())


def test_short_lists_are_picked_from_and_long_ones_offered():
    picked, listed = table.offers([NAME, TOWN], {"area": ["曲塘镇"]})
    assert (picked, listed) == ({"area_id": ["曲塘镇"]}, {})
    picked, listed = table.offers([TOWN], {"area": [str(n) for n in range(60)]})
    assert (picked, set(listed)) == ({}, {"area_id"})


def test_cells_sent_by_a_page():
    sent = {"cell-7-phone": "138", "cell-7-area_id": "曲塘镇", "cell-x-phone": "1", "cell-99999999999-phone": "1"}
    assert table.sent_cells({**sent, "skip": "7"}) == {7: {"phone": "138", "area_id": "曲塘镇"}}
    assert table.sent_cells({"cell-8-": "1", "cell-8-name": "长" * 900}) == {8: {"name": "长" * 500}}
