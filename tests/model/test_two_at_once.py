"""Two people at one case, one form sent twice, up to fifty taps at once: one effect each, on both databases."""

from __future__ import annotations

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from liaison.assignment.models import Pairing
from liaison.audit.models import Event
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.conservation import faults
from liaison.casework.sheets.steps import REFUSAL_REASONS, SAME_MATTER
from liaison.contacts.models import Contact
from liaison.orgs.models import Channel, Organisation
from tests.casework.stories import SUGGESTION, SURVEY, brought_to, housing, opened
from tests.factories import first, make_row

PAIRS = int(os.environ.get("PAIRS", "8"))  # `make soak` sets more
TAPS, THREADS = 5 * min(PAIRS, 10), 4
TOLD = re.compile(r"[一-鿿，“”]{6,}[。]")


@pytest.fixture
def press(app, db):
    """press([(client, address, cells), …]): all at the same moment; gives their answers."""

    def at_once(posts):
        db.session.commit()
        db.session.remove()
        start = Barrier(len(posts))

        def post(one):
            client, address, cells = one
            with app.app_context():
                start.wait()
                answer = client.post(address, data=cells)
                db.session.remove()
                return answer.status_code, answer.get_data(as_text=True)

        with ThreadPoolExecutor(len(posts)) as pool:
            return list(pool.map(post, posts))

    return at_once


@pytest.fixture
def waiting(people):
    """A case at the clerk's desk."""
    return lambda: opened(people, survey=SURVEY, suggestion=SUGGESTION)


def verbs_of(db, number):
    """What was done to a case, by its records; the log says the same."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    done = [one.verb for one in db.session.scalars(
        select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq)
    )]  # fmt: skip
    logged = db.session.scalars(
        select(Event.verb).where(Event.thing == "case", Event.thing_id == case.id).order_by(Event.id)
    )
    assert [f"case.{one}" for one in done] == list(logged)
    return done


def one_won(answers):
    """One was sent on; the other was told in a sentence."""
    codes = sorted(code for code, _page in answers)
    assert codes == [302, 409], codes
    assert TOLD.search(next(page for code, page in answers if code == 409))


def test_two_clerks_at_one_case(browser, people, press, waiting, db):
    clerk, director = browser(people.clerk), browser(people.director)
    units = [housing().id, first(Organisation, name="市交通运输局").id]
    for _pair in range(PAIRS):
        case = waiting()
        number, version = case.number, case.version
        posts = [
            (client, f"/cases/{number}/hand-over", {"unit_id": unit, "opinion": "请办", "version": version})
            for client, unit in zip((clerk, director), units, strict=True)
        ]
        one_won(press(posts))
        assert verbs_of(db, number) == ["open", "submit", "hand_over"]
    assert not faults()


def test_two_decide_differently(browser, people, press, waiting, db):
    clerk, director = browser(people.clerk), browser(people.director)
    for _pair in range(PAIRS // 2):
        case = waiting()
        number, version = case.number, case.version
        refusal = {"refusal": REFUSAL_REASONS[0], "explained": "打电话说了", "version": version}
        answers = press([
            (clerk, f"/cases/{number}/refuse", refusal),
            (director, f"/cases/{number}/send-back", {"reason": "请补充地点", "version": version}),
        ])  # fmt: skip
        one_won(answers)
        assert len(verbs_of(db, number)) == 3


def test_one_form_sent_twice_counts_once(browser, people, press, db):
    handler = browser(people.handler)
    for _pair in range(PAIRS // 2):
        case = brought_to("handling", people)
        number, before = case.number, case.version
        form = (handler, f"/cases/{number}/handle", {"progress": "到现场看过。", "version": before})
        one_won(press([form, form]))
        assert verbs_of(db, number).count("handle") == 1


def test_a_form_sent_again_later_counts_once_too(browser, people, db):
    case = brought_to("handling", people)
    handler, address = browser(people.handler), f"/cases/{case.number}/handle"
    form = {"progress": "到现场看过。", "version": case.version}
    assert handler.post(address, data=form).status_code == 302
    answer = handler.post(address, data=form)
    assert answer.status_code == 409
    assert "刚刚有变化" in answer.get_data(as_text=True) and "到现场看过。" in answer.get_data(as_text=True)
    assert verbs_of(db, case.number).count("handle") == 1


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "0"}, {"version": "x"}])
def test_a_form_that_does_not_say_what_it_showed_counts_as_out_of_date(app, browser, people, db, version):
    case = brought_to("handling", people)
    number, page = case.number, browser(people.handler)
    form = {"progress": "到现场看过。", **version}
    db.session.commit()
    answer = FlaskClient.open(page, f"/cases/{number}/handle", method="POST", data=form)
    assert answer.status_code == 409 and "刚刚有变化" in answer.get_data(as_text=True)
    assert "handle" not in verbs_of(db, number)


def test_two_merge_two_cases_into_each_other(browser, people, press, waiting, db):
    clerk, director = browser(people.clerk), browser(people.director)
    for _pair in range(PAIRS // 2):
        one, other = waiting(), waiting()
        numbers = one.number, other.number
        posts = [
            (client, f"/cases/{case.number}/merge",
             {"merged_into_id": main.id, "reason": SAME_MATTER, "version": case.version})
            for client, case, main in ((clerk, one, other), (director, other, one))
        ]  # fmt: skip
        answers = press(posts)
        assert Counter(code for code, _page in answers)[302] == 1, answers
        merged = db.session.scalars(select(Case).where(Case.number.in_(numbers), Case.state == "merged")).all()
        assert len(merged) == 1


def test_many_taps_record_one_contact(app, browser, people, db):
    person = make_row(Pairing, member_id=people.member.member.id).representative
    call = first(Channel, short="电话")
    form = {"rep": person.id, "channel_id": call.id, "day": "今天", "topics": ["道路交通"]}
    session = browser(people.member).get_cookie(app.config["SIGN_IN_COOKIE"]).value
    phones = [app.test_client() for _tap in range(TAPS)]
    for phone in phones:
        phone.set_cookie(app.config["SIGN_IN_COOKIE"], session)
    before = db.session.scalar(select(func.count()).select_from(Contact))
    db.session.commit()
    db.session.remove()

    def tap(phone):
        with app.app_context():
            code = phone.post("/contacts/new", data=form).status_code
            db.session.remove()
            return code

    with ThreadPoolExecutor(THREADS) as pool:
        codes = Counter(pool.map(tap, phones))
    assert db.session.scalar(select(func.count()).select_from(Contact)) == before + 1
    assert codes == {302: 1, 409: TAPS - 1}
