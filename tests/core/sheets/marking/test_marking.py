"""Whole workbooks of every make come back as they were, with the marks in them."""

import io
import re
import zipfile

import pytest
from openpyxl.utils import column_index_from_string

from liaison.core.errors import FileRefused
from liaison.core.sheets.marking import HEADING, RowMark, mark_book
from liaison.core.sheets.marking.parts import Parts
from liaison.core.sheets.marking.properties import property_of
from liaison.core.sheets.sources import load

from .conftest import ROWS, WRONG, opened, parts_of, values

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"


CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)')


def cells_of(content):
    """`{(row, column): (style and type, what stands in it)}` of the first sheet."""
    found = CELL.findall(parts_of(content)[SHEET])
    return {(int(row), column_index_from_string(letters.decode())): rest for letters, row, *rest in found}


def test_books_of_the_county_keep_their_cells(haian):
    for path in sorted(haian.glob("libraries/*.xlsx"))[::3]:
        before = cells_of(path.read_bytes())
        name = Parts(path.read_bytes()).sheets()[0].name
        marks = [RowMark(name, row, "请核对", {2: "请核对"}) for row in range(5, max(before)[0], 9)]
        after = cells_of(mark_book(path.read_bytes(), path.name, marks, header_rows={name: 3}))
        red = {(mark.number, 2) for mark in marks}
        moved = {(row, column - 1): rest for (row, column), rest in after.items()}
        assert {place: rest for place, rest in before.items() if place not in red} == {
            place: moved[place] for place in before.keys() - red
        }, path.name  # fmt: skip
        assert all(moved[place][1] == before[place][1] for place in red & before.keys())
        assert moved.keys() - before.keys() == {(3, 0)} | {(mark.number, 0) for mark in marks} | red - before.keys()


def test_another_program_finds_everything_as_it_was(haian):
    path = haian / "libraries" / "Z16_城建工作组子信息库.xlsx"
    content = path.read_bytes()
    sheet = opened(content).active
    marks = [RowMark(sheet.title, row, "请核对", {4: "请核对"}) for row in range(5, sheet.max_row, 7)]
    after = opened(mark_book(content, path.name, marks, header_rows={sheet.title: 3}))[sheet.title]
    wrong = {(mark.number, column) for mark in marks for column in mark.cells}
    for row in sheet.iter_rows():
        for cell in row:
            other = after.cell(cell.row, cell.column + 1)
            assert looks(cell, (cell.row, cell.column) in wrong) == looks(other, (cell.row, cell.column) in wrong)
    widths = [one.width for one in sheet.column_dimensions.values()]
    assert [one.width for one in after.column_dimensions.values()] == [40, *widths]


def looks(cell, is_wrong):
    """All that must be the same in a cell; of a red one everything but the fill."""
    fill = "" if is_wrong else repr(cell.fill)
    return cell.value, cell.number_format, repr(cell.font), repr(cell.border), repr(cell.alignment), fill


def prefixed(xml):
    """As some Java libraries write it: every name with a prefix."""
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


def without_places(xml):
    """Rows and cells that do not say where they stand."""
    return re.sub(rb'(<(?:row|c)) r="[A-Z0-9]+"', rb"\1", xml)


def relative(xml):
    """Targets from the folder of the workbook."""
    assert b'Target="/xl/' in xml
    return xml.replace(b'Target="/xl/', b'Target="')


def with_asides(xml):
    """Comments and character data that look like cells."""
    xml = xml.replace(b"<row ", b'<!-- <row r="9"><c r="A9"/></row> --><row ', 1)
    return xml.replace("王芳".encode(), "<![CDATA[王芳]]>".encode())


def shared(xml):
    """The texts in a list of their own, as Excel keeps them."""
    numbers = iter(range(100))
    found = re.subn(rb' t="inlineStr"><is><t>[^<]*</t></is>', lambda _: b' t="s"><v>%d</v>' % next(numbers), xml)
    assert found[1] == 9
    return found[0]


def strings(_xml):
    """That list."""
    words = "".join(f"<si><t>{word}</t></si>" for row in ROWS for word in row)
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{words}</sst>'.encode()


def with_strings(xml):
    """Reference to that list."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    return xml.replace(b"</Rel", b'<Relationship Id="s" Type="%s" Target="sharedStrings.xml"/></Rel' % kind)


def with_strings_declared(xml):
    """What kind of part it is."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    return xml.replace(b"</Types", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types' % kind)


SHARED = {
    SHEET: shared, "xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": with_strings,
    "[Content_Types].xml": with_strings_declared,
}  # fmt: skip


def ignorable(xml):
    """An extension that may be passed over."""
    more = b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac='
    more += b'"http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    xml = re.sub(rb"<(worksheet|styleSheet)", rb"<\1" + more, xml, count=1)
    return xml.replace(b"<row ", b'<row x14ac:dyDescent="0.25" ')


def wide(xml):
    """UTF-16."""
    words = xml.decode().removeprefix('<?xml version="1.0"?>')
    return f'<?xml version="1.0" encoding="UTF-16"?>{words}'.encode("utf-16")


