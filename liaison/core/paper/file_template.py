"""Our own Word template of a file about one person: who he is in pairs, then lists of four columns.

What it is given: site, title, line, facts (rows of one or two cells, each with title and words), sections (each with
title, said, head, rows of four and texts, each with title and lines), foot (lines).
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from liaison.core.paper.template import (
    CELL,
    FANG,
    FOOT,
    HEI,
    MIDDLE,
    NUMBER,
    RIGHTWARD,
    ROW_HEIGHT,
    SONG,
    TITLE,
    WIDTHS,
    across,
    lay_out,
    number_pages,
    pair,
    put,
    speak_chinese,
    tag,
)

COLUMNS = (26, 28, 68, 34)  # in mm
SMALL = 10.5


def blank_file() -> bytes:
    """The template as a file."""
    document = Document()
    lay_out(document.sections[0])
    number_pages(document.sections[0].footer.paragraphs[0])
    speak_chinese(document.styles["Normal"])
    put(document.add_paragraph(), "{{ site }}", NUMBER, FANG, MIDDLE)
    put(document.add_paragraph(), "{{ title }}", TITLE, SONG, MIDDLE)
    put(document.add_paragraph(), "{{ line }}", NUMBER, FANG, MIDDLE)
    draw_facts(document)
    put(document.add_paragraph(), "{%p for section in sections %}")
    draw_heading(document.add_paragraph())
    put(document.add_paragraph(), "{%p if section.rows %}")
    draw_list(document)
    put(document.add_paragraph(), "{%p endif %}")
    draw_texts(document)
    put(document.add_paragraph(), "{%p endfor %}")
    put(document.add_paragraph(), "{%p for words in foot %}")
    put(document.add_paragraph(), "{{ words }}", FOOT, FANG, RIGHTWARD)
    put(document.add_paragraph(), "{%p endfor %}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def draw_facts(document: Any) -> None:
    """Pairs of words, two in a row; a long one takes the row."""
    table = new_table(document, WIDTHS)
    tag(table, "{%tr for cells in facts %}")
    tag(table, "{%tr if cells|length == 2 %}")
    pair(table, "cells")
    tag(table, "{%tr else %}")
    across(table, "{{ cells[0].title }}", "{{ cells[0].words }}")
    tag(table, "{%tr endif %}")
    tag(table, "{%tr endfor %}")
    settle(table, WIDTHS)


def draw_heading(paragraph: Any) -> None:
    """What a list is about and what it comes to; it stays with the list below it."""
    put(paragraph, "{{ section.title }}", NUMBER, HEI)
    put(paragraph, "　{{ section.said }}", SMALL, FANG)
    paragraph.paragraph_format.space_before = Mm(4)
    paragraph.paragraph_format.keep_with_next = True


def draw_texts(document: Any) -> None:
    """What is too long for a cell: its title, and paragraphs that begin two characters in."""
    put(document.add_paragraph(), "{%p for text in section.texts %}")
    title = document.add_paragraph()
    put(title, "{{ text.title }}", CELL, HEI)
    title.paragraph_format.keep_with_next = True
    put(document.add_paragraph(), "{%p for words in text.lines %}")
    words = document.add_paragraph()
    put(words, "{{ words }}", CELL, FANG)
    words.paragraph_format.first_line_indent = Pt(2 * CELL)
    put(document.add_paragraph(), "{%p endfor %}")
    put(document.add_paragraph(), "{%p endfor %}")


def draw_list(document: Any) -> None:
    """A list; its head comes again on each page, and no row is broken."""
    table = new_table(document, COLUMNS)
    head = table.add_row()
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for place, cell in enumerate(head.cells):
        put(cell.paragraphs[0], f"{{{{ section.head[{place}] }}}}", SMALL, HEI, MIDDLE)
    tag(table, "{%tr for row in section.rows %}")
    row = table.add_row()
    row.height = Mm(ROW_HEIGHT)
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, cell in enumerate(row.cells):
        put(cell.paragraphs[0], f"{{{{ row[{place}] }}}}", SMALL, FANG)
    tag(table, "{%tr endfor %}")
    settle(table, COLUMNS)


def new_table(document: Any, widths: tuple[int, ...]) -> Any:
    """A table with its lines, as wide as the page allows."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def settle(table: Any, widths: tuple[int, ...]) -> None:
    """Each cell as wide as its columns, its words in the middle of its height."""
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.width = Mm(width) if cell._tc.grid_span == 1 else Mm(sum(widths[len(widths) - cell._tc.grid_span :]))
