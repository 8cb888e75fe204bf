"""Each move has its page: the smooth way by browser, refusals that lose nothing, two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from liaison.casework import actions
from liaison.casework.models import StepRecord
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK, UNSEEN_VERBS, url_of
from liaison.core import clock
from tests.casework.stories import ANGRY, RATED, brought_to, housing, opened, sheets

OUTSIDERS = ("other_member", "other_clerk", "other_unit_leader", "leader", "librarian", "admin")


def sent(cells):
    """Cells as a browser sends them."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in cells.items()}


def test_every_move_of_the_table_has_its_page(app):
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for move in CASEWORK.moves:
        if move.verb in UNSEEN_VERBS:
            assert f"casework.{move.verb}" not in rules
        else:
            assert rules[f"casework.{move.verb}"].rule == f"/cases/<case>/{url_of(move.verb)}"
            assert app.view_functions[f"casework.{move.verb}"].permission == move.permission
    assert pages.name == "casework"


def test_the_smooth_way_in_the_browser(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    for start, verb, person, cells in sheets(people):
        assert case.state == start
        address = f"/cases/{case.number}/{url_of(verb)}"
        for outsider in OUTSIDERS:
            assert browser(getattr(people, outsider)).get(address).status_code == 404, (verb, outsider)
        client = browser(person)
        assert client.get(address).status_code == 200
        answer = client.post(address, data={**sent(cells), "version": case.version})
        assert answer.status_code == (200 if verb == "tell_asker" else 302), answer.get_data(as_text=True)[-3000:]
    assert case.state == "to_rate"
    page = answer.get_data(as_text=True)
    code = page.split("/r/")[1].split("<")[0].split('"')[0]
    client = browser()
    assert "周" not in client.get(f"/r/{code}").get_data(as_text=True).split("您反映的事")[1].split("您满意吗")[0]
    assert client.post(f"/r/{code}", data=RATED).status_code == 200
    assert (case.state, case.rating) == ("closed", "满意")
    assert client.get(f"/r/{code}").status_code == 404


def test_the_toast_says_who_is_next_and_offers_to_take_back(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    client = browser(people.clerk)
    client.post(f"/cases/{case.number}/hand-over", data={"unit_id": housing().id})
    page = client.get(f"/cases/{case.number}").get_data(as_text=True)
    assert "已转办，现在由市住房和城乡建设局审批" in page
    assert f"/cases/{case.number}/take-back" in page


def test_what_is_missing_is_said_and_what_was_typed_stays(browser, people):
    case = brought_to("to_approve", people)
    client = browser(people.unit_leader)
    answer = client.post(f"/cases/{case.number}/approve", data={"opinion": "请三天内到现场"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "请选承办科室" in page
    assert "请三天内到现场" in page
    assert case.state == "to_approve"


def test_a_refusal_keeps_what_was_typed(browser, people):
    case = brought_to("handling", people)
    client = browser(people.handler)
    cells = {
        "first_talk_on": "2026-09-15", "first_talk_by": "电话", "talk": "电话", "result_text": "还在等设计",
        "result": "B 正在解决或列入计划", "adoption": "采纳",
    }  # fmt: skip
    answer = client.post(f"/cases/{case.number}/finish", data=cells)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "请填计划完成时间" in page
    assert "还在等设计" in page
    assert case.state == "handling"


def test_a_hostile_choice_is_refused(browser, people):
    case = brought_to("to_approve", people)
    for section_id in ("999999", "x", "-1", "None"):
        answer = browser(people.unit_leader).post(f"/cases/{case.number}/approve", data={"section_id": section_id})
        assert answer.status_code == 422, section_id


def test_the_second_of_two_clerks_is_told(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    first, second = browser(people.clerk), browser(people.director)
    for client in (first, second):
        assert client.get(f"/cases/{case.number}/hand-over").status_code == 200
    assert first.post(f"/cases/{case.number}/hand-over", data={"unit_id": housing().id}).status_code == 302
    answer = second.post(
        f"/cases/{case.number}/hand-over", data={"unit_id": housing().id, "opinion": "我写了很多字"}
    )
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "现在是“待审批”，不能转办" in page
    assert "我写了很多字" in page


def test_a_page_that_is_out_of_date_is_not_saved(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    old = case.version
    actions.advance(case, "send_back", people.clerk.actor, reason="请补充地点")
    actions.take_back(case, people.clerk.actor)
    client = browser(people.clerk)
    answer = client.post(f"/cases/{case.number}/hand-over", data={"unit_id": housing().id, "version": old})
    assert answer.status_code == 409
    assert "刚刚有变化" in answer.get_data(as_text=True)
    again = client.post(f"/cases/{case.number}/hand-over", data={"unit_id": housing().id, "version": case.version})
    assert again.status_code == 302


def test_of_two_at_the_same_moment_one_wins(app, browser, people, db):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    address, unit_id = f"/cases/{case.number}/hand-over", housing().id
    clients = [browser(people.clerk), browser(people.director)]
    db.session.commit()

    def press(client):
        with app.app_context():
            answer = client.post(address, data={"unit_id": unit_id})
            db.session.remove()
            return answer.status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(press, clients))
    assert codes == [302, 409]
    db.session.expire_all()
    assert db.session.query(StepRecord).filter_by(case_id=case.id, verb="hand_over").count() == 1


def test_a_move_without_cells_is_one_press(browser, people):
    case = brought_to("to_confirm", people)
    client = browser(people.member)
    assert "已看到答复" in client.get(f"/cases/{case.number}").get_data(as_text=True)
    assert client.post(f"/cases/{case.number}/confirm-reply").status_code == 302
    assert case.state == "to_tell"
    assert client.get(f"/cases/{case.number}/confirm-reply").status_code == 409


def test_a_move_that_is_not_due_has_no_form(browser, people):
    case = brought_to("to_rate", people)
    client = browser(people.office)
    assert client.get(f"/cases/{case.number}/close-unrated").status_code == 409
    refused = client.post(f"/cases/{case.number}/close-unrated", data={"opinion": "没有回音"})
    assert refused.status_code == 409
    assert "评议期限还没过" in refused.get_data(as_text=True)
    with clock.set_clock(clock.now() + timedelta(days=60)):
        assert browser(people.office).post(
            f"/cases/{case.number}/close-unrated", data={"opinion": "没有回音"}
        ).status_code == 302
    assert case.state == "closed"


def test_back_leads_to_where_one_came_from(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯")
    client = browser(people.clerk)
    answer = client.post(f"/cases/{case.number}/hand-over?back=inbox", data={"unit_id": housing().id})
    assert answer.location.endswith("/inbox")
    other = client.post(f"/cases/{brought_to('to_check', people).number}/pass-check?back=https://evil.example")
    assert "evil" not in other.location


def test_the_turns_of_a_decline(browser, people):
    case = brought_to("to_approve", people)
    client = browser(people.unit_leader)
    cells = {"decline_kind": "不是本单位职责", "reason": "路口归交通局"}
    refused = client.post(f"/cases/{case.number}/decline", data=cells)
    assert refused.status_code == 409
    assert "请选建议改派给哪个单位" in refused.get_data(as_text=True)
    roads = people.other_unit_leader.seat.organisation_id
    assert client.post(f"/cases/{case.number}/decline", data={**cells, "proposed_unit_id": roads}).status_code == 302
    assert case.state == "declined"
    director = browser(people.director)
    form = director.get(f"/cases/{case.number}/rule-reassign").get_data(as_text=True)
    assert f'<option selected value="{roads}">' in form
    answer = director.post(f"/cases/{case.number}/rule-reassign", data={"unit_id": roads, "opinion": "归交通局"})
    assert answer.status_code == 302
    assert case.unit_id == roads
    assert browser(people.unit_leader).get(f"/cases/{case.number}").status_code == 404
    assert browser(people.other_unit_leader).get(f"/cases/{case.number}/approve").status_code == 200


def test_not_satisfied_opens_round_two(browser, people):
    case = brought_to("to_rate", people)
    client = browser(people.office)
    heard = {"way": "电话回访", "rated_on": clock.today().isoformat(), "asked": "周桂芳"}
    assert client.post(f"/cases/{case.number}/rate", data={**heard, **ANGRY}).status_code == 302
    assert (case.state, case.round) == ("handling", 2)
    # The old sheet does not stand in the new form: it is another round.
    form = browser(people.handler).get(f"/cases/{case.number}/finish").get_data(as_text=True)
    assert "红绿灯已经装好" not in form.split("前面填的")[0].split("<form")[-1]


def test_a_returned_result_comes_back_filled_in(browser, people):
    case = brought_to("to_sign", people)
    actions.advance(case, "return_work", people.unit_leader.actor, reason="写清楚时间")
    form = browser(people.handler).get(f"/cases/{case.number}/finish").get_data(as_text=True)
    assert "疏导岗每天到岗" in form.split("前面填的")[0]


@pytest.mark.parametrize(("way", "code"), [("当面", 302), ("电话回访", 409)])
def test_a_member_may_only_enter_what_he_heard_face_to_face(browser, people, way, code):
    case = brought_to("to_rate", people)
    cells = {"way": way, "rated_on": clock.today().isoformat(), "asked": "周桂芳", **RATED}
    assert browser(people.member).post(f"/cases/{case.number}/rate", data=cells).status_code == code
