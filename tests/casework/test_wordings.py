"""The office writes sentences of pages anew, and goes back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.casework.actions import open_case
from liaison.casework.actions.wordings import restore_wording, reword
from liaison.casework.models.flows import Wording
from liaison.casework.queries.wordings import notice_version, reworded
from liaison.casework.rules.public import NOTICE_VERSION
from liaison.casework.rules.wordings import PHRASES
from liaison.casework.workflow import CASEWORK, UNSEEN_VERBS
from liaison.contacts.models import Contact
from liaison.core.errors import Refused
from tests.conventions.source import ROOT

SHORTEST_SENTENCE = 5
APPROVE = PHRASES["hint.approve"]


def test_every_hint_of_a_page_can_be_written_anew():
    wanted = {f"hint.{move.verb}" for move in CASEWORK.moves if move.hint and move.verb not in UNSEEN_VERBS}
    assert wanted <= set(PHRASES)
    assert all(len(one.default) <= one.most for one in PHRASES.values())


def test_a_sentence_is_changed_and_restored_with_an_event_each(db, people):
    reword(APPROVE, "交给科室去办。", people.office.actor)
    assert reworded() == {"hint.approve": "交给科室去办。"}
    restore_wording(APPROVE, people.office.actor)
    assert reworded() == {}
    changes = db.session.scalars(select(Event.changes).where(Event.verb == "wording.change").order_by(Event.id)).all()
    assert [one["text"] for one in changes] == [
        [APPROVE.default, "交给科室去办。"], ["交给科室去办。", APPROVE.default]
    ]  # fmt: skip


def test_the_default_written_again_is_going_back(db, people):
    reword(APPROVE, "别的", people.office.actor)
    reword(APPROVE, APPROVE.default, people.office.actor)
    assert db.session.scalar(select(func.count()).select_from(Wording)) == 0


def test_a_sentence_too_long_is_refused(db, people):
    with pytest.raises(Refused, match="最多 80 个字，现在 81 个"):
        reword(APPROVE, "长" * 81, people.office.actor)


def test_a_notice_written_anew_has_another_version(db, people):
    assert notice_version() == NOTICE_VERSION
    reword(APPROVE, "别的", people.office.actor)
    assert notice_version() == NOTICE_VERSION
    reword(PHRASES["notice.keep"], "满 3 个月删去。", people.office.actor)
    assert notice_version().startswith(f"{NOTICE_VERSION} 20")


def test_the_page_shows_what_was_written_and_escapes_it(browser, people):
    office = browser(people.office)
    answer = office.post("/wordings/hint.approve", data={"text": "<b>交给科室</b>"})
    assert answer.headers["Location"] == "/wordings"
    page = office.get("/wordings").text
    assert "&lt;b&gt;交给科室&lt;/b&gt;" in page
    assert APPROVE.default in office.get("/wordings/hint.approve").text
    office.post("/wordings/hint.approve/restore")
    assert "&lt;b&gt;" not in office.get("/wordings").text


def test_the_page_of_a_move_says_it(browser, people, make):
    case = open_case(make(Contact, member_id=people.member.member.id), people.member.actor, title="路灯不亮")
    reword(PHRASES["hint.submit"], "工委明天就转。", people.office.actor)
    assert "工委明天就转。" in browser(people.member).get(f"/cases/{case.number}/submit").text


def test_only_the_office_writes(browser, people):
    assert browser(people.clerk).get("/wordings").status_code == 404
    assert browser(people.office).get("/wordings/no-such").status_code == 404


def test_no_page_and_no_paper_says_such_a_sentence_by_itself():
    sentences = {part for one in PHRASES.values() for part in one.default.split("。") if len(part) > SHORTEST_SENTENCE}
    pages = {str(path): path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")}
    assert [(name, one) for name, words in pages.items() for one in sentences if one in words] == []
