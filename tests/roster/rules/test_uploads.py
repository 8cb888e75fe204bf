"""Files that are no table are refused by name and by their first bytes, each with what to do."""

import pytest

from liaison.core.errors import FileRefused
from liaison.roster.rules.uploads import refuse_other_files

ZIP = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("名册.jpg", ZIP, ".jpg 文件不是表格"),
        ("名册.xlsx.ZIP", ZIP, ".zip 文件不是表格"),
        ("名册.docx", ZIP, ".docx 文件不是表格"),
        ("名册.csv", b"\xff\xd8\xff\xe0\0", "这是图片或 PDF"),
        ("名册.xlsx", b"\x89PNG\r\n\x1a\n", "这是图片或 PDF"),
        ("名册", b"%PDF-1.7", "这是图片或 PDF"),
    ],
)
def test_what_is_no_table_is_refused(name, content, says):
    with pytest.raises(FileRefused, match="另存为 .xlsx 再传") as refused:
        refuse_other_files(name, content)
    assert refused.value.sentence.startswith(says)


@pytest.mark.parametrize(
    "name", ["名册.xlsx", "名册.XLSX", "名册.csv", "名册.txt", "旧表.xls", "表.et", "名册", "2024.12名册"]
)
@pytest.mark.parametrize("content", [ZIP, "姓名,电话".encode(), b"BM,1"])
def test_what_may_be_a_table_is_left_to_the_reader(name, content):
    refuse_other_files(name, content)
