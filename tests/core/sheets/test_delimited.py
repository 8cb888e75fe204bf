"""Text tables come in four encodings and three dividers; what cannot be told is refused, never guessed away."""

import io

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.delimited import read_delimited

LINES = "姓名,备注\r\n王芳,一\r\n"
GRID = {1: {1: "姓名", 2: "备注"}, 2: {1: "王芳", 2: "一"}}


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("gb18030"),
        LINES.replace(",", "\t").encode("utf-16"),
        LINES.replace(",", ";").encode(),
    ],
)
def test_encodings_and_dividers(content):
    assert read_delimited(content, "名册").rows == GRID


def test_line_that_names_the_divider_is_no_row_of_the_table():
    rows = read_delimited(("sep=;\r\n" + LINES.replace(",", ";")).encode(), "名册").rows
    assert list(rows.values()) == list(GRID.values())


def test_row_numbers_count_records_and_empty_lines():
    rows = read_delimited('姓名,备注\n\n"王\n芳",一\n　,\n李娜,二\n'.encode(), "名册").rows
    assert list(rows) == [1, 3, 5]
    assert rows[3][1] == "王\n芳"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LINES.encode("utf-16-le"), "ENCODING"),
        (LINES.encode() + b"\xff\xff\xff", "ENCODING"),
        (b"\xff\xfe\x00", "ENCODING"),
        (("姓名,备注\n王芳," + "长" * 200_000).encode(), "FIELD_TOO_LONG"),
    ],
)
def test_refusals(content, code):
    with pytest.raises(FileRefused) as refused:
        read_delimited(content, "名册")
    assert refused.value.code == code


def test_file_pasted_together_of_two_encodings_is_refused(book):
    content = "姓名,联系电话\n王芳,13800138001\n".encode() + "李娜,13800138002\n".encode("gbk")
    with pytest.raises(FileRefused) as refused:
        book.read(io.BytesIO(content), filename="名册.csv")
    assert refused.value.code == "ENCODING"


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 1)
    with pytest.raises(FileRefused, match="多于 1 行"):
        read_delimited(LINES.encode(), "名册")
