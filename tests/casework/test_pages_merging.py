"""并案 in the browser: ticked in the inbox, one page that asks, boards that show only what the reader may see."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison.casework import actions
from liaison.casework.models import Case
from tests.casework.stories import brought_to
from tests.casework.test_merging import TO_REPLY, WHY, at_desk, go_on, three


def words(client, address):
    """What stands on a page."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def proposed(page, case):
    """Whether a page proposes this case as the main one."""
    return f'<option selected value="{case.id}">' in page


def test_ticked_cases_are_merged_on_one_page(browser, people):
    one, two, other = (at_desk(people) for _ in range(3))
    client = browser(people.clerk)
    assert 'formaction="/inbox/merge"' in words(client, "/inbox")
    asked = client.post("/inbox/merge", data={"case": [one.number, two.number, other.number]})
    assert asked.status_code == 303
    page = words(client, asked.location)
    assert proposed(page, one) and "反映的是同一件事" in page
    assert f"{two.number}，{two.representative.name}反映，" in page, "whose it is, as the titles may be the same"
    numbers = [case.number for case in (one, two, other)]
    answer = client.post("/inbox/merge", data={"case": numbers, "merged_into_id": one.id, "reason": WHY})
    assert answer.status_code == 302
    assert [case.state for case in (one, two, other)] == ["to_hand_over", "merged", "merged"]
    page = words(client, "/inbox?tab=out")
    assert f"已并案 2 件，随 {one.number} 一起办理" in page and two.number in page
    undo = re.search(r'action="(/inbox/take-back[^"]*)"', page).group(1).replace("&amp;", "&")
    assert client.post(undo).status_code == 302
    assert {case.state for case in (one, two, other)} == {"to_hand_over"}


@pytest.mark.parametrize("who", ["other_clerk", "member", "unit_leader", "handler", "supervisor", "office", "leader"])
def test_nobody_else_merges(browser, people, who):
    one, two = at_desk(people), at_desk(people)
    client = browser(getattr(people, who))
    cells = {"case": [one.number, two.number], "merged_into_id": one.id, "reason": WHY}
    assert client.get("/inbox/merge", query_string={"case": one.number}).status_code == 404
    assert client.post("/inbox/merge", data=cells).status_code == 404
    assert client.post(f"/cases/{two.number}/merge", data=cells).status_code == 404
    assert two.state == "to_hand_over"


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(browser, people):
    main, others = three(people)
    one = at_desk(people)
    client = browser(people.clerk)
    cells = {"case": [main.number, one.number], "merged_into_id": one.id, "reason": "同一个路口"}
    answer = client.post("/inbox/merge", data=cells)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "名下已经并了 2 件" in page and "一件也没有并" in page and "同一个路口" in page
    empty = client.post("/inbox/merge", data={"case": [one.number], "merged_into_id": "", "reason": ""})
    assert empty.status_code == 422 and "请选并案主单" in empty.get_data(as_text=True)
    hostile = client.post("/inbox/merge", data={"case": [one.number], "merged_into_id": "999999", "reason": WHY})
    assert hostile.status_code == 422 and one.state == "to_hand_over"
    assert len(others) == 2


def test_the_page_of_the_one_that_leads_and_of_one_that_follows(browser, people):
    main, (other, third) = three(people)
    client = browser(people.clerk)
    page = words(client, f"/cases/{main.number}")
    assert "连这件共 <b>3</b> 位群众" in page and other.number in page and third.number in page
    assert f"/cases/{main.number}/merge" not in page
    page = words(client, f"/cases/{other.number}")
    assert f"已并案，随 {main.number} 一起办理" in page and f'href="/cases/{main.number}"' in page
    assert "撤销并案" in page and "随主单答复" not in page
    go_on(main, people, "hand_over")
    page = words(browser(people.unit_leader), f"/cases/{main.number}")
    assert "连这件共 <b>3</b> 位群众" in page and other.number not in page
    assert browser(people.unit_leader).get(f"/cases/{other.number}").status_code == 404


