"""Cells go through JSON and come back as they were; what was never a cell is not taken for one."""

import json
import math
from datetime import date, datetime, time

import pytest

from liaison.core.errors import CellError
from liaison.core.sheets.wire import decode_cell, encode_cell

CELLS = [
    None, "", "王芳", "=1+1", "\ud800", "𠮷田", 0, -1, 10**15, True, False, 1.5, 1e300, date(2024, 3, 5),
    time(15, 30, 1), datetime(2024, 3, 5, 15, 30, 0, 120_000), math.inf, -math.inf,
]  # fmt: skip


@pytest.mark.parametrize("value", CELLS)
def test_a_cell_comes_back_with_its_kind(value):
    there = json.dumps(encode_cell(value), allow_nan=False)
    back = decode_cell(json.loads(there))
    assert (back, type(back)) == (value, type(value))


def test_no_number_and_an_error_come_back_too():
    assert math.isnan(decode_cell(encode_cell(math.nan)))
    error = decode_cell(encode_cell(CellError("ERROR_CELL", "这一格是错误值")))
    assert isinstance(error, CellError)
    assert (error.code, error.sentence) == ("ERROR_CELL", "这一格是错误值")


@pytest.mark.parametrize("value", [b"bytes", {"a": 1}, [1], object()])
def test_what_no_cell_holds_is_a_mistake_of_ours(value):
    with pytest.raises(TypeError, match="no cell holds"):
        encode_cell(value)


@pytest.mark.parametrize(
    "value",
    [{}, [], ["date"], ["date", "soon"], ["date", 1], ["date", "2024-03-05", "x"], ["error", "A"], ["eval", "1"]],
)
def test_what_was_never_written_so_is_refused(value):
    with pytest.raises(ValueError):
        decode_cell(value)
