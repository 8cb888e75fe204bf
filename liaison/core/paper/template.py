"""Our own Word template of a paper: A4 after GB/T 9704, one table, filled in by the words of docxtpl.

What it is given: `papers`, each with title, number, mark, heading, lines and foot; a line has a kind (heading, pair,
wide, sign), words, signed, and for pair and wide its cells, each with title and words; `site`: the name of the office.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TOP, LEFT, BOTTOM, RIGHT = 37, 28, 35, 26  # GB/T 9704-2012, in mm
WIDTHS = (31, 47, 31, 47)
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
TITLE, NUMBER, CELL, FOOT = 22, 14, 12, 8
ROW_HEIGHT, TALL_HEIGHT, SIGN_HEIGHT = 7, 20, 12  # at least, in mm
MIDDLE, RIGHTWARD = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def blank_template() -> bytes:
    """The template as a file."""
    document = Document()
    lay_out(document.sections[0])
    number_pages(document.sections[0].footer.paragraphs[0])
    speak_chinese(document.styles["Normal"])
    put(document.add_paragraph(), "{%p for paper in papers %}")
    put(document.add_paragraph(), "{%p if paper.mark %}")
    put(document.add_paragraph(), "解决程度：{{ paper.mark }}", NUMBER, HEI, RIGHTWARD)
    put(document.add_paragraph(), "{%p endif %}")
    put(document.add_paragraph(), "{{ paper.title }}", TITLE, SONG, MIDDLE)
    put(document.add_paragraph(), "{{ paper.number }}", NUMBER, FANG)
    draw_table(document)
    put(document.add_paragraph(), "{{ paper.foot }}", FOOT, FANG, RIGHTWARD)
    put(document.add_paragraph(), "{%p if not loop.last %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    put(document.add_paragraph(), "{%p endif %}")
    put(document.add_paragraph(), "{%p endfor %}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lay_out(section: Any) -> None:
    """Paper and margins."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.bottom_margin, section.right_margin = Mm(BOTTOM), Mm(RIGHT)
    section.footer_distance = Mm(28)


def speak_chinese(style: Any) -> None:
    """No room after paragraphs; of letters that several languages write, the Chinese forms."""
    style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = style.element.get_or_add_rPr()
    properties.append(language)


def number_pages(paragraph: Any) -> None:
    """— 1 —, at the middle of the foot."""
    put(paragraph, "— ", NUMBER, "宋体", MIDDLE)
    run = paragraph.add_run()
    dress(run, NUMBER, "宋体")
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words
        run._r.append(part)
    dress(paragraph.add_run(" —"), NUMBER, "宋体")


def draw_table(document: Any) -> None:
    """The one table: rows that docxtpl repeats, chosen by the kind of each line."""
    table = document.add_table(rows=0, cols=len(WIDTHS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    head = across(table, "{{ paper.heading.title }}", "{{ paper.heading.words }}")
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    tag(table, "{%tr for line in paper.lines %}")
    tag(table, '{%tr if line.kind == "heading" %}')
    put(whole(table).paragraphs[0], "{{ line.words }}", CELL, HEI, MIDDLE)
    tag(table, '{%tr elif line.kind == "pair" %}')
    pair(table)
    for condition, height in (("wide' and line.cells[0].is_tall", TALL_HEIGHT), ("wide'", ROW_HEIGHT)):
        tag(table, "{%tr elif line.kind == '" + condition + " %}")
        across(table, "{{ line.cells[0].title }}", "{{ line.cells[0].words }}", height)
    tag(table, "{%tr else %}")
    put(whole(table, SIGN_HEIGHT).paragraphs[0], "{{ line.words }}　{{ line.signed }}", CELL, FANG, RIGHTWARD)
    tag(table, "{%tr endif %}")
    tag(table, "{%tr endfor %}")
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.width = Mm(width) if cell._tc.grid_span == 1 else Mm(sum(WIDTHS[len(WIDTHS) - cell._tc.grid_span :]))


def tag(table: Any, words: str) -> None:
    """A row that only steers and is gone afterwards."""
    put(table.add_row().cells[0].paragraphs[0], words)


def whole(table: Any, height: int = ROW_HEIGHT) -> Any:
    """A cell that takes a whole row."""
    row = table.add_row()
    row.height = Mm(height)
    return row.cells[0].merge(row.cells[-1])


def across(table: Any, title: str, words: str, height: int = ROW_HEIGHT) -> Any:
    """A row of a title and one wide cell."""
    row = table.add_row()
    row.height = Mm(height)
    put(row.cells[0].paragraphs[0], title, CELL, HEI, MIDDLE)
    put(row.cells[1].merge(row.cells[-1]).paragraphs[0], words, CELL, FANG)
    return row


def pair(table: Any, cells_of_line: str = "line.cells") -> None:
    """A row of two titles with their cells. cells_of_line: what they are called in the template."""
    row = table.add_row()
    row.height, cells = Mm(ROW_HEIGHT), row.cells
    for place in (0, 1):
        put(cells[2 * place].paragraphs[0], f"{{{{ {cells_of_line}[{place}].title }}}}", CELL, HEI, MIDDLE)
        put(cells[2 * place + 1].paragraphs[0], f"{{{{ {cells_of_line}[{place}].words }}}}", CELL, FANG)


def put(paragraph: Any, words: str, size: float = CELL, face: str = FANG, place: Any = None) -> None:
    """Write words into a paragraph."""
    dress(paragraph.add_run(words), size, face)
    if place is not None:
        paragraph.alignment = place


def dress(run: Any, size: float, face: str) -> None:
    """Size and face, the face for Chinese as well."""
    run.font.size, run.font.name = Pt(size), face
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
