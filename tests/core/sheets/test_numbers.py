"""Columns, days and number formats are counted as openpyxl counts them, whose knowledge was not needed whole."""

from datetime import time

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from liaison.core.sheets.numbers import SINCE_1900, SINCE_1904, column_number, moment, shows_a_day

CODES = [
    "General", "0.00%", "@", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]aaaa;@", "[Red]0.00", "[h]:mm", "[ss]",
    "0.0E+00", '"days" 0', "_(* #,##0_)", r"\d0", "mmm-yy", "0;yyyy", "#,##0.00_);[Blue](#,##0.00)", "",
]  # fmt: skip


def test_columns_count_from_a_to_xfd():
    assert [column_number(get_column_letter(n)) for n in (1, 26, 27, 702, 703, 16384)] == [1, 26, 27, 702, 703, 16384]
    assert column_number("aB") == 28


@pytest.mark.parametrize("letters", ["", "ABCD", "A1", "Ａ", "é"])
def test_what_is_no_column(letters):
    with pytest.raises(ValueError, match="no column"):
        column_number(letters)


@pytest.mark.parametrize("number", [0, 0.25, 0.999999999, 1, 1.5, 59, 60, 61, 27150, 45047.999999999, 45356.645833, -3])
def test_moments_are_those_of_openpyxl(number):
    assert moment(number, SINCE_1900) == from_excel(number, CALENDAR_WINDOWS_1900)
    assert moment(number, SINCE_1904) == from_excel(number, CALENDAR_MAC_1904)


def test_time_of_day_and_no_day_at_all():
    assert moment(0.5, SINCE_1900) == time(12)
    for number in (1e10, float("inf"), float("nan")):
        with pytest.raises((OverflowError, ValueError)):
            moment(number, SINCE_1900)


@pytest.mark.parametrize("code", CODES)
def test_formats_that_show_a_day(code):
    assert shows_a_day(200, code) == bool(is_date_format(code))


def test_formats_that_no_file_declares():
    theirs = {number for number, code in BUILTIN_FORMATS.items() if is_date_format(code)}
    assert {number for number in BUILTIN_FORMATS if shows_a_day(number, None)} - theirs <= {*range(27, 37)}
    assert theirs <= {number for number in range(60) if shows_a_day(number, None)}
    assert shows_a_day(57, None) and not shows_a_day(0, None) and not shows_a_day(49, None)
