"""The office's day in the browser: routing by the dozen, every turn, three as one, the paper, and a faked record."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from liaison.casework.actions.ladder import climb
from liaison.casework.models import UrgingNotice
from liaison.casework.rules.public import LEAST_SECONDS
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.paper import missing
from liaison.jobs.actions import run_waiting
from tests.journeys.conftest import PHONE
from tests.journeys.office import (
    ANSWERS,
    FARMING,
    HOUSING,
    POLICE,
    POST,
    Day,
    Office,
    at_ten,
    counting,
    fake,
    felt,
    offered,
    opened_long_ago,
    posted,
    progress,
    rate,
    remind,
    routed,
    said_by_check,
    wanted,
)  # fmt: skip
from tests.papers import page_count

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]
MOST_CLICKS = 15
OTHER_UNIT = "市交通运输局"


@pytest.fixture(scope="module")
def office(site):
    """The people of the office."""
    return Office(site)


@pytest.fixture
def story(visitor, office):
    """story(number): the case and the people who hand it on."""
    return lambda number: Day(visitor, office, number)


def test_eighteen_are_routed_with_fifteen_clicks(office, visitor):
    numbers, judged = office.fill_inbox(), []
    guest = counting(office.arrive(visitor, "clerk"))
    page = guest.go("/inbox")
    page.get_by_role("heading", name="收件箱：18 件等您转办").wait_for()
    guest.see_both("inbox")
    before = felt(guest, "keydown")
    for unit in (HOUSING, POLICE, FARMING):
        page.locator("[data-group]", has_text=f"建议转给 {unit}").get_by_role("link", name="整组转办").click()
        guest.see(f"inbox-group-{unit}")
        page.locator("dialog[open]").get_by_role("button", name=f"转给{unit}").click()
    for number, place in zip(numbers[-3:], (2, 1, 3), strict=True):
        with page.expect_response(f"**/inbox/{number}*"):
            page.locator(f"li[data-key='{number}'] a.only-wide").click()
        page.wait_for_load_state("networkidle")
        page.locator(f"form[data-enter='{number}']").wait_for()
        judged.append(offered(page, place))
        page.locator("#pane .pickw input").nth(place - 1).click()
        page.locator("#pane").get_by_role("button", name="转办").click()
    page.get_by_role("heading", name="都转完了").wait_for()
    guest.see("inbox-empty")
    assert (felt(guest, "pointerdown"), felt(guest, "keydown") - before) == (MOST_CLICKS, 0)
    assert routed(office, numbers) == wanted(judged)


def test_eighteen_are_routed_by_keys_alone(office, visitor):
    numbers, judged = office.fill_inbox(), []
    guest = counting(office.arrive(visitor, "clerk"))
    page = guest.go("/inbox")
    before = felt(guest, "pointerdown")
    clear = len(POST) - 3
    for place in range(clear):
        page.keyboard.press("x")
        expect(page.locator("[data-bulk-count]")).to_have_text(str(place + 1))
        page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("li[aria-current]")).to_have_attribute("data-key", numbers[clear - 1])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="收件箱：3 件等您转办").wait_for()
    for number, place in zip(numbers[-3:], (1, 2, 3), strict=True):
        page.locator(f"form[data-enter='{number}']").wait_for()
        judged.append(offered(page, place))
        page.keyboard.press(str(place))
        page.keyboard.press("Enter")
        page.locator(f"li[data-key='{number}']").wait_for(state="detached")
    page.get_by_role("heading", name="都转完了").wait_for()
    assert felt(guest, "pointerdown") == before
    assert routed(office, numbers) == wanted(judged)


def test_a_unit_asks_for_an_extension_and_the_asker_is_told(office, story):
    told = story(office.bring("handling"))
    due = office.case(told.number).due_on
    later = office.site.look(lambda: working_days().add(due, 2))
    told.move("handler", "申请延期", 延期理由="要等道路封闭的批复。", 依据="会议纪要第 12 号", 新期限=later.isoformat())
    told.at("handler").see_both("extension-asked")
    told.move("director", "同意延期", 审批意见="同意。", 已告知诉求人=True)
    case = office.case(told.number)
    assert (case.due_on, case.first_due_on, case.extended_due_on) == (later, due, later)
    told.at("director").see_both("extension-granted")
    assert "已告知诉求人" in told.state()
    assert told.number in told.at("member").go("/messages").locator("main").inner_text()


def test_what_was_declined_twice_is_settled_and_cannot_be_returned(office, story):
    told = story(office.bring("to_approve"))
    due = office.case(told.number).due_on
    for ruler, ruling in (("director", "不同意退回"), ("office", "审定由原单位办")):
        told.move(
            "unit_leader", "申请退回", 申退类型="不是本单位职责", 申退理由="这条路归交通局管。", 建议改派给=OTHER_UNIT,
        )  # fmt: skip
        told.move(ruler, ruling, 裁定意见="路灯的职责清单写明由你单位办。")
    told.at("office").see_both("settled")
    leader = told.at("unit_leader")
    page = leader.go(f"/cases/{told.number}")
    leader.see_both("not-returnable")
    assert page.get_by_role("link", name="申请退回").count() == 0
    answer = leader.context.request.get(f"{leader.site.address}/cases/{told.number}/decline")
    assert answer.status == 409 and "审定" in answer.text()
    case = office.case(told.number)
    assert (case.state, case.decline_count, case.due_on) == ("to_approve", 2, due)


def test_three_equal_ones_are_merged_and_each_asker_has_his_own_reply(office, story):
    numbers = [office.bring("to_hand_over", title="老街路口没有红绿灯") for _ in range(3)]
    main, told = numbers[0], story(numbers[0])
    clerk = told.at("clerk")
    page = clerk.go("/inbox")
    for number in numbers:
        page.locator(f"li[data-key='{number}'] input").check()
    page.get_by_role("button", name="并案").click()
    page.get_by_label("并案主单", exact=True).select_option(str(office.case(main).id))
    clerk.see_both("merge-group")
    page.locator("main").get_by_role("button", name="并案").click()
    page.get_by_text("已并案 2 件").wait_for()
    clerk.go(f"/cases/{main}")
    clerk.see_both("merged-main")
    office.go_on(main, "hand_over", "approve", "finish", "sign", "pass_check", "reply", "forward_reply")
    today = office.case(main).raised_on.isoformat()
    for number, answers in zip(numbers, ANSWERS, strict=True):
        told.number = number
        page = told.move("member", "反馈给诉求人", 哪天=today, 怎样告诉="电话", 诉求人的态度="理解接受")
        rate(told, page.locator(".code").inner_text().strip(), f"rating-{number}", **answers)
    cases = [office.case(number) for number in numbers]
    assert [(case.state, case.round, case.rating) for case in cases] == [
        ("closed", 1, "满意"), ("closed", 1, "基本满意"), ("handling", 2, "不满意"),
    ]  # fmt: skip
    assert len({case.reply_text for case in cases}) == 1 and all(case.replied_on for case in cases)
    assert "第 2 轮" in told.state()
    told.at("office").see_both("round-two")


def called_by(member, case):
    """The member finds the promised call among what he is to do, and notes that he made it."""
    page = member.go("/")
    page.get_by_role("link", name="去打电话").click()
    page.get_by_role("link", name="记和反映人的联系").click()
    member.see_both("note-asker-call")
    page.get_by_label("联系上了", exact=True).check()
    page.get_by_label("问到了什么").fill("桥东头第二节栏杆断了，已经用绳子拦上。")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/cases/{case}")
    assert "委员和反映人联系：联系上了" in page.locator("main").inner_text()


def test_a_scanned_form_is_accepted_and_followed_by_its_number(office, visitor):
    asker = visitor(size=PHONE)
    page = asker.go(f"/q/{office.act(posted)}")
    page.get_by_label("1. 什么事").fill("村口的桥栏杆断了一截，晚上骑车危险。")
    page.get_by_label("3. 您的手机号").fill("15400007340")
    page.get_by_label("我同意联络室").check()
    asker.see_both("ask", PHONE)
    page.wait_for_timeout(LEAST_SECONDS * 1000)
    page.get_by_role("button", name="提交给委员").click()
    page.get_by_role("heading", name="已经收到").wait_for()
    asker.see("asked-390")
    number = page.locator(".code").inner_text().strip()
    clerk = office.arrive(visitor, "clerk")
    desk = clerk.go("/public-requests")
    clerk.see_both("public-requests")
    desk.get_by_role("link", name="村口的桥栏杆断了一截").click()
    clerk.see_both("public-request")
    desk.get_by_role("button", name="转给委员").click()
    desk.get_by_text("可以转办").wait_for()
    case = desk.url.rsplit("/", 1)[1]
    called_by(office.arrive(visitor, "member"), case)
    said = [progress(asker, number)]
    office.go_on(case, "hand_over", "approve")
    said.append(progress(asker, number))
    office.go_on(case, "finish", "sign", "pass_check", "reply", "forward_reply", "tell_asker")
    said.append(progress(asker, number))
    asker.see_both("progress", PHONE)
    assert len(set(said)) == 3 and all("陈立平" not in words for words in said)
    page.get_by_role("button", name="看答复").click()
    for label, value in ANSWERS[0].items():
        page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
    page.get_by_role("button", name="送出").click()
    page.get_by_role("heading", name="谢谢").wait_for()
    assert office.case(case).state == "closed"


def test_a_leader_s_instruction_reaches_the_unit_and_the_answer_comes_back(office, story):
    told = story(office.bring("handling"))
    told.move("leader", "写批示", 批示内容="请住建局主要负责人过问，一周内装好。", 希望几号前=clock.today().isoformat())
    told.at("leader").see_both("instructed")
    desk = told.at("office")
    page = desk.go("/notices/proposed")
    page.locator("li", has_text="按批示办理").get_by_role("button", name="发出").click()
    page.get_by_text("已发 DB").wait_for()
    told.move("unit_leader", "报告办理情况", 办理情况="灯已订货，周五安装。")
    told.at("unit_leader").see_both("instruction-answered")
    assert told.number in told.at("leader").go("/messages").locator("main").inner_text()
    assert "周五安装" in told.at("leader").go(f"/cases/{told.number}").locator("main").inner_text()
    assert "主要负责人过问" not in told.at("member").go(f"/cases/{told.number}").locator("main").inner_text()


def test_a_late_case_climbs_the_ladder_each_rung_once(office, story):
    number, due = opened_long_ago(office)
    told, climbed = story(number), []
    for days in (-1, 1, 6):
        day = office.site.look(lambda days=days: working_days().add(due, days))
        for _twice in range(2):
            with at_ten(day):
                climbed += office.act(lambda _people: [one.level for one in climb() if one.case.number == number])
    assert climbed == [1, 2, 3]
    desk = told.at("office")
    page = desk.go("/notices")
    desk.see_both("notices")
    assert "催办 DB" in page.locator("main").inner_text()
    page = desk.go("/notices/proposed")
    desk.see_both("proposed")
    page.locator("li", has_text=f"{due.month}月{due.day}日到期").get_by_role("button", name="发出").click()
    page.get_by_text("已发 DB").wait_for()
    sent = office.site.look(lambda: [one.number for one in db.session.query(UrgingNotice).filter_by(level=3)])[-1]
    told.move("unit_leader", f"回话 {sent}", 回话="灯已订货，下周装好。")
    told.at("unit_leader").see_both("answered")
    desk.go("/notices?tab=answered").locator("li", has_text=sent).get_by_role("button", name="销号").click()
    assert f"{number} 挂牌通报" in remind(office.site)
    assert number not in remind(office.site)
    assert "挂牌" in desk.go("/notices/proposed").locator("main").inner_text()


@pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
def test_the_quarter_s_dossiers_print(office, visitor, tmp_path):
    guest = office.arrive(visitor, "office")
    page = guest.go("/cases/papers")
    guest.see_both("papers")
    page.get_by_role("button", name="件卷宗").click()
    page.wait_for_url("**/jobs/*")
    with office.site.app.app_context():
        run_waiting()
    page = guest.go("/cases/papers")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="卷宗").filter(has_text="件卷宗").first.click()
    waiting.value.save_as(tmp_path / "dossiers.pdf")
    pdf = (tmp_path / "dossiers.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and page_count(pdf) >= 8


def test_the_day_is_green_until_a_record_is_faked(office, visitor):
    guest = office.arrive(visitor, "office")
    page = guest.go("/cases/conservation")
    page.get_by_text("条等式都对得上").wait_for()
    guest.see_both("green")
    assert said_by_check(office.site, "套表互证", "环节记录", "办理期限") == []
    number = office.bring("to_rate")
    fake(office, number, "verb = 'sign'")
    guest.go("/cases/conservation").get_by_text("1 件对不上").first.wait_for()
    guest.see_both("red")
    named = said_by_check(office.site, "套表互证", "环节记录")
    assert len(named) > 1 and all(number in line for line in named)


def test_a_record_whose_words_alone_were_faked_is_named_too(office):
    number = office.bring("to_rate")
    fake(office, number, "shown = '{}'")
    (named,) = (line for line in said_by_check(office.site, "环节记录") if number in line)
    assert "核查通过" in named
