"""Tags are found by their bytes; whatever is not changed stays, byte by byte."""

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets.marking.splicing import (
    Splices,
    as_utf8,
    attribute,
    elements,
    root_of,
    tags,
    with_attribute,
    within,
    without_attribute,
)

XML = b"""<?xml version="1.0"?><x:a b='1>2'><!-- <c/> --><c d="&lt;x"/>\n<e><e/></e><![CDATA[<c>]]></x:a>"""


def test_tags_are_told_from_what_looks_like_them():
    assert [(tag.name, tag.is_end, tag.is_empty) for tag in tags(XML)] == [
        ("a", False, False), ("c", False, True), ("e", False, False), ("e", False, True), ("e", True, False),
        ("a", True, False),
    ]  # fmt: skip
    assert [tag.start for tag in tags(XML, names=("c",))] == [XML.index(b"<c d")]
    assert root_of(XML).tag.prefix == b"x:"


def test_elements_stand_side_by_side():
    root = root_of(XML)
    assert [(one.tag.name, XML[one.tag.start : one.stop]) for one in within(XML, root)] == [
        ("c", b'<c d="&lt;x"/>'), ("e", b"<e><e/></e>"),
    ]  # fmt: skip
    assert [one.tag.name for one in elements(b"<a/></outer><b/>")] == ["a"]


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [(b'<c r="A1" s="2">', "s", "2"), (b"<c s = '2'/>", "s", "2"), (b'<c x=" s=\'9\'" s="2"/>', "s", "2"),
     (b'<c t="&#65;&amp;">', "t", "A&"), (b"<c>", "s", ""), (b'<c x:s="9">', "s", "")],
)  # fmt: skip
def test_attributes_are_read_as_xml_means_them(tag, name, value):
    assert attribute(tag, name) == value


def test_attributes_are_changed_added_and_taken_away():
    assert with_attribute(b"<c r='A1' s=\"2\"/>", "r", "B1") == b'<c r="B1" s="2"/>'
    assert with_attribute(b"<c/>", "s", "3") == b'<c s="3"/>'
    assert with_attribute(b'<c r="A1">', "s", "3") == b'<c r="A1" s="3">'
    assert without_attribute(b'<row r="1" spans="1:3">', "spans") == b'<row r="1">'


def test_changes_may_be_noted_in_any_order():
    splices = Splices(b"<a><b/><c></c></a>")
    b, c = within(splices.xml, root_of(splices.xml))
    splices.append(c, b"2")
    splices.append(b, b"1")
    splices.insert(b.tag.start, b"0")
    assert splices.made() == b"<a>0<b>1</b><c>2</c></a>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8"])
def test_every_encoding_becomes_utf8(encoding):
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    xml = as_utf8(f'<?xml version="1.0" encoding="{declared}"?><a>界别</a>'.encode(encoding))
    assert root_of(xml).tag.name == "a"
    assert "界别".encode() in xml


def test_document_types_are_refused():
    with pytest.raises(FileRefused) as refused:
        as_utf8('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"))
    assert refused.value.code == "XML_DTD"
