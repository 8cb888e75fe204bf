"""One declaration parses, shows and writes a value of every kind."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from liaison.core.clock import now, today
from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError


def column(kind, **more):
    return Column("x", "某列", kind, **more)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, " 海安　第１中学\n", "海安 第1中学"),
        (Kind.TEXT, 5.0, "5"),
        (Kind.LONG_TEXT, "一\r\n二 ", "一\n二"),
        (Kind.NAME, "王　芳", "王芳"),
        (Kind.PHONE, 13800138000.0, "13800138000"),
        (Kind.INTEGER, "1,545", 1545),
        (Kind.INTEGER, 3.0, 3),
        (Kind.INTEGER, "－３", -3),
        (Kind.DECIMAL, "1.50", Decimal("1.50")),
        (Kind.DECIMAL, 0.1, Decimal("0.1")),
        (Kind.PERCENT, "85%", Decimal("0.85")),
        (Kind.PERCENT, 0.85, Decimal("0.85")),
        (Kind.DATE, "2024年3月5日", date(2024, 3, 5)),
        (Kind.MONTH, "1985.03", "1985-03"),
        (Kind.DATETIME, "2025-11-20 15:20", datetime(2025, 11, 20, 7, 20, tzinfo=UTC)),
        (Kind.DATETIME, "2025-11-20T15:20", datetime(2025, 11, 20, 7, 20, tzinfo=UTC)),
        (Kind.DATETIME, datetime(2025, 11, 20, 15, 20), datetime(2025, 11, 20, 7, 20, tzinfo=UTC)),
        (Kind.DATETIME, "2025-11-20", datetime(2025, 11, 19, 16, 0, tzinfo=UTC)),
        (Kind.TIME, "9：30", time(9, 30)),
        (Kind.TIME, 0.5, time(12, 0)),
        (Kind.BOOL, "有", True),
        (Kind.BOOL, "否", False),
        (Kind.BOOL, 0, False),
        (Kind.REFERENCE, " 城东镇 ", "城东镇"),
        (Kind.REFERENCES, "市财政局；市公安局、市财政局", ["市财政局", "市公安局"]),
        (Kind.FILES, ["a.jpg"], ["a.jpg"]),
    ],
)
def test_parse(kind, raw, value):
    assert column(kind).parse(raw) == value


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("raw", [None, "", " 　\u200b"])
def test_blank_is_none_in_every_kind(kind, raw):
    assert column(kind).parse(raw) is None


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Kind.INTEGER, "三", "NUMBER_FORMAT"),
        (Kind.INTEGER, 1.5, "NUMBER_FORMAT"),
        (Kind.DECIMAL, float("nan"), "NUMBER_FORMAT"),
        (Kind.DECIMAL, "1e400", "NUMBER_FORMAT"),
        (Kind.TIME, "25:61", "TIME_FORMAT"),
        (Kind.DATETIME, "2025-11-20 24:00", "TIME_FORMAT"),
        (Kind.BOOL, "也许", "UNKNOWN_VALUE"),
        (Kind.NAME, "待定", "PLACEHOLDER"),
        (Kind.TEXT, "长" * 201, "TOO_LONG"),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(kind, raw, code):
    with pytest.raises(CellError, match="请") as refused:
        column(kind).parse(raw)
    assert refused.value.code == code


def test_choice_is_found_however_it_is_typed():
    gender = column(Kind.CHOICE, choices=("男", "女"))
    assert gender.parse(" 女\u3000") == "女"
    with pytest.raises(CellError, match="请从“男、女”里选"):
        gender.parse("不详")


def test_choices_keep_order_and_refuse_strangers():
    ways = column(Kind.CHOICES, choices=("走访", "电话"))
    assert ways.parse("电话；走访；电话") == ["电话", "走访"]
    with pytest.raises(CellError):
        ways.parse(["电话", "飞鸽"])


def test_past_day_refuses_tomorrow():
    held_on = column(Kind.DATE, is_past=True)
    assert held_on.parse(today()) == today()
    with pytest.raises(CellError) as refused:
        held_on.parse(today() + timedelta(days=1))
    assert refused.value.code == "DATE_FUTURE"


def test_unreadable_cell_raises_its_own_error():
    error = CellError("FORMULA_CELL", "请粘贴为数值")
    with pytest.raises(CellError) as refused:
        column(Kind.TEXT).parse(error)
    assert refused.value is error


@pytest.mark.parametrize(
    ("kind", "sentence", "code"),
    [
        (Kind.NAME, "请填某列", "NAME_MISSING"),
        (Kind.PHONE, "请填某列", "PHONE_MISSING"),
        (Kind.REFERENCE, "请选某列", "MISSING"),
        (Kind.CHOICES, "请选某列", "MISSING"),
        (Kind.FILES, "请加上某列", "MISSING"),
        (Kind.BOOL, "请勾选“某列”", "MISSING"),
    ],
)
def test_take_refuses_blank_where_required(kind, sentence, code):
    with pytest.raises(CellError) as refused:
        column(kind, required=True).take("")
    assert (refused.value.code, refused.value.sentence) == (code, sentence)
    assert column(kind).take("") is None


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("8 位查询号", "请填 8 位查询号"), ("问题解决了吗", "请填“问题解决了吗”"), ("地点", "请填地点")],
)
def test_a_blank_cell_is_asked_for_in_words_that_read_well(title, sentence):
    assert Column("key", title, Kind.TEXT, required=True).missing_sentence() == sentence


@pytest.mark.parametrize(
    ("kind", "value", "shown", "cell"),
    [
        (Kind.TEXT, None, "—", None),
        (Kind.TEXT, "", "—", None),
        (Kind.TEXT, "=1+1", "=1+1", "=1+1"),
        (Kind.PHONE, "13862705521", "138****5521", "13862705521"),
        (Kind.INTEGER, 0, "0", 0),
        (Kind.INTEGER, 1545, "1,545", 1545),
        (Kind.DECIMAL, Decimal("1.50"), "1.5", 1.5),
        (Kind.PERCENT, 0.85, "85.0%", 0.85),
        (Kind.BOOL, False, "否", "否"),
        (Kind.DATE, date(2025, 11, 20), "2025-11-20", date(2025, 11, 20)),
        (Kind.MONTH, "1985-03", "1985-03", "1985-03"),
        (
            Kind.DATETIME,
            datetime(2025, 11, 20, 7, 20, 9, tzinfo=UTC),
            "2025-11-20 15:20",
            datetime(2025, 11, 20, 15, 20),
        ),
        (Kind.TIME, time(9, 5), "09:05", "09:05"),
        (Kind.CHOICES, ["走访", "电话"], "走访；电话", "走访；电话"),
    ],
)
def test_show_and_cell(kind, value, shown, cell):
    assert column(kind).show(value) == shown
    assert column(kind).cell(value) == cell


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, -1545),
        (Kind.BOOL, False),
        (Kind.DATE, date(2025, 2, 28)),
        (Kind.TIME, time(0, 5)),
        (Kind.DATETIME, now().replace(second=0, microsecond=0)),
        (Kind.CHOICES, ["走访", "电话"]),
    ],
)
def test_what_is_shown_and_written_parses_back(kind, value):
    assert column(kind).parse(column(kind).show(value)) == value
    assert column(kind).parse(column(kind).cell(value)) == value
