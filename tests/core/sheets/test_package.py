"""Files that are no workbooks, or workbooks that would do harm, are refused with one sentence each."""

import io
import random
import stat
import struct
import zipfile

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.sources import load

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.fixture
def content(workbook):
    return workbook([["姓名"], ["王芳"]]).getvalue()


def with_part(content, name, part, **attributes):
    """The workbook with one more part."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        for attribute, value in attributes.items():
            setattr(info, attribute, value)
        package.writestr(info, part)
    return stream.getvalue()


def code_of(content, filename="名册.xlsx"):
    with pytest.raises(FileRefused) as refused:
        load(io.BytesIO(content), filename, None)
    assert refused.value.sentence
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"x", "WRONG_TYPE"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "WRONG_TYPE"),
        ("姓名,手机号\n张三,138".encode(), "WRONG_TYPE"),
        (b"<html><table></table></html>", "HTML_XLS"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><Workbook/>", "HTML_XLS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS97"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "ENCRYPTED"),
        (b"PK\x03\x04 and nothing more", "DAMAGED_FILE"),
    ],
)
def test_what_is_no_workbook(content, code):
    assert code_of(content) == code


@pytest.mark.parametrize(("name", "code"), [("word/document.xml", "WRONG_TYPE"), ("xl/workbook.bin", "WRONG_TYPE")])
def test_zip_of_something_else(name, code):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, "<a/>")
    assert code_of(stream.getvalue()) == code


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("xl/vbaProject.bin", "x", "MACRO_FILE"),
        ("xl/macrosheets/sheet2.xml", "<a/>", "MACRO_FILE"),
        ("xl/embeddings/oleObject1.bin", "x", "EMBEDDED_OBJECT"),
        ("xl/activeX/activeX1.xml", "<a/>", "EMBEDDED_OBJECT"),
        ("../../outside.xml", "<a/>", "ZIP_PATH"),
        ("C:/outside.xml", "<a/>", "ZIP_PATH"),
        ("xl/custom.xml", DOCTYPE, "XML_DTD"),
        ("xl/custom.xml", DOCTYPE.replace("?>", ' encoding="UTF-16"?>').encode("utf-16"), "XML_DTD"),
        ("xl/_rels/custom.rels", DOCTYPE, "XML_DTD"),
        ("xl/custom.xml", "<a>", "DAMAGED_FILE"),
        ("xl/custom.xml", "<a>中文</a>".encode("gbk"), "DAMAGED_FILE"),
        ("xl/media/blanks.bin", b" " * (limits.RATIO_FROM_BYTES + 1), "ZIP_RATIO"),
        ("XL/WORKBOOK.XML", "<a/>", "ZIP_OVERLAP"),
    ],
)
def test_harmful_part(content, name, part, code):
    assert code_of(with_part(content, name, part)) == code


def test_link_to_somewhere_else(content):
    mode = (stat.S_IFLNK | 0o777) << 16
    assert code_of(with_part(content, "xl/media/link", "/etc/passwd", external_attr=mode)) == "ZIP_PATH"


def test_parts_that_share_their_bytes(content):
    data = bytearray(with_part(content, "xl/media/a.bin", "a" * 50))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 42, 0)
    assert code_of(bytes(data)) == "ZIP_OVERLAP"


def test_locked_part(content):
    data = bytearray(content)
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert code_of(bytes(data)) == "ENCRYPTED"


def test_size_that_lies_and_file_cut_short(content):
    data = bytearray(content)
    name = data.rindex(b"xl/worksheets/sheet1.xml")
    struct.pack_into("<L", data, name - 46 + 24, 100)
    assert code_of(bytes(data)) == "DAMAGED_FILE"
    assert code_of(content[: len(content) * 2 // 3]) == "DAMAGED_FILE"


def test_limits_of_size(content, monkeypatch):
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 3)
    assert code_of(content) == "ZIP_ENTRIES"
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 1000)
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1000)
    assert code_of(content) == "ZIP_SIZE"
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)
    assert code_of(content) == "FILE_TOO_BIG"


def test_content_decides_not_the_name(content):
    assert load(io.BytesIO(content), "名册.csv", None)[0].rows[2][1] == "王芳"


MARKS = b"0123456789<>\"/= aAsn-.&;\0\xff"


def test_whatever_is_damaged_is_read_or_refused(book, workbook):
    chance = random.Random(2024)
    content = workbook([["姓名", "联系电话"], ["王芳", "13800138001"], ["李娜", 13800138002]]).getvalue()
    read = [one_is_read(book, damaged(content, chance)) for _ in range(300)]
    assert 10 < sum(read) < 290


def one_is_read(book, content):
    """Whether a workbook could be read; anything but a refusal is a mistake of ours."""
    try:
        return bool(list(book.read(io.BytesIO(content)).parsed()))
    except FileRefused:
        return False


def damaged(content, chance):
    """The workbook with a few bytes of one part changed, dropped or put in."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: bytearray(source.read(name)) for name in source.namelist()}
    part = parts[chance.choice(list(parts))]
    for place in [chance.randrange(len(part)) for _ in range(2)]:
        part[place : place + chance.randint(0, 2)] = bytes([chance.choice(MARKS)])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, words in parts.items():
            target.writestr(name, bytes(words))
    return stream.getvalue()
