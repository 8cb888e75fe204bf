"""The pages of the turns: an extension asked and granted, an opinion, passing on, the list of tracked cases."""

from __future__ import annotations

from datetime import timedelta

from liaison.casework.actions import advance
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.orgs.models import Organisation
from tests.casework.stories import brought_to, housing, sheets
from tests.casework.test_turns import closed, helped
from tests.factories import first


def until(case):
    """A day that may be asked for."""
    return working_days().add(case.due_on, 1).isoformat()


def test_an_extension_by_browser(browser, people):
    case = brought_to("handling", people)
    page, handler = f"/cases/{case.number}", browser(people.handler)
    answer = handler.post(f"{page}/ask-extension", data={"reason": "等批复", "extension_asked_until": until(case)})
    assert answer.status_code == 422 and "请填依据" in handler.page.words
    cells = {"reason": "等批复", "grounds": "会议纪要", "extension_asked_until": until(case)}
    assert handler.post(f"{page}/ask-extension", data=cells).status_code == 302
    handler.get(page)
    assert "已申请延期，由工委主任审批" in handler.page.words
    director = browser(people.director)
    director.get("/tasks")
    assert "等着批的延期 1 件" in director.page.words
    director.get(page)
    assert "申请延期，等批" in director.page.words and "还没有批，期限还是原来的" in director.page.words
    assert director.post(f"{page}/grant-extension", data={"opinion": "同意"}).status_code == 422
    assert "请勾选“已告知诉求人”" in director.page.words
    assert browser(people.handler).post(f"{page}/grant-extension", data={"asker_told": "y"}).status_code == 404
    assert director.post(f"{page}/grant-extension", data={"asker_told": "y"}).status_code == 302
    director.get(page)
    assert "已延期" in director.page.words and case.extended_due_on == case.due_on
    case.round = 2
    director.get(page)
    assert "已延期" not in director.page.words and "第 1 轮延期" in director.page.words


def test_an_opinion_by_browser(browser, people):
    case = helped(people)
    page, leader = f"/cases/{case.number}", browser(people.other_unit_leader)
    leader.get("/tasks")
    assert "请本单位提协办意见 1 件" in leader.page.words
    assert leader.get(f"{page}/co-opinion").status_code == 200
    assert leader.post(f"{page}/co-opinion", data={"opinion": "站台可以后移 20 米"}).status_code == 302
    assert leader.get(f"{page}/co-opinion").status_code == 404
    client = browser(people.unit_leader)
    client.get(page)
    assert "协办意见" in client.page.words and "站台可以后移 20 米" in client.page.words


def test_apart_the_answers_stand_beneath_the_reply(browser, people):
    case = helped(people, handling_way="分办")
    browser(people.other_unit_leader).post(f"/cases/{case.number}/co-opinion", data={"opinion": "站台已经后移。"})
    for _start, verb, person, cells in sheets(people)[2:7]:
        data = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in cells.items()}
        answer = browser(person).post(f"/cases/{case.number}/{verb.replace('_', '-')}", data=data)
        assert answer.status_code == 302, verb
    client = browser(people.member)
    client.get(f"/cases/{case.number}")
    words = client.page.words
    assert words.index("红绿灯 12 月 10 日前装好。") < words.index("的答复 站台已经后移。")


def test_who_passed_a_case_on_can_take_it_back(browser, people):
    case = brought_to("handling", people)
    colleague = people.seat("周勇", people.handler.seat.role, housing().name, section="")
    client = browser(people.handler)
    answer = client.post(f"/cases/{case.number}/pass-within", data={"handler_id": colleague.user.id})
    assert answer.status_code == 302 and answer.location == "/tasks"
    assert f"/cases/{case.number}/take-back" in client.get("/tasks").get_data(as_text=True)
    assert client.get(f"/cases/{case.number}").status_code == 404
    assert client.post(f"/cases/{case.number}/take-back").status_code == 302
    assert case.handler_id == people.handler.user.id
    assert browser(people.other_unit_leader).post(f"/cases/{case.number}/take-back").status_code == 404


