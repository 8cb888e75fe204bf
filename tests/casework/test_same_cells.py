"""The same cells on the page, in the PDF, in Word and in the workbook, whatever stands in them; Word by GB/T 9704."""

from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import load_workbook

from liaison.casework import actions
from liaison.casework.queries.papers import papers_of
from liaison.casework.queries.period_papers import Period, rows_by_form
from liaison.casework.rules.paper_cells import TICKED, Cell, on_paper
from liaison.casework.rules.papers import DOSSIER, FORMS, HEADING, Paper
from liaison.casework.sheets.papers import ENDING, OF_CONTACT, OF_RECORD, book_pages
from liaison.casework.sheets.steps import KINDS, RESULTS, URGENCIES
from liaison.casework.views.papers import html_of, styles
from liaison.core import clock
from liaison.core.columns import BETWEEN
from liaison.core.paper import missing, pdf_of, word_of
from liaison.core.sheets import write_book
from tests.casework.stories import HEARD, RATED, opened, sheets
from tests.pages import read
from tests.papers import text_of

pytestmark = pytest.mark.sqlite
needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
PIECES = (
    "路灯不亮", "<b>&nbsp;", "{{ 7 * 7 }}", "{% if %}", "𠮷田", "“张”‘李’", "第一行\n第二行", "12.5%", "a\\b", "；、，",
    "長い", "水管 漏水", "—1—", "ＡＢ１２", "ö", "]]>",
)  # fmt: skip
MOST_STEPS = 9
WORDY = {"opinion", "result_text", "reply_text", "told", "progress"}


def words(chance: random.Random) -> str:
    """Some words of no sense, as people could write them."""
    return "甲" + "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


def random_case(chance: random.Random, people: Any) -> Any:
    """A case that went some way, with random words in its cells."""
    case = opened(
        people, survey=words(chance), suggestion=words(chance), text=words(chance), kind=chance.choice(KINDS),
        urgency=chance.choice(URGENCIES), is_confidential=chance.random() < 0.2,
    )  # fmt: skip
    way = [*sheets(people), ("to_rate", "", people.clerk, {})]
    for _state, verb, person, cells in way[: chance.randint(0, MOST_STEPS)]:
        told = {key: words(chance) if key in WORDY else value for key, value in cells.items()}
        if verb == "finish":
            told["result"] = chance.choice((RESULTS[0], RESULTS[1]))
            told |= {"planned_on": date(2027, 5, 1)} if told["result"] == RESULTS[1] else {}
        if verb:
            actions.advance(case, verb, person.actor, **told)
        else:
            actions.rate_for_asker(case, person.actor, **{**HEARD, **RATED, "words": words(chance)})
    return case


@pytest.fixture
def cases(people: Any) -> list[Any]:
    """Some random cases, the same ones each time."""
    chance = random.Random(9704)
    return [random_case(chance, people) for _ in range(5)]


def cells_of(papers: list[Paper]) -> list[Cell]:
    """All cells in their order."""
    return [cell for paper in papers for line in paper.lines for cell in line.cells]


def plain(told: str) -> str:
    """The same without white space."""
    return "".join(told.split())


@needs_pango
def test_the_page_and_the_pdf_hold_each_cell_in_its_order(people, cases):
    dossiers = [papers_of(case, DOSSIER, people.office.actor) for case in cases]
    documents = [html_of(papers, "卷宗") for papers in dossiers]
    pdf = text_of(pdf_of(documents, styles()))
    for case in cases:
        pdf = re.sub(f"—[0-9]+—{HEADING}{re.escape(plain(case.title))}", "", pdf)
    place = 0
    for papers, document in zip(dossiers, documents, strict=True):
        page, at = plain(read(document).words), 0
        for cell in cells_of(papers):
            told = plain(cell.title + cell.words)
            assert told in page[at:], cell
            at = page.index(told, at) + len(told)
            assert told in pdf[place:], cell
            place = pdf.index(told, place) + len(told)


