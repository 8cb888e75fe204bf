"""查进度 with eight digits and four: four words, no names and no text; wrong tries are counted (QR-02, 03)."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from liaison.casework import actions
from liaison.casework.actions.asking import track
from liaison.casework.models import Case, PublicAttempt, PublicRequest
from liaison.casework.rules import public as rules
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from tests.casework.stories import RATED, brought_to
from tests.factories import make_row

NUMBER, DIGITS = "58217340", "7340"
HERE = "127.0.0.1"
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@pytest.fixture
def asked(db):
    """A request whose asker knows its number and his phone."""
    return make_row(
        PublicRequest, number=NUMBER, proof=rules.proof_of(NUMBER, DIGITS), asker_name="柳如眉",
        asker_phone="15400007340", text="村口的路灯坏了三天。",
    )  # fmt: skip


def shown(client, number="5821 7340", digits=DIGITS, **options):
    """The answer to somebody who looks for it."""
    return client.post("/t", data={"number": number, "digits": digits}, **options)


def became(asked, case):
    """The request was accepted and is this case now."""
    asked.state, asked.case_id = rules.ACCEPTED, case.id
    return case


def test_number_and_digits_show_four_words(browser, asked):
    client = browser()
    assert client.get("/t").status_code == 200
    answer = shown(client)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    for words in ("5821 7340", "收到", "转部门", "办理", "答复", "已经收到"):
        assert words in page, words


def test_the_way_here_from_the_receipt_brings_the_number(browser, asked):
    page = browser().get(f"/t?number={NUMBER}").get_data(as_text=True)
    assert f'value="{NUMBER}"' in page


@pytest.mark.parametrize("number", ["58217340", "5821 7340", "５８２１７３４０", "5821-7340"])
def test_a_number_may_be_typed_in_any_way(browser, asked, number):
    assert shown(browser(), number=number).status_code == 200


@pytest.mark.parametrize(("number", "digits"), [("1234", DIGITS), (NUMBER, "73"), (NUMBER, "abcd"), ("", "")])
def test_too_few_digits_are_said_and_not_counted(browser, asked, db, number, digits):
    assert shown(browser(), number, digits).status_code == 422
    assert db.session.query(PublicAttempt).count() == 0


def test_wrong_and_unknown_sound_the_same(browser, asked):
    client, words = browser(), set()
    for number, digits in ((NUMBER, "0000"), ("99999999", DIGITS), ("11111111", "0000")):
        answer = shown(client, number, digits)
        words.add((answer.status_code, client.page.words))
    assert len(words) == 1
    assert "没有查到" in words.pop()[1]


def test_five_wrong_tries_from_one_address_are_enough_for_an_hour(browser, asked):
    client = browser()
    assert [shown(client, digits=f"{n:04d}").status_code for n in range(5)] == [422] * 5
    refused = shown(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 3601
    assert shown(client, environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code == 200
    with clock.set_clock(clock.now() + timedelta(minutes=61)):
        assert shown(client).status_code == 200


def test_right_tries_are_not_counted(browser, asked):
    client = browser()
    assert {shown(client).status_code for _ in range(8)} == {200}


def test_twenty_wrong_tries_a_day_lock_a_number_from_wherever(browser, asked, db):
    client = browser()
    for n in range(20):
        db.session.add(PublicAttempt(kind="track", address=f"10.0.0.{n}", subject=NUMBER, at=clock.now()))
    assert shown(client, environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 429
    with clock.set_clock(clock.now() + timedelta(hours=25)):
        assert shown(client, environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 200


def test_wrong_and_unknown_take_the_same_reads(asked, db, monkeypatch):
    reads = []
    execute = db.session.scalar
    monkeypatch.setattr(db.session, "scalar", lambda *a, **k: reads.append(str(a[0])) or execute(*a, **k))
    for number in (NUMBER, "99999999"):
        reads.append(number)
        assert track(number, "0000", HERE) is None
    half = len(reads) // 2
    assert reads[1:half] == reads[half + 1 :]


@pytest.mark.parametrize("state", [state.code for state in CASEWORK.states])
def test_every_state_has_its_words_and_four_marks(state, asked, make):
    case = became(asked, brought_case(make, state))
    told = rules.progress_of(asked, rules.USUAL_DAYS)
    assert [mark.name for mark in told.marks] == list(rules.STEP_NAMES)
    assert sum(mark.state == "now" for mark in told.marks) <= 1
    assert told.headline
    assert told.line
    assert case.state == state


@pytest.mark.parametrize("state", [None, *(state.code for state in CASEWORK.states)])
def test_nobody_promises_to_call_whom_nobody_can_call(state, asked, make):
    asked.asker_phone = None
    if state:
        became(asked, brought_case(make, state))
    line = rules.progress_of(asked, rules.USUAL_DAYS).line
    assert line
    assert not [words for words in ("和您联系", "告诉您", "委员会") if words in line]


def test_what_is_said_of_the_member_is_not_said_of_a_committee():
    lines = [told.line for told in (rules.IN_QUARANTINE, *rules.BY_STEP.values(), *rules.BY_STATE.values())]
    assert not [line for line in lines if "委员会" in line]


def test_what_is_not_found_is_not_called_unsaved(browser, asked):
    page = shown(browser(), digits="0000").get_data(as_text=True)
    assert "这次没有查到" in page
    assert "还没有存上" not in page


def brought_case(make, state):
    """A case that stands in a state."""
    return make(Case, state=state)


def test_the_page_shows_no_name_no_phone_and_no_text(browser, asked, people, db):
    client = browser()
    case = became(asked, brought_to("handling", people, asker_name="柳如眉"))
    case.asker_phone = "15400007340"
    page = shown(client).get_data(as_text=True)
    assert "部门正在办" in page
    secrets = ("柳如眉", "15400007340", "154****7340", asked.text, case.title, case.number, "陈立平", "李海峰", "王敏",
               "住房", "住建")  # fmt: skip
    for secret in secrets:
        assert secret not in page, secret


def test_what_was_declined_tells_why(browser, asked):
    asked.state, asked.decline_reason, asked.decline_words = "declined", "其他", "这件请打 12345。"
    page = shown(browser()).get_data(as_text=True)
    assert "这件没有转给委员" in page
    assert "这件请打 12345。" in page


def test_once_told_he_rates_right_there(browser, asked, people, db):
    case = became(asked, brought_to("to_rate", people))
    assert 'name="ticket"' not in shown(browser()).get_data(as_text=True)
    actions.new_rating_code(case, people.member.actor)
    client = browser()
    page = shown(client).get_data(as_text=True)
    assert "已经有答复了" in page
    assert "红绿灯 12 月 10 日前装好" not in page
    ticket = TICKET.search(page)[1]
    reply = client.post("/t/reply", data={"ticket": ticket}).get_data(as_text=True)
    assert "红绿灯 12 月 10 日前装好" in reply
    assert TICKET.search(reply)[1] == ticket
    assert client.post("/t/rate", data={"ticket": ticket, "outcome": "满意"}).status_code == 422
    done = client.post("/t/rate", data={"ticket": ticket, **RATED})
    assert done.status_code == 200
    db.session.refresh(case)
    assert (case.state, case.rating) == ("closed", "满意")
    assert client.post("/t/rate", data={"ticket": ticket, **RATED}).status_code == 404


def test_the_blank_rating_asks_for_a_second_round_by_itself(browser, asked, people):
    case = became(asked, brought_to("to_rate", people))
    actions.new_rating_code(case, people.member.actor)
    client = browser()
    ticket = TICKET.search(shown(client).get_data(as_text=True))[1]
    client.post("/t/reply", data={"ticket": ticket})
    (box,) = [field for field in client.page.fields if field.get("name") == "wants_redo"]
    assert "checked" in box


@pytest.mark.parametrize("ticket", ["", "x", "WyIiLDEsMF0.aaaa"])
def test_no_ticket_rates_nothing(browser, asked, ticket):
    for address in ("/t/rate", "/t/reply"):
        assert browser().post(address, data={"ticket": ticket, **RATED}).status_code == 404


def test_a_ticket_is_good_for_half_an_hour(browser, asked, people):
    case = became(asked, brought_to("to_rate", people))
    actions.new_rating_code(case, people.member.actor)
    client = browser()
    ticket = TICKET.search(shown(client).get_data(as_text=True))[1]
    with clock.set_clock(clock.now() + timedelta(minutes=31)):
        assert client.post("/t/rate", data={"ticket": ticket, **RATED}).status_code == 404


def test_wrong_rating_codes_are_counted_sent_or_looked_at(browser, people, db):
    case = brought_to("to_rate", people)
    code = actions.new_rating_code(case, people.member.actor)
    client = browser()
    assert {client.get(f"/r/guess{n}").status_code for n in range(10)} == {404}
    assert [client.post(f"/r/guess{n}", data=RATED).status_code for n in range(11)] == [404] * 10 + [429]
    refused = client.get(f"/r/{code}")
    assert refused.status_code == 429
    assert "试的次数太多了" in refused.get_data(as_text=True)
    assert client.get(f"/r/{code}", environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code == 200


def test_wrong_tries_at_once_are_counted_one_by_one(app, asked, db):
    db.session.commit()
    db.session.remove()

    def guess(digits):
        client = FlaskClient(app, app.response_class)
        return client.post("/t", data={"number": NUMBER, "digits": f"{digits:04d}"}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(guess, range(12))) == {422: 5, 429: 7}