def test_tracked_cases_have_their_list(browser, people):
    case = closed(people, result="B 正在解决或列入计划", planned_on=clock.today() + timedelta(days=90))
    client = browser(people.office)
    client.get("/tracked-cases")
    assert "长期跟踪：1 件" in client.page.words and case.title in client.page.words
    other = browser(people.other_clerk)
    other.get("/tracked-cases")
    assert "没有要长期跟踪的" in other.page.words
    case.recheck_on = clock.today()
    leader = browser(people.unit_leader)
    leader.get("/tasks")
    assert "到了复查的日子 1 件" in leader.page.words
    data = {"recheck_result": "A 已解决或基本解决", "progress": "灯亮了"}
    assert leader.post(f"/cases/{case.number}/recheck", data=data).status_code == 302
    client.get(f"/cases/{case.number}")
    assert "长期跟踪" not in client.page.words and "办理：复查" in client.page.words
    assert client.post(f"/cases/{case.number}/reopen", data={"reason": "又坏了"}).status_code == 302
    client.get(f"/cases/{case.number}")
    assert "第 2 轮" in client.page.words and "重新打开" in client.page.words


def test_a_conversion_stays_on_the_page(browser, people):
    case = brought_to("to_reply", people)
    client = browser(people.clerk)
    data = {"conversion": "提案", "linked_no": "2027-018", "opinion": "共性问题"}
    assert client.post(f"/cases/{case.number}/convert", data=data).status_code == 302
    client.get(f"/cases/{case.number}")
    assert "已转为提案线索，现在由" in client.page.words
    client.get(f"/cases/{case.number}")
    assert "转化为提案" in client.page.words and "2027-018" in client.page.words


def test_a_limit_of_years_is_refused(browser, people):
    case = brought_to("to_hand_over", people)
    clerk = browser(people.clerk)
    sent = {"unit_id": housing().id, "opinion": "请办", "limit_days": "500"}
    assert clerk.post(f"/cases/{case.number}/hand-over", data=sent).status_code == 422
    assert "办理期限（工作日）请填 1 到 125 之间的数" in clerk.page.words


def test_a_move_that_cannot_start_leads_back_to_the_case(browser, people):
    case = brought_to("to_hand_over", people)
    clerk = browser(people.clerk)
    assert clerk.get(f"/cases/{case.number}/forward-reply").status_code == 409
    assert "回这件诉求" in clerk.page.words


def test_a_case_settled_for_good_says_that_it_cannot_be_returned(browser, people):
    case, page = brought_to("to_approve", people), browser(people.unit_leader)
    other = first(Organisation, name="市交通运输局")
    why = {"decline_kind": "不是本单位职责", "reason": "归交通局管", "proposed_unit_id": other.id}
    for ruler, ruling in ((people.director, "rule_keep"), (people.office, "settle_keep")):
        page.get(f"/cases/{case.number}")
        assert "不能再申退" not in page.page.words
        advance(case, "decline", people.unit_leader.actor, **why)
        advance(case, ruling, ruler.actor, opinion="职责清单写明由你单位办。")
    page.get(f"/cases/{case.number}")
    assert "已审定，不能再申退" in page.page.words and "申请退回" not in page.page.words.split("办理记录")[0]


def test_a_new_round_does_not_show_the_days_of_the_last(browser, people):
    case, page, year = closed(people), browser(people.office), clock.today().year
    page.get(f"/cases/{case.number}")
    assert f"办结 {year}年" in beside(page) and f"答复 {year}年" in beside(page)
    advance(case, "reopen", people.office.actor, reason="回访说又坏了")
    page.get(f"/cases/{case.number}")
    assert f"办结 {year}年" not in beside(page) and f"答复 {year}年" not in beside(page)


def beside(client):
    """The limits as they stand beside the case."""
    return client.page.words.split(" 期限 转出")[1].split(" 当事人 ")[0]