def test_word_holds_the_same_cells(people, cases):
    papers = [paper for case in cases for paper in papers_of(case, DOSSIER, people.office.actor)]
    content = word_of(b"", {"site": "海安市政协", "papers": [paper.as_json for paper in papers]})
    document = Document(io.BytesIO(content))
    assert len(document.tables) == len(papers)
    for paper, table in zip(papers, document.tables, strict=True):
        rows = [list(dict.fromkeys(row.cells)) for row in table.rows]
        told = [plain(cell.text) for row in rows for cell in row if cell.text or len(row) > 1]
        expected = [paper.heading.title, paper.heading.words]
        for line in paper.lines:
            expected += [part for cell in line.cells for part in (cell.title, cell.words)]
            expected += [line.words] if line.kind == "heading" else []
            expected += [f"{line.words}{line.signed}"] if line.kind == "sign" else []
        assert told == [plain(one) for one in expected], paper.title


def test_the_workbook_holds_the_same_cells(people, cases):
    actor, file = people.office.actor, io.BytesIO()
    write_book(file, book_pages(rows_by_form(actor, Period(clock.today(), clock.today())), "今天", "", clock.today()))
    book = load_workbook(file)
    for form in FORMS:
        in_book = {cell for row in book_rows(book[form.title]) for cell in row}
        on_papers = {
            (case.contact.number if form.step == 1 else case.number, cell.title, chosen(cell))
            for case in cases for cell in written(case, form.code, actor) if cell.title not in AT_THE_HEAD
        }
        assert {cell for cell in in_book if cell[2]} == {cell for cell in on_papers if cell[2]}, form.title


def book_rows(sheet: Any) -> list[set[tuple[str, str, str]]]:
    """`(number of the case, heading, words)` of the cells in each row that are a form's own."""
    head, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [
        {(str(row[1]), title, said(value)) for title, value in zip(head, row, strict=True) if title not in KNOWN}
        for row in rows if isinstance(row[0], int)
    ]  # fmt: skip


AT_THE_HEAD = {  # of all papers, or in columns of the tab that are no cells of the sheet
    "诉求编号", "联系日期", "联系委员", "反映人", "承办单位", "办理期限", "联系编号", "群众代表", "身份类别",
}  # fmt: skip
KNOWN = AT_THE_HEAD | {column.title for column in (*OF_CONTACT, *OF_RECORD, *ENDING)}


def said(value: Any) -> str:
    """What a cell of a workbook says, as paper says it."""
    return on_paper(value) if hasattr(value, "year") else "" if value is None else plain(str(value))


def written(case: Any, code: str, actor: Any) -> list[Cell]:
    """The cells of a form that were filled in, without those at its head and those that are still blank."""
    found: list[Cell] = []
    for paper in papers_of(case, code, actor):
        waiting: list[Cell] = []
        for line in paper.lines:
            waiting += line.cells
            if line.kind == "heading":
                waiting = []
            if line.kind == "sign":
                found += waiting if line.words else []
                waiting = []
    return found


def chosen(cell: Cell) -> str:
    """What a cell says: of boxes those that are ticked."""
    ticked = [box.removeprefix(f"{TICKED} ") for box in cell.boxes if box.startswith(TICKED)]
    return plain(BETWEEN.join(ticked) if cell.boxes else cell.words)


def test_word_is_laid_out_after_the_standard(people, cases):
    papers = [paper for case in cases[:2] for paper in papers_of(case, DOSSIER, people.office.actor)]
    content = word_of(b"", {"site": "海安市政协", "papers": [paper.as_json for paper in papers]})
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))  # noqa: S314 - made by ourselves
    document = Document(io.BytesIO(content))
    [section] = document.sections
    assert [round(one.mm) for one in (section.page_width, section.page_height)] == [210, 297]
    margins = section.top_margin, section.left_margin, section.right_margin, section.bottom_margin
    assert [round(one.mm) for one in margins] == [37, 28, 26, 35]
    assert round(sum(cell.width.mm for cell in document.tables[0].columns)) == 156
    titles = [one for one in document.paragraphs if one.text in {paper.title for paper in papers}]
    assert len(titles) == len(papers)
    assert {face_of(one) for one in titles} == {("方正小标宋简体", Pt(22))}
    for table, paper in zip(document.tables, papers, strict=True):
        faces = {face_of(part) for row in table.rows for cell in row.cells for part in cell.paragraphs if part.text}
        assert faces <= {("仿宋_GB2312", Pt(12)), ("黑体", Pt(12))}, paper.title
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    foot = section.footer.paragraphs[0]
    assert (face_of(foot), "PAGE" in foot._p.xml) == (("宋体", Pt(14)), True)


def face_of(paragraph: Any) -> tuple[str, int]:
    """The face of its Chinese letters, and their size."""
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size
