"""Rows and cells are found in whatever way they are written."""

import pytest

from liaison.core.sheets.marking.rows import RowChange, has_formulas, rewritten, rows_of, without_asides, words_of
from liaison.core.sheets.marking.splicing import Element, tags


def sheet(rows):
    """The rows between the tags of a sheet, and where they stand."""
    xml = without_asides(b"<w><sheetData>" + rows + b"</sheetData></w>")
    begin, end = tags(xml, names=("sheetData",))
    return xml, Element(begin, end.start, end.stop)


def read(rows):
    """`[(row number, [(column, what stands in the cell)])]`."""
    xml, body = sheet(rows)
    return [(row.number, [(cell.column, words_of(xml, cell, "shared {}".format)) for cell in row.cells])
            for row in rows_of(xml, body)]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "found"),
    [(b'<row r="2"><c r="B2"><v>1</v></c><c/></row><row/>', [(2, [(2, "1"), (3, "")]), (3, [])]),
     (b'<row ><c r="A1" ><v>a="b"></v></c></row>', [(1, [(1, 'a="b">')])]),
     (b"<x:row r='7'><x:c r='C7' t='inlineStr'><x:is><x:t>&lt;</x:t></x:is></x:c></x:row>", [(7, [(3, "<")])]),
     (b'<!-- <row r="9"/> --><row r="1"><c t="s"><v>4</v></c></row>', [(1, [(1, "shared 4")])]),
     (b'<row r="1" x="&gt;"><c t="str"><v><![CDATA[<c r="Z9"/>]]></v></c></row>', [(1, [(1, '<c r="Z9"/>')])])],
)  # fmt: skip
def test_rows_and_cells_are_found(rows, found):
    assert read(rows) == found


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(b"<row><c><v>1</v></c></row>", False), (b"<row><c><f>A1</f></c></row>", True),
     (b'<row><c><x:f t="shared"/></c></row>', True), (b'<row><c t="str"><v>&lt;f></v></c></row>', False)],
)  # fmt: skip
def test_formulas_are_found(rows, expected):
    assert has_formulas(*sheet(rows)) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [(b'<row r="2" spans="1:2"><c r="A2"/> <c r="Z2" s="4"/></row>',
      b'<row r="2"><c r="A2" own/><c r="B2"/> <c r="AA2" s="4"/></row>'),
     (b"<row><c/><c r='C1'/></row>", b'<row><c r="A2" own/><c r="B1"/><c r="D1"/></row>'),
     (b"<x:row r='2'/>", b"<x:row r='2'><c r=\"A2\" own/></x:row>")],
)  # fmt: skip
def test_cells_move_to_make_room(row, expected):
    xml, body = sheet(row)
    change = RowChange(1, True, b'<c r="A2" own/>', 1, {}, lambda style, _is_wrong: style)
    assert [rewritten(one, change) for one in rows_of(xml, body)] == [expected]
