"""The clerk's inbox: groups, whole groups at once, ticked rows, the part beside the list, the tabs."""

from __future__ import annotations

from datetime import timedelta

from liaison.casework import actions
from liaison.casework.models import Case
from liaison.casework.sheets.steps import USUAL_OPINION
from liaison.core import clock
from liaison.orgs.models import Category, Organisation
from tests.casework.stories import brought_to, housing, opened
from tests.factories import first, make_row
from tests.statements import statement_count


def waiting(title="老街路灯坏了", field="路灯照明", **values):
    """A case that waits in the inbox of 曲塘镇."""
    category = first(Category, name=field).id if field else None
    return make_row(Case, title=title, text=values.pop("text", ""), category_id=category, **values)


def test_rows_are_grouped_by_the_unit_they_belong_to(browser, people, make):
    for _ in range(3):
        waiting()
    waiting("红绿灯坏了", "交通信号标线")
    waiting("不知道说的是什么", None, text="有事")
    client = browser(people.clerk)
    client.get("/inbox")
    assert "收件箱：5 件等您转办" in client.page.words
    assert "建议转给 市住房和城乡建设局 3 件" in client.page.words
    assert "建议转给 市公安局 1 件" in client.page.words
    assert "要您判断 1 件" in client.page.words


def test_the_town_s_own_matters_go_to_the_town(browser, people):
    own = first(Category, unit_id=None)
    make_row(Case, title="邻居吵架", text="", category_id=own.id)
    client = browser(people.clerk)
    client.get("/inbox")
    assert "建议转给 曲塘镇 1 件" in client.page.words


def test_what_the_member_has_not_filled_in_can_go_out_already(browser, people):
    case = opened(people)
    assert case.state == "to_consensus"
    client = browser(people.clerk)
    client.get("/inbox")
    assert "待委员补充材料" in client.page.words
    assert client.post(f"/cases/{case.number}/hand-over", data={"unit_id": housing().id}).status_code == 302


def test_only_the_own_committee_s_cases_stand_there(browser, people):
    case = waiting()
    assert case.number not in browser(people.other_clerk).get("/inbox").get_data(as_text=True)
    assert browser(people.other_clerk).get(f"/inbox/{case.number}").status_code == 404
    for role in ("member", "unit_leader", "handler", "office", "leader", "admin"):
        assert browser(getattr(people, role)).get("/inbox").status_code == 404, role


def test_a_whole_group_goes_out_at_once_and_comes_back(browser, people):
    cases = [waiting(f"第 {n} 盏灯") for n in range(6)]
    client = browser(people.clerk)
    numbers = [case.number for case in cases]
    asked = client.get("/inbox/hand-over", query_string={"unit_id": housing().id, "case": numbers})
    assert "把 6 件诉求一起转办" in asked.get_data(as_text=True)
    assert all(case.state == "to_hand_over" for case in cases)
    answer = client.post("/inbox/hand-over", data={"unit_id": housing().id, "case": numbers})
    assert answer.status_code == 302
    assert {case.state for case in cases} == {"to_approve"}
    page = client.get("/inbox").get_data(as_text=True)
    assert "已转出 6 件" in page
    undo = page.split('action="/inbox/take-back?')[1].split('"')[0].replace("&amp;", "&")
    assert client.post(f"/inbox/take-back?{undo}").status_code == 302
    assert {case.state for case in cases} == {"to_hand_over"}


def test_ticked_rows_of_several_groups_go_each_to_its_own_unit(browser, people):
    lamp, letters = waiting(), waiting("红绿灯坏了", "交通信号标线")
    client = browser(people.clerk)
    client.post("/inbox/hand-over", data={"case": [lamp.number, letters.number]})
    assert lamp.unit_id == housing().id
    assert letters.unit_id == first(Organisation, name="市公安局").id


