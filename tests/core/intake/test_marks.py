"""Rows that did not go in become marks; the others are marked only where the file was written."""

from liaison.core.intake import CREATED, DUPLICATE, REJECTED, Fault, RowResult, mark_of, marks_of
from liaison.core.sheets.marking import RowMark

PLACES = {"名单": {"name": 2, "phone": 5}}
RESULTS = (
    RowResult("名单", 3, REJECTED, (
        Fault("phone", "电话", "PHONE_SHORT", "手机号少一位"), Fault("phone", "电话", "PHONE_MASKED", "手机号带星号"),
        Fault("sector_id", "界别", "SECTOR_UNKNOWN", "界别不认识"),
    )),
    RowResult("名单", 4, CREATED),
    RowResult("另一张", 2, DUPLICATE, (Fault("name", "姓名", "DUPLICATE", "和第 1 行重复"),)),
)  # fmt: skip


def test_bad_rows_are_marked_with_all_their_causes():
    assert list(marks_of(RESULTS, PLACES)) == [
        RowMark("名单", 3, "手机号少一位；手机号带星号；界别不认识", {5: "手机号少一位；手机号带星号"}),
        RowMark("另一张", 2, "和第 1 行重复", {}),
    ]


def test_good_rows_say_that_they_went_in_when_they_did():
    assert [mark.number for mark in marks_of(RESULTS, PLACES, is_done=True) if mark.is_done] == [4]


def test_the_same_cause_is_said_once():
    faults = [("name", "请填姓名"), ("phone", "请填姓名"), ("phone", "")]
    assert mark_of(("名单", 3), faults, PLACES["名单"]) == RowMark(
        "名单", 3, "请填姓名", {2: "请填姓名", 5: "请填姓名"}
    )  # fmt: skip