def test_what_may_be_the_same_is_one_click_away(browser, people):
    one, two = at_desk(people), at_desk(people)
    client = browser(people.clerk)
    assert words(client, "/inbox").count('<span class="tag tag--line">疑似重复</span>') == 2
    for address in (f"/inbox/{two.number}", f"/cases/{two.number}"):
        page = words(client, address)
        assert "疑似重复" in page and one.number in page
        assert f'href="/inbox/merge?case={two.number}&amp;case={one.number}"' in page
    assert "疑似重复" not in words(browser(people.member), f"/cases/{two.number}")
    assert proposed(words(client, f"/cases/{two.number}/merge"), one)
    version = two.version
    actions.advance(two, "send_back", people.clerk.actor, reason="请补充地点")
    cells = {"merged_into_id": one.id, "reason": WHY, "version": version}
    stale = client.post(f"/cases/{two.number}/merge", data=cells)
    assert stale.status_code == 409 and two.merged_into_id is None


def at_once(app, db, *presses):
    """The answers to forms that are sent at the same moment. presses: (client, address, cells)."""
    db.session.commit()

    def press(one):
        client, address, cells = one
        with app.app_context():
            answer = client.post(address, data=cells)
            db.session.remove()
            return answer.status_code

    with ThreadPoolExecutor(len(presses)) as pool:
        codes = list(pool.map(press, presses))
    db.session.expire_all()
    return codes


def test_of_two_who_merge_into_each_other_at_the_same_moment_one_wins(app, browser, people, db):
    one, two = at_desk(people), at_desk(people)
    first, second = (browser(people.clerk), browser(people.director))
    codes = at_once(
        app, db, (first, f"/cases/{one.number}/merge", {"merged_into_id": two.id, "reason": WHY}),
        (second, f"/cases/{two.number}/merge", {"merged_into_id": one.id, "reason": WHY}),
    )  # fmt: skip
    assert sorted(codes)[0] == 302 and sorted(codes)[1] in (409, 422)
    assert sorted((one.state, two.state)) == ["merged", "to_hand_over"]


def test_nobody_is_left_waiting_for_a_case_that_is_refused_at_the_same_moment(app, browser, people, db):
    main, other = at_desk(people), at_desk(people)
    first, second = (browser(people.clerk), browser(people.director))
    refusal = {"refusal": "不属于本市管辖", "explained": "打了电话"}
    codes = at_once(
        app, db, (first, f"/cases/{main.number}/refuse", refusal),
        (second, f"/cases/{other.number}/merge", {"merged_into_id": main.id, "reason": WHY}),
    )  # fmt: skip
    assert codes[0] == 302 and (main.state, other.state, other.merged_into_id) == ("refused", "to_hand_over", None)


def test_one_on_its_way_only_leads(browser, people):
    sent, one = brought_to("to_approve", people), at_desk(people)
    client = browser(people.clerk)
    page = words(client, f"/inbox/merge?case={one.number}&case={sent.number}")
    assert "只能作主单" in page and proposed(page, sent)
    cells = {"case": [one.number], "merged_into_id": sent.id, "reason": WHY}
    assert client.post("/inbox/merge", data=cells).status_code == 302
    assert one.merged_into_id == sent.id and one.state == "merged"


def test_no_button_joins_or_releases(browser, people):
    _main, (other, _third) = three(people)
    client = browser(people.clerk)
    for verb in ("join-reply", "release"):
        assert client.post(f"/cases/{other.number}/{verb}").status_code == 404
    assert client.post(f"/cases/{other.number}/unmerge", data={"reason": "不是同一个路口"}).status_code == 302
    assert (other.state, other.merged_into_id) == ("to_hand_over", None)


def test_the_reply_names_none_of_the_others(browser, people, db):
    main, others = three(people)
    others[0].asker_name = "季小满"
    go_on(main, people, *TO_REPLY, "forward_reply")
    page = words(browser(people.member), f"/cases/{others[1].number}")
    assert "季小满" not in page and main.reply_text in page and "曾和" in page
    assert db.session.query(Case).filter_by(state="to_confirm").count() == 3