def test_all_or_none(browser, people):
    good, gone = waiting(), brought_to("to_approve", people)
    client = browser(people.clerk)
    answer = client.post("/inbox/hand-over", data={"unit_id": housing().id, "case": [good.number, gone.number]})
    assert answer.status_code == 409
    assert f"{gone.number}：现在是“待审批”" in answer.get_data(as_text=True)
    assert "一件也没有转出" in answer.get_data(as_text=True)
    assert good.state == "to_hand_over"


def test_what_nobody_can_guess_must_be_chosen(browser, people):
    vague = waiting("有事", None, text="说不清")
    client = browser(people.clerk)
    answer = client.post("/inbox/hand-over", data={"case": [vague.number]})
    assert answer.status_code == 409
    assert "没有建议单位" in answer.get_data(as_text=True)
    assert client.post("/inbox/hand-over", data={}).status_code == 409
    assert client.post("/inbox/hand-over", data={"case": [vague.number], "unit_id": "no"}).status_code == 422


def test_a_foreign_case_among_them_is_not_found(browser, people):
    case = waiting()
    foreign = browser(people.other_clerk)
    assert foreign.post("/inbox/hand-over", data={"unit_id": housing().id, "case": [case.number]}).status_code == 404
    assert foreign.post(f"/inbox/take-back?case={case.number}").status_code == 404
    assert case.state == "to_hand_over"


def test_the_part_beside_the_list_comes_alone_or_in_the_page(browser, people):
    case = waiting(text="村里的灯两个月不亮")
    client = browser(people.clerk)
    alone = client.get(f"/inbox/{case.number}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in alone
    assert "村里的灯两个月不亮" in alone
    assert f'data-enter="{case.number}"' in alone
    whole = client.get(f"/inbox/{case.number}").get_data(as_text=True)
    assert "<html" in whole
    for page in (alone, whole):
        assert f'name="opinion" value="{USUAL_OPINION}"' in page
    assert f'data-key="{case.number}" aria-current="true"' in whole


def test_handing_over_from_the_part_keeps_what_the_member_wrote(browser, people):
    case = opened(people, survey="看过", suggestion="装红绿灯", urgency="较急")
    client = browser(people.clerk)
    page = client.get(f"/inbox/{case.number}").get_data(as_text=True)
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = client.post(
        f"/cases/{case.number}/hand-over?back=inbox",
        data={"unit_id": housing().id, "version": version, "limit_days": "", "opinion": "请快"},
    )
    assert answer.location.endswith("/inbox")
    assert (case.urgency, case.unit_id) == ("较急", housing().id)


def test_one_group_alone(browser, people):
    waiting("一盏灯")
    waiting("红绿灯", "交通信号标线")
    client = browser(people.clerk)
    client.get(f"/inbox?to={housing().id}")
    assert "一盏灯" in client.page.words
    assert "看全部 2 件" in client.page.words


def test_the_tabs_count_and_list(browser, people):
    waiting()
    fix = opened(people, survey="看过", suggestion="装灯")
    actions.advance(fix, "send_back", people.clerk.actor, reason="请补充地点")
    brought_to("handling", people)
    client = browser(people.clerk)
    for tab, words in (("fix", "待委员补充：1 件"), ("out", "已转出：1 件"), ("late", "已超期：0 件")):
        assert client.get(f"/inbox?tab={tab}").status_code == 200
        assert words in client.page.words
    with clock.set_clock(clock.now() + timedelta(days=40)):
        late = browser(people.clerk)
        late.get("/inbox?tab=late")
    assert "已超期：2 件" in late.page.words
    assert client.get("/inbox?tab=nonsense&to=zzz").status_code == 200


def test_an_empty_inbox_says_so(browser, people):
    client = browser(people.clerk)
    client.get("/inbox")
    assert "都转完了" in client.page.words


def test_the_number_of_statements_does_not_grow(browser, people, db):
    client, contact_id = browser(people.clerk), waiting().contact_id
    for _ in range(9):
        waiting(contact_id=contact_id)
    few = statement_count(lambda: client.get("/inbox"))
    for _ in range(90):
        waiting(contact_id=contact_id)
    assert statement_count(lambda: client.get("/inbox")) == few
