"""What people write to the office: nothing typed is lost, only the two of them read it, and an answer is told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.core.errors import Refused
from liaison.notices.actions.feedback import answer_feedback, close_feedback, leave_feedback
from liaison.notices.models import Feedback, Message
from liaison.notices.queries.feedback import feedback_counts, own_feedback

pytestmark = pytest.mark.sqlite
WORDS, NUMBER = "字太小，请打 13800138001 找我", "15400017352"


def test_from_the_foot_of_a_page_to_the_office_and_back(browser, people, db):
    member, office = browser(people.member), browser(people.office)
    assert 'href="/feedback/new?page=/contacts"' in member.get("/contacts").text
    assert 'value="/contacts"' in member.get("/feedback/new?page=/contacts?q=卜").text
    sent = member.post("/feedback/new", data={"text": WORDS, "phone": "154 0001 7352", "page": "/contacts?q=卜"})
    assert sent.headers["Location"] == "/feedback/mine"
    row = db.session.scalars(select(Feedback)).one()
    assert (row.page, row.seat, row.phone.full) == ("/contacts", "委员", NUMBER)
    home = office.get("/feedback").text
    assert "留言：1 条等答复" in home and "字太小" in home
    assert '留言<span class="count">1</span>' in home.replace("\n", "")
    page = office.get(f"/feedback/{row.id}").text
    assert "154****7352" in page and NUMBER not in page
    office.post(f"/feedback/{row.id}", data={"answer": "最上面点大字版。"})
    assert "最上面点大字版。" in member.get("/feedback/mine").text
    told = db.session.scalars(select(Message).where(Message.kind == "feedback")).one()
    assert (told.user_id, told.link) == (people.member.user.id, "/feedback/mine")
    assert '留言<span class="count">' not in office.get("/").text.replace("\n", "")


def test_the_number_is_shown_for_a_reason_and_noted(browser, people, db):
    row = leave_feedback(people.member.actor, "/", WORDS, NUMBER)
    office = browser(people.office)
    asked = office.post(f"/feedback/{row.id}/phone")
    assert "154 0001 7352" not in asked.text
    shown = office.post(f"/feedback/{row.id}/phone", data={"why": "联系本人"})
    assert "154 0001 7352" in shown.text
    assert db.session.scalar(select(func.count()).where(Event.verb == "feedback.show_phone")) == 1


def test_nothing_is_lost_where_it_cannot_be_sent(browser, people, limits):
    member = browser(people.member)
    wrong = member.post("/feedback/new", data={"text": WORDS, "phone": "12", "page": "/cases"})
    assert wrong.status_code == 422
    assert "字太小" in wrong.text and 'value="/cases"' in wrong.text
    assert member.post("/feedback/new", data={"text": "", "page": "/cases"}).status_code == 422
    limits("feedback=1/86400")
    member.post("/feedback/new", data={"text": "一", "page": "/"})
    often = member.post("/feedback/new", data={"text": WORDS, "page": "/cases"})
    assert often.status_code == 429
    assert "字太小" in often.text and "到了上限" in often.text


def test_a_foreign_page_is_not_kept(browser, people, db):
    browser(people.clerk).post("/feedback/new", data={"text": "一", "page": "https://elsewhere.example/a"})
    browser(people.clerk).post("/feedback/new", data={"text": "二", "page": "/cases/" + "长" * 500})
    pages = db.session.scalars(select(Feedback.page).order_by(Feedback.id)).all()
    assert pages[0] == "/"
    assert len(pages[1]) == 200


def test_only_the_writer_and_the_office_read_it(browser, people):
    row = leave_feedback(people.member.actor, "/", WORDS, None)
    for person in (people.member, people.other_member, people.clerk, people.leader, people.admin, people.auditor):
        client = browser(person)
        assert client.get(f"/feedback/{row.id}").status_code == 404
        assert client.get("/feedback").status_code == 404
        assert ("字太小" in client.get("/feedback/mine").text) == (person is people.member)


def test_no_event_holds_the_words(people, db):
    row = leave_feedback(people.member.actor, "/", WORDS, NUMBER)
    answer_feedback(row, "请打 13800138003", people.office.actor)
    told = db.session.execute(select(Event.verb, Event.label, Event.changes).where(Event.thing == "feedback")).all()
    assert [one.verb for one in told] == ["feedback.leave", "feedback.answer"]
    assert not [one for one in told if "13800138" in f"{one.label}{one.changes}" or "字太小" in f"{one.changes}"]


def test_it_is_answered_or_put_aside_once(people):
    actor = people.office.actor
    first, second = (leave_feedback(people.member.actor, "/", words, None) for words in ("一", "二"))
    answer_feedback(first, "好", actor)
    close_feedback(second, actor)
    with pytest.raises(Refused, match="已经办过"):
        close_feedback(first, actor)
    with pytest.raises(Refused, match="已经办过"):
        answer_feedback(second, "好", actor)
    assert feedback_counts() == {"answered": 1, "closed": 1}
    assert [(one.text, one.answered_by) for one in own_feedback(people.member.actor)] == [
        ("二", people.office.user.name), ("一", people.office.user.name)
    ]  # fmt: skip
