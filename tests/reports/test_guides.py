"""The help of each role names buttons and menus as they stand on the pages; strangers may read it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from liaison.access import Actor, Role
from liaison.access.roles import SEATED
from liaison.casework.actions.wordings import reword
from liaison.casework.rules.wordings import PHRASES
from liaison.casework.views.papers import styles
from liaison.casework.workflow import CASEWORK
from liaison.core.paper import missing
from liaison.reports.rules import MEMBER_TODO
from liaison.reports.views.guides import GUIDES, moves_of
from liaison.web.navigation import is_shown, menu
from tests.conventions.source import ROOT
from tests.papers import page_count, text_of, unpacked

pytestmark = pytest.mark.sqlite
needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
TEMPLATES = ROOT / "templates"
QUOTED = re.compile(r"「([^」{]+)」")
HELPS = sorted((TEMPLATES / "reports").glob("*guide*.html"))  # the sheet of paper is one of them


def on_pages() -> str:
    """All words of the other templates, and the words that pages take from tables."""
    pages = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html") if path not in HELPS)
    labels = [one.title for one in (*CASEWORK.moves, *menu.lines, *menu.tabs)]
    return unescape("\n".join([*pages, *labels, *(button for _words, button, _verb in MEMBER_TODO.values())]))


def words_of(template: str) -> list[str]:
    """The buttons and menus that a guide names."""
    return QUOTED.findall((TEMPLATES / template).read_text(encoding="utf-8"))


def test_every_button_and_menu_that_help_names_is_there():
    there = on_pages()
    gone = {path.name: [word for word in words_of(f"reports/{path.name}") if word not in there] for path in HELPS}
    assert not any(gone.values()), f"say it in the words of the page: {gone}"
    assert sum(len(words_of(f"reports/{path.name}")) for path in HELPS) > 100


@pytest.mark.parametrize("guide", [one for one in GUIDES if one.role], ids=lambda one: one.slug)
def test_nobody_is_sent_to_a_menu_that_he_does_not_have(guide):
    actor = Actor(1, "某人", guide.role, 1, member_id=1 if guide.role is Role.MEMBER else None)
    lines = (*menu.lines, *menu.tabs)
    shown = {line.title for line in lines if is_shown(line, actor)} | {one.title for one in moves_of(guide.role)}
    named = {word for word in words_of(guide.template) if word in {line.title for line in lines}}
    assert named <= shown, f"{guide.title} has no {sorted(named - shown)}"


def test_there_is_a_page_for_each_role_and_for_strangers():
    assert {one.role for one in GUIDES} == {*SEATED, None}
    assert all(one.title == one.role.title for one in GUIDES if one.role)


def test_each_sees_his_own_page_first_and_reaches_the_others(browser, people):
    client = browser(people.unit_leader)
    page = client.get("/help").text
    assert "<h1>承办单位负责人怎么用</h1>" in page
    assert "「审批交办」" in page and PHRASES["hint.approve"].default in page
    assert "「转办」</span>" not in page
    for one in GUIDES:
        assert f"<h1>{one.title}怎么用</h1>" in client.get(f"/help/{one.slug}").text
    assert client.get("/help/nobody").status_code == 404
    assert "<h1>委员怎么用</h1>" in browser(people.member).get("/help").text
    assert "<h1>群众怎么用</h1>" in browser().get("/help").text


def test_whom_to_ask_is_what_the_office_wrote(browser, people):
    office = browser(people.office)
    assert "写上电话" in office.get("/help").text
    reword(PHRASES["help.contact"], "政协办公室 0513-88810000", people.office.actor)
    assert "政协办公室 0513-88810000" in browser().get("/help/member").text
    assert "写上电话" not in office.get("/help").text


@needs_pango
def test_the_members_sheet_is_one_page_in_large_type(app, browser, people, monkeypatch):
    monkeypatch.setitem(app.config, "SITE_ADDRESS", "https://lianxi.example.cn:8443")
    reword(PHRASES["help.contact"], "市政协办公室 0513-88810000，" + "工作日打。" * 11, people.office.actor)
    office = browser(people.office)
    page = office.get("/help/member/paper").text
    assert "https://lianxi.example.cn:8443/sign-in" in page
    answer = office.post("/help/member/paper.pdf")
    assert answer.mimetype == "application/pdf"
    assert page_count(answer.data) == 1
    assert re.search(rb"/Subtype\s*/Image", unpacked(answer.data)), "the way in is drawn"
    assert "0513-88810000" in text_of(answer.data)
    sizes = sorted(float(size) for size in re.findall(r"onepage.*(?:font: 400 |font-size: )([\d.]+)pt", styles()))
    assert sizes[1] >= 16, "only the address in letters, which nobody need type, is smaller"
    assert browser(people.member).get("/help/member/paper").status_code == 200
    assert browser(people.member).post("/help/member/paper.pdf").status_code == 404


def test_where_somebody_new_finds_nothing_help_is_near(browser, people):
    for person, address in ((people.member, "/"), (people.handler, "/tasks"), (people.member, "/cases")):
        assert '<a href="/help">看怎么用</a>' in browser(person).get(address).text
