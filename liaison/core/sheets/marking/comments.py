"""Comments on cells: their words stand in one part of a workbook, the boxes that show them in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from liaison.core.sheets.marking.parts import DECLARATION, Parts
from liaison.core.sheets.marking.rows import column_of, plain_words
from liaison.core.sheets.marking.splicing import Element, Splices, root_of, within
from liaison.core.sheets.marking.styles import MAIN
from liaison.core.sheets.painting import clean

AUTHOR = "平台"
SAID = f"{AUTHOR}：\n"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
BOXES_KIND = "application/vnd.openxmlformats-officedocument.vmlDrawing"
BOXES_END = b"</xml>"
Cell = tuple[int, int]
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
_OFFICE = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
_EXCEL = 'xmlns:x="urn:schemas-microsoft-com:office:excel"'
NAMESPACES = f"{_VML} {_OFFICE} {_EXCEL}"
NOTE_TYPE = b'id="_x0000_t202"'
NOTE_SHAPE = (
    f'<v:shapetype {NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX = (
    '<v:shape {namespaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:190pt;height:64pt;'
    'z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow '
    'on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left},15,{top},2,{right},20,'
    "{bottom},6</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_BOX = re.compile(rb"<(?:\w+:)?shape\s.*?</(?:\w+:)?shape\s*>", re.DOTALL)
_BOX_END = re.compile(rb"</(?:\w+:)?shape\s*>")
_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*([0-9]+)\s*</")
_NUMBER = re.compile(rb"_x0000_s([0-9]{1,9})")
BLOCK = 1024  # shape numbers are given out in blocks of this size


def comment(parts: Parts, sheet: str, sentences: Mapping[Cell, str], drawing: str) -> str:
    """Put sentences on cells `{(row, column): sentence}` and take those of before away.

    drawing: the id by which the sheet refers to boxes already. A cell that somebody else has commented on keeps what he
    said. Gives the id by which the sheet is to refer to the boxes, nothing where that stays as it is.
    """
    related = parts.relations(sheet)
    where = next((one.target for one in related if one.kind == "comments" and one.target in parts), "")
    boxes = next((one.target for one in related if one.id == drawing), "") if drawing else ""
    if not where and not sentences:
        return ""
    where = where or _begin(parts, sheet)
    gone, taken = _take_away(parts, where)
    new = {cell: words for cell, words in sentences.items() if cell not in taken}
    _say(parts, where, new)
    if boxes in parts:
        _draw(parts, boxes, gone, new)
        return ""
    boxes = parts.free_name("xl/drawings/vmlDrawing{}.vml")
    parts.write(boxes, f"<xml {NAMESPACES}></xml>".encode())
    parts.declare(BOXES_KIND, ending="vml")
    _draw(parts, boxes, gone, new)
    return parts.relate(sheet, "vmlDrawing", boxes)


def _begin(parts: Parts, sheet: str) -> str:
    where = parts.free_name("xl/comments{}.xml")
    empty = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
    parts.write(where, DECLARATION + empty.encode())
    parts.relate(sheet, "comments", where)
    parts.declare(KIND, part=where)
    return where


def _take_away(parts: Parts, where: str) -> tuple[set[Cell], set[Cell]]:
    """Take our comments away; gives the cells that had one of ours, and those with one of others."""
    splices, ours, others = Splices(parts.read(where)), set(), set()
    authors, comments = _lists(splices.xml)
    said_by = [plain_words(splices.xml[one.tag.stop : one.inner]) for one in authors]
    for one in comments:
        number = int(one.tag.get("authorId", "0"))
        is_ours = said_by[number : number + 1] == [AUTHOR]
        is_ours = is_ours or plain_words(splices.xml[one.tag.stop : one.inner]).lstrip().startswith(SAID.strip())
        (ours if is_ours else others).add(_cell_of(one.tag.get("ref")))
        if is_ours:
            splices.replace(one.tag.start, one.stop, b"")
    parts.write(where, splices.made())
    return ours, others


def _lists(xml: bytes) -> tuple[Iterable[Element], Iterable[Element]]:
    found = {one.tag.name: list(within(xml, one)) for one in within(xml, root_of(xml))}
    return found.get("authors", []), found.get("commentList", [])


def _cell_of(reference: str) -> Cell:
    return int(re.sub("[^0-9]", "", reference)), column_of(reference)


def _say(parts: Parts, where: str, sentences: Mapping[Cell, str]) -> None:
    splices = Splices(parts.read(where))
    root = root_of(splices.xml)
    prefix = root.tag.prefix.decode()
    found = {one.tag.name: one for one in within(splices.xml, root)}
    authors = [plain_words(splices.xml[one.tag.stop : one.inner]) for one in within(splices.xml, found["authors"])]
    if AUTHOR not in authors:
        splices.append(found["authors"], f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())
        authors.append(AUTHOR)
    number = authors.index(AUTHOR)
    said = (_comment(prefix, cell, number, words) for cell, words in sorted(sentences.items()))
    splices.append(found["commentList"], "".join(said).encode())
    parts.write(where, splices.made())


def _comment(prefix: str, cell: Cell, author: int, words: str) -> str:
    place = f"{get_column_letter(cell[1])}{cell[0]}"
    text = f'<{prefix}text><{prefix}t xml:space="preserve">{escape(clean(SAID + words))}</{prefix}t></{prefix}text>'
    return f'<{prefix}comment ref="{place}" authorId="{author}">{text}</{prefix}comment>'


def _draw(parts: Parts, boxes: str, gone: Iterable[Cell], sentences: Iterable[Cell]) -> None:
    """Draw boxes for these cells and take others away; what else is drawn there need not be proper XML."""
    content = _without(parts.raw(boxes), set(gone))
    first = max((int(number) for number in _NUMBER.findall(content)), default=0) // BLOCK * BLOCK + BLOCK + 1
    drawn = "".join(_box(cell, first + order, order + 1) for order, cell in enumerate(sorted(sentences)))
    shape = "" if NOTE_TYPE in content else NOTE_SHAPE
    head, end, tail = content.rpartition(BOXES_END)
    parts.write(boxes, head + (shape + drawn).encode() + end + tail if end else content)


def _without(content: bytes, gone: set[Cell]) -> bytes:
    """The drawing without the boxes of these cells; behind the last box no further one is sought."""
    last = max((found.end() for found in _BOX_END.finditer(content)), default=0)
    kept = _BOX.sub(lambda found: b"" if _place(found[0]) in gone else found[0], content[:last])
    return kept + content[last:]


def _place(box: bytes) -> Cell | None:
    found = {name: int(number) for name, number in _PLACE.findall(box)}
    return (found[b"Row"] + 1, found[b"Column"] + 1) if len(found) == 2 else None


def _box(cell: Cell, number: int, order: int) -> str:
    row, column = cell[0] - 1, cell[1] - 1
    return BOX.format(
        namespaces=NAMESPACES, number=number, order=order, row=row, column=column,
        left=column + 1, right=column + 4, top=max(row - 1, 0), bottom=max(row - 1, 0) + 4,
    )  # fmt: skip
