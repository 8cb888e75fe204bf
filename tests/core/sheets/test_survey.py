"""The first look shows enough of a file to put its headings right, and nothing that must not be seen."""

import io

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets.apart import load_apart
from liaison.core.sheets.sources import load
from liaison.core.sheets.survey import headed_rows, survey

HEAD = ["姓名", "呼机号", "所在区镇", "身份证号"]
WANG = ["王芳", "13800138001", "城东镇", "320621197409010000"]
LI = ["李娜", "13800138002", "曲塘镇", "320621197409010001"]


@pytest.fixture
def grids(workbook):
    """grids(rows, change): the sheets of a workbook of these rows."""
    return lambda *words: load(io.BytesIO(workbook(*words).getvalue()), "名册.xlsx", None)


def test_headings_with_their_meaning_and_samples(book, grids):
    seen = survey(book, grids([["名册"], HEAD, WANG, LI]))
    assert (seen.sheet, seen.header_row, seen.problems) == ("Sheet", 2, ())
    assert [(h.number, h.word, h.key) for h in seen.headings] == [
        (1, "姓名", "name"), (2, "呼机号", None), (3, "所在区镇", "town"), (4, "身份证号", None),
    ]  # fmt: skip
    assert [h.samples for h in seen.headings] == [
        ("王芳", "李娜"), ("138****8001", "138****8002"), ("城东镇", "曲塘镇"), (),
    ]  # fmt: skip
    assert [h.is_sensitive for h in seen.headings] == [False, False, False, True]
    assert [column.key for column in seen.missing] == ["phone"]


def test_nothing_sensitive_is_shown_anywhere(book, grids):
    for rows in ([HEAD, WANG, LI], [["一", "二", "三", "四"], WANG, LI], [["身份证号", "无"], ["320621", "无"]]):
        assert "320621" not in repr(survey(book, grids(rows)))
        assert "13800138" not in repr(survey(book, grids(rows)))


def test_mapping_makes_an_unknown_heading_known(book, grids):
    seen = survey(book, grids([HEAD, WANG]), mapping={"呼机号": "phone", "身份证号": ""})
    assert (seen.headings[1].key, seen.missing) == ("phone", ())
    assert seen.fingerprint == survey(book, grids([HEAD, WANG])).fingerprint
    with pytest.raises(FileRefused):
        survey(book, grids([HEAD, WANG]), mapping={"呼机号": "没有的"})


def test_headings_understood_by_their_meaning_are_marked(book, grids):
    seen = survey(book, grids([["姓名", "手机号码（本人）"], WANG]))
    assert [(h.key, h.is_fuzzy) for h in seen.headings] == [("name", False), ("phone", True)]


def test_sheet_without_headings_shows_its_first_rows(book, grids):
    seen = survey(book, grids([[f"第{n}行", n] for n in range(20)]))
    assert (seen.header_row, seen.headings, seen.fingerprint) == (None, (), "")
    assert (len(seen.top), seen.top[1]) == (12, (2, ("第1行", "1")))
    assert [column.key for column in seen.missing] == ["name", "phone"]


def test_an_empty_sheet_is_no_reason_to_fail(book, grids):
    seen = survey(book, grids([]))
    assert (seen.sheets[0].row_count, seen.header_row, seen.top) == (0, None, ())


def test_another_row_may_hold_the_headings(book, grids):
    rows = [["代表", "电话"], HEAD, WANG]
    assert survey(book, grids(rows)).header_row == 2
    seen = survey(book, grids(rows), header_row=1)
    assert (seen.header_row, [h.word for h in seen.headings]) == (1, ["代表", "电话"])
    assert survey(book, grids(rows), header_row=50).header_row is None


def test_the_tab_with_most_known_headings_is_taken_unless_another_is_named(book, grids):
    def add(sheet):
        sheet.title = "填表说明"
        other = sheet.parent.create_sheet("名册")
        for row in (["姓名", "联系电话"], WANG, LI):
            other.append(row)

    sheets = grids([["说明"], ["姓名要写全称"]], add)
    seen = survey(book, sheets)
    assert [(one.name, one.row_count) for one in seen.sheets] == [("填表说明", 2), ("名册", 3)]
    assert seen.sheet == "名册"
    assert survey(book, sheets, sheet_name="填表说明").header_row is None
    with pytest.raises(FileRefused):
        survey(book, sheets, sheet_name="没有的")


def test_two_headings_of_one_meaning_are_a_problem_and_no_refusal(book, grids):
    rows = [["姓名", "手机号", "联系电话"], ["王芳", "13800138001", "0513-88812345"]]
    seen = survey(book, grids(rows))
    assert [h.key for h in seen.headings] == ["name", "phone", None]
    assert len(seen.problems) == 1 and "“联系电话”" in seen.problems[0] and "--map" not in seen.problems[0]
    assert survey(book, grids(rows), mapping={"手机号": ""}).problems == ()


def test_cells_are_shown_short_and_wrong_ones_as_unreadable(book, grids):
    seen = survey(book, grids([["姓名", "联系电话"], ["长" * 99, "#N/A"], ["一\n二", 13800138001.0]]))
    assert seen.headings[0].samples == ("长" * 29 + "…", "一 二")
    assert seen.headings[1].samples == ("（读不出）", "138****8001")


def test_only_the_top_of_a_file_need_be_read(book, haian):
    content = (haian / "representatives.xlsx").read_bytes()
    top = survey(book, load_apart(content, "representatives.xlsx", first_rows=60))
    whole = survey(book, load_apart(content, "representatives.xlsx"))
    assert top == whole
    assert top.sheets[0].row_count > 4_500


def test_the_tabs_that_are_read_along_are_named(book, grids):
    def add(sheet):
        for name, rows in {"乙": [HEAD, LI], "丙": [["姓名", "联系电话"], LI], "说明": [["姓名", "所在区镇"]]}.items():
            other = sheet.parent.create_sheet(name)
            for row in rows:
                other.append(row)

    sheets = grids([HEAD, WANG], add)
    assert survey(book, sheets, sheet_name="Sheet").also == ("乙", "丙")
    assert survey(book, sheets, sheet_name="说明").also == ("丙",)


def test_each_row_may_be_known_as_headings(book, workbook):
    loaded = load_apart(workbook([["名册"], HEAD, WANG, LI]).getvalue(), "名册.xlsx")
    rows = list(headed_rows(book, loaded))
    assert [one.row for one in rows] == [1, 2, 3, 4]
    assert rows[1].fingerprint == survey(book, loaded).fingerprint
