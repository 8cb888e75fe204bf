"""Papers on screen, as PDF and as Word: for whom, what is noted, and what is said where Pango or fonts are missing."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from liaison.audit.heads import is_on_chain
from liaison.audit.models import Event
from liaison.casework import actions
from liaison.casework.rules.papers import FORMS, TITLES
from liaison.casework.views import papers as views
from liaison.core.paper import NO_FONTS, missing
from tests.casework.stories import brought_to
from tests.papers import has_fonts, letters_in, page_count

pytestmark = pytest.mark.sqlite  # what is drawn does not depend on the kind of database

needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")


@pytest.fixture
def case(people):
    """A case that waits for the asker's answer."""
    return brought_to("to_rate", people)


def prints(db):
    """The events of papers taken out: (verb, what)."""
    wanted = db.select(Event).where(Event.verb.in_(("case.print", "notice.print"))).order_by(Event.id)
    return [(one.verb, one.label, one.changes["paper"][1]) for one in db.session.scalars(wanted)]


def test_each_form_and_the_dossier_can_be_looked_at(browser, people, case):
    client = browser(people.office)
    client.get(f"/cases/{case.number}")
    assert "打印套表和卷宗" in client.page.words
    for code, title in TITLES.items():
        client.get(f"/cases/{case.number}/print?form={code}")
        assert f"打印{title} {case.number}" in client.page.words, code
    client.get(f"/cases/{case.number}/print?form=nonsense")
    assert "打印卷宗" in client.page.words
    assert "解决程度：A" in client.page.words
    assert client.page.words.count("日志校验码") >= len(FORMS), "each sheet carries it"
    assert "下载 PDF" in client.page.words


@needs_pango
def test_a_form_as_pdf_is_one_page_and_noted(db, browser, people, case):
    address = f"/cases/{case.number}/print.pdf?form=reply"
    answer = browser(people.clerk).post(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert page_count(answer.data) == 1
    assert has_fonts(answer.data)
    assert set("回复反馈单解决程度" + case.title) <= letters_in(answer.data)
    assert prints(db) == [("case.print", case.number, f"回复反馈单-{case.number}.pdf")]
    assert browser(people.clerk).get(address).status_code == 405


def test_a_form_as_word_holds_the_same_and_is_noted(db, browser, people, case):
    answer = browser(people.unit_leader).post(f"/cases/{case.number}/print.docx?form=handling")
    document = Document(io.BytesIO(answer.data))
    [table] = document.tables
    [foot] = [one.text for one in document.paragraphs if one.text.startswith("日志校验码")]
    words, number = re.fullmatch(r"日志校验码 ([0-9a-f ]+)（第 (\d+) 条）", foot).groups()
    assert is_on_chain(int(number), words), "the paper proves the log up to there"
    told = [cell.text for row in table.rows for cell in row.cells]
    assert "红绿灯已经装好，疏导岗每天到岗。" in told
    assert case.title in told
    assert prints(db) == [("case.print", case.number, f"办理情况单-{case.number}.docx")]


def test_a_template_of_the_office_is_taken(app, browser, people, case):
    folder = app.config["INSTANCE"] / "templates"
    folder.mkdir(exist_ok=True)
    mine = folder / "reply.docx"
    document = Document()
    document.add_paragraph("{{ papers[0].title }}，{{ site }}制")
    document.save(mine)
    try:
        answer = browser(people.office).post(f"/cases/{case.number}/print.docx?form=reply")
        assert [one.text for one in Document(io.BytesIO(answer.data)).paragraphs] == ["回复反馈单，海安市政协制"]
    finally:
        mine.unlink()


def test_where_fonts_are_missing_the_page_says_so_in_place_of_the_button(browser, people, case, monkeypatch):
    monkeypatch.setattr(views, "missing", lambda: NO_FONTS)
    client = browser(people.member)
    client.get(f"/cases/{case.number}/print")
    assert NO_FONTS in client.page.words
    assert "下载 PDF" not in client.page.words
    assert "下载 Word" in client.page.words


def test_who_does_not_see_the_case_prints_nothing(browser, people, case):
    for role in ("other_member", "other_clerk", "other_unit_leader", "librarian", "admin"):
        client = browser(getattr(people, role))
        assert client.get(f"/cases/{case.number}/print").status_code == 404, role
        assert client.post(f"/cases/{case.number}/print.pdf").status_code == 404, role
        assert client.post(f"/cases/{case.number}/print.docx").status_code == 404, role


def test_an_asker_who_wants_secrecy_stays_unnamed_on_the_page(browser, people):
    case = brought_to("to_sign", people, is_confidential=True)
    for role, is_named in (("clerk", True), ("unit_leader", False), ("leader", False)):
        client = browser(getattr(people, role))
        client.get(f"/cases/{case.number}/print")
        assert (case.asker_name in client.page.words) is is_named, role


def test_a_notice_is_a_numbered_paper_of_its_own(db, browser, people):
    case = brought_to("handling", people)
    demand = {"level": "督办", "cause": "已超期", "demand": "三天内办好"}
    notice = actions.urge(case, people.supervisor.actor, **demand)
    client = browser(people.handler)
    client.get(f"/notices/{notice.number}/print")
    assert f"打印督办通知单 {notice.number}" in client.page.words
    assert "三天内办好" in client.page.words
    answer = client.post(f"/notices/{notice.number}/print.docx")
    assert "督办通知单" in [one.text for one in Document(io.BytesIO(answer.data)).paragraphs]
    assert prints(db) == [("notice.print", notice.number, f"督办通知单-{notice.number}.docx")]
    assert browser(people.other_unit_leader).get(f"/notices/{notice.number}/print").status_code == 404