MAKES = {
    "prefixes": {SHEET: prefixed, STYLES: prefixed, BOOK: prefixed},
    "places": {SHEET: without_places},
    "relative": {"xl/_rels/workbook.xml.rels": relative},
    "shared": SHARED,
    "asides": {SHEET: with_asides},
    "ignorable": {SHEET: ignorable, STYLES: ignorable},
    "wide": {SHEET: wide, STYLES: wide, BOOK: wide},
    "spans": {SHEET: lambda xml: xml.replace(b"<row ", b'<row spans="1:3" ')},
    "1904": {BOOK: lambda xml: xml.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')},
}


@pytest.mark.parametrize("make", MAKES)
def test_workbooks_of_every_make_can_be_marked(made, patched, marked, make):
    content = patched(made(), MAKES[make])
    before = list(load(io.BytesIO(content), "名单.xlsx", None)[0].rows.values())
    book = marked(content, stamp="7")
    sheet = book["名单"]
    assert [row[1:] for row in values(sheet)] == [list(row) for row in ROWS] == [list(row.values()) for row in before]
    assert [row[0] for row in values(sheet)] == [HEADING, WRONG[0].sentence, None]
    assert sheet["C2"].comment.text == "平台：\n手机号少一位"
    assert str(sheet["C2"].fill.fgColor.rgb).startswith("FFFFC6")
    assert [one.value for one in book.custom_doc_props.props] == ["7"]


def test_heading_that_became_a_shared_string_is_found_again(made, patched):
    def heading(_xml):
        return strings(_xml).replace("姓名".encode(), HEADING.encode())

    again = opened(mark_book(patched(made(), SHARED | {"xl/sharedStrings.xml": heading}), "名单.xlsx", [
        RowMark("名单", 3, "电话不对", {2: "电话不对"})
    ], header_rows={"名单": 1}))["名单"]
    assert values(again) == [[HEADING, "电话", "界别"], [None, *ROWS[1][1:]], ["电话不对", *ROWS[2][1:]]]


def test_workbook_without_styles_gets_some(made, patched, marked):
    bare = {
        "xl/_rels/workbook.xml.rels": lambda xml: re.sub(rb"<Relationship [^>]*styles\.xml[^>]*/>", b"", xml),
        SHEET: lambda xml: re.sub(rb' s="[0-9]+"', b"", xml),
    }
    with zipfile.ZipFile(io.BytesIO(patched(made(), bare))) as source:
        kept = {name: source.read(name) for name in source.namelist() if name != STYLES}
    kept["[Content_Types].xml"] = re.sub(rb"<Override [^>]*styles\.xml[^>]*/>", b"", kept["[Content_Types].xml"])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for name, part in kept.items():
            book.writestr(name, part)
    sheet = marked(target.getvalue()).active
    assert sheet["A1"].value == HEADING
    assert str(sheet["C2"].fill.fgColor.rgb).startswith("FFFFC6")


def test_parts_that_need_no_change_are_the_same_bytes(made):
    content = made()
    before, after = parts_of(content), parts_of(mark_book(content, "名单.xlsx", WRONG, header_rows={"名单": 1}))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {SHEET, STYLES, BOOK, "[Content_Types].xml"} - {BOOK}
    assert list(before) == list(after)[: len(before)]


def test_stamp_is_carried_along_and_replaced(made):
    once = mark_book(made(), "名单.xlsx", WRONG, header_rows={"名单": 1}, stamp="7")
    twice = mark_book(once, "名单.xlsx", WRONG, header_rows={"名单": 1}, stamp="8")
    assert [property_of(Parts(one), "liaison-import") for one in (made(), once, twice)] == ["", "7", "8"]


def test_text_table_becomes_a_workbook_of_the_same_cells():
    words = "姓名,电话\r\n周桂芳,1386270552\r\n\r\n=1+1,013862705521\r\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        marks = [RowMark("名册:一", 2, "手机号少一位", {2: "手机号少一位"})]
        content = mark_book(words.encode(encoding), "名册:一.csv", marks, header_rows={"名册:一": 1}, stamp="7")
        [sheet] = opened(content)
        assert values(sheet) == [
            [HEADING, "姓名", "电话"], ["手机号少一位", "周桂芳", "1386270552"], [None, None, None],
            [None, "=1+1", "013862705521"],
        ]  # fmt: skip
        assert (sheet["B4"].data_type, sheet["C2"].comment.text) == ("s", "平台：\n手机号少一位")


def test_no_part_with_a_document_type_is_taken(made, patched):
    doctype = {"docProps/custom.xml": lambda _: b'<!DOCTYPE a [<!ENTITY e "x">]><Properties/>'}
    with pytest.raises(FileRefused) as refused:
        mark_book(patched(made(), doctype), "名单.xlsx", WRONG, header_rows={"名单": 1})
    assert refused.value.code == "XML_DTD"


def test_sheet_without_room_says_so(made, patched):
    full = {SHEET: lambda xml: xml.replace(b'r="C1"', b'r="XFD1"').replace(b"</sheetData>", b"</sheetData><extLst/>")}
    with pytest.raises(FileRefused) as refused:
        mark_book(patched(made(), full), "名单.xlsx", WRONG, header_rows={"名单": 1})
    assert refused.value.code == "NO_ROOM"


def test_broken_numbers_are_a_damaged_file(made, patched):
    broken = {SHEET: lambda xml: xml.replace(b'<row r="2"', b'<row r="two"')}
    with pytest.raises(FileRefused) as refused:
        mark_book(patched(made(), broken), "名单.xlsx", WRONG, header_rows={"名单": 1})
    assert refused.value.code == "DAMAGED_FILE"
