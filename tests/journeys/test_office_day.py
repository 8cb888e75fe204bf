"""The office's day in the browser: routing by the dozen, every turn, three as one, the paper, and a faked record."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from liaison.assignment.models import Pairing
from liaison.casework.models import Case, StationCode
from liaison.casework.rules.public import LEAST_SECONDS
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.paper import missing
from liaison.jobs.actions import run_waiting
from liaison.orgs.models import Organisation
from liaison.roster.models import Representative
from tests.casework.test_conservation import tamper
from tests.factories import first, make_row
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.office import FARMING, HOUSING, POLICE, POST, TO_JUDGE, Office
from tests.journeys.test_eight_steps import Story
from tests.papers import page_count

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]
MOST_CLICKS = 15
OTHER_UNIT = "市交通运输局"
# Counted where the browser feels them, whatever the page makes of them.
COUNTING = """['pointerdown', 'keydown'].forEach((kind) => addEventListener(kind, () => {
  sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind) || 0) + 1);
}, true));"""


@pytest.fixture(scope="module")
def office(site):
    """The people of the office."""
    return Office(site)


@pytest.fixture
def story(visitor, office):
    """story(number): the case and the people who hand it on."""

    def tell(number):
        told = Story(visitor, office.usernames)
        told.number = number
        return told

    return tell


def counting(guest):
    """Count clicks and keys from now on."""
    guest.page.add_init_script(COUNTING)
    return guest


def felt(guest, kind):
    """How many there were."""
    return int(guest.page.evaluate(f"sessionStorage.getItem('{kind}') || 0"))


def see_both(guest, name, at=DESK):
    """The page at a desk and on a phone; nothing runs out of a phone's width."""
    for size in (DESK, PHONE):
        guest.page.set_viewport_size(size)
        guest.see(f"{name}-{size['width']}")
    wide = guest.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name}: {wide} px too wide for a phone"
    guest.page.set_viewport_size(at)


def routed(office, numbers):
    """Each of these cases stands at its unit to be approved; `{unit: how many}`."""
    cases = [office.case(number) for number in numbers]
    assert {case.state for case in cases} == {"to_approve"}
    names = office.site.look(lambda: {one.id: one.name for one in db.session.query(Organisation)})
    return Counter(names[case.unit_id] for case in cases)


def wanted(judged):
    """`{unit: how many}` of the morning's post, the last three as they were judged."""
    return Counter(unit for unit, *_rest in POST if unit != TO_JUDGE) + Counter(judged)


def offered(page, place):
    """The name of the unit that stands at a place of the open case."""
    return page.locator("#pane .pick b").nth(place - 1).inner_text()


def test_eighteen_are_routed_with_fifteen_clicks(office, visitor):
    numbers, judged = office.fill_inbox(), []
    guest = counting(visitor(office.usernames["clerk"]))
    page = guest.go("/inbox")
    page.get_by_role("heading", name="收件箱：18 件等您转办").wait_for()
    see_both(guest, "inbox")
    before = felt(guest, "keydown")
    for unit in (HOUSING, POLICE, FARMING):
        page.locator("[data-group]", has_text=f"建议转给 {unit}").get_by_role("link", name="整组转办").click()
        guest.see(f"inbox-group-{unit}")
        page.locator("dialog[open]").get_by_role("button", name=f"转给{unit}").click()
    for number, place in zip(numbers[-3:], (2, 1, 3), strict=True):
        page.locator(f"li[data-key='{number}'] a.only-wide").click()
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
    guest = counting(visitor(office.usernames["clerk"]))
    page = guest.go("/inbox")
    before = felt(guest, "pointerdown")
    clear = len(POST) - 3
    for place in range(clear):
        page.keyboard.press("x")
        expect(page.locator("[data-bulk-count]")).to_have_text(str(place + 1))
        page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("li[aria-current]")).to_have_attribute("data-key", numbers[clear - 1])
    guest.see("inbox-ticked")
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
    told.move("handler", "申请延期", 延期理由="要等道路封闭的批复。", 依据="市政府会议纪要第 12 号", 新期限=later.isoformat())
    see_both(told.at("handler"), "extension-asked")
    told.move("director", "同意延期", 审批意见="同意。", 已告知诉求人=True)
    case = office.case(told.number)
    assert (case.due_on, case.first_due_on, case.extended_due_on) == (later, due, later)
    see_both(told.at("director"), "extension-granted")
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
    see_both(told.at("office"), "settled")
    leader = told.at("unit_leader")
    page = leader.go(f"/cases/{told.number}")
    see_both(leader, "not-returnable")
    assert page.get_by_role("link", name="申请退回").count() == 0
    answer = leader.context.request.get(f"{leader.site.address}/cases/{told.number}/decline")
    assert answer.status == 409 and "审定" in answer.text()
    case = office.case(told.number)
    assert (case.state, case.decline_count, case.due_on) == ("to_approve", 2, due)


def rate(story, url, name, **cells):
    """An asker scans his code at a phone and answers."""
    asker = story.visitor(size=PHONE)
    page = asker.go(urlsplit(url).path)
    for label, value in cells.items():
        page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
    asker.see(f"{name}-390")
    page.get_by_role("button", name="送出").click()
    page.get_by_role("heading", name="谢谢").wait_for()


ANSWERS = (
    {"办事的态度": "满意", "办理结果": "满意", "问题解决": "是"},
    {"办事的态度": "基本满意", "办理结果": "基本满意", "问题解决": "部分解决"},
    {"办事的态度": "基本满意", "办理结果": "不满意", "问题解决": "否", "哪里不满意": "没有解决"},
)


def test_three_equal_ones_are_merged_and_each_asker_has_his_own_reply(office, story):
    numbers = [office.bring("to_hand_over", title="老街路口没有红绿灯") for _ in range(3)]
    main, told = numbers[0], story(numbers[0])
    clerk = told.at("clerk")
    page = clerk.go("/inbox")
    for number in numbers:
        page.locator(f"li[data-key='{number}'] input").check()
    page.get_by_role("button", name="并案").click()
    page.get_by_label("并案主单", exact=True).select_option(str(office.case(main).id))
    see_both(clerk, "merge-group")
    page.locator("main").get_by_role("button", name="并案").click()
    page.get_by_text("已并案 2 件").wait_for()
    clerk.go(f"/cases/{main}")
    see_both(clerk, "merged-main")
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
    see_both(told.at("office"), "round-two")


def posted(people):
    """The code that hangs at a station, and a member who keeps somebody there."""
    person = make_row(Representative)
    make_row(Pairing, member_id=people.member.member.id, representative_id=person.id)
    return make_row(StationCode).token


def progress(asker, number):
    """What the page of progress says for the number and the last four of the phone."""
    page = asker.go("/t")
    page.get_by_label("8 位查询号").fill(number)
    page.get_by_label("手机号后 4 位").fill("7340")
    page.get_by_role("button", name="查进度").click()
    return page.locator("main").inner_text()


def test_a_scanned_form_is_accepted_and_followed_by_its_number(office, visitor):
    asker = visitor(size=PHONE)
    page = asker.go(f"/q/{office.act(posted)}")
    page.get_by_label("1. 什么事").fill("村口的桥栏杆断了一截，晚上骑车危险。")
    page.get_by_label("3. 您的手机号").fill("15400007340")
    page.get_by_label("我同意联络室").check()
    see_both(asker, "ask", PHONE)
    page.wait_for_timeout(LEAST_SECONDS * 1000)
    page.get_by_role("button", name="提交给委员").click()
    page.get_by_role("heading", name="已经收到").wait_for()
    asker.see("asked-390")
    number = page.locator(".code").inner_text().strip()
    clerk = visitor(office.usernames["clerk"])
    desk = clerk.go("/public-requests")
    see_both(clerk, "public-requests")
    desk.get_by_role("link", name="村口的桥栏杆断了一截").click()
    see_both(clerk, "public-request")
    desk.get_by_role("button", name="转给委员").click()
    desk.get_by_text("可以转办").wait_for()
    case = desk.url.rsplit("/", 1)[1]
    said = [progress(asker, number)]
    office.go_on(case, "hand_over", "approve")
    said.append(progress(asker, number))
    office.go_on(case, "finish", "sign", "pass_check", "reply", "forward_reply", "tell_asker")
    said.append(progress(asker, number))
    see_both(asker, "progress", PHONE)
    print(*said, sep="\n----\n")
    assert len(set(said)) == 3 and all("陈立平" not in words for words in said)
    page.get_by_role("button", name="看答复").click()
    for label, value in ANSWERS[0].items():
        page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
    page.get_by_role("button", name="送出").click()
    page.get_by_role("heading", name="谢谢").wait_for()
    assert office.case(case).state == "closed"


@pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
def test_the_quarter_s_dossiers_print(office, visitor, tmp_path):
    guest = visitor(office.usernames["office"])
    page = guest.go("/cases/papers")
    see_both(guest, "papers")
    page.get_by_role("button", name="打印").filter(has_text="件卷宗").click()
    page.wait_for_url("**/jobs/*")
    with office.site.app.app_context():
        run_waiting()
    page = guest.go("/cases/papers")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="卷宗").filter(has_text="件卷宗").first.click()
    waiting.value.save_as(tmp_path / "dossiers.pdf")
    pdf = (tmp_path / "dossiers.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and page_count(pdf) > 8


def unproved(site):
    """What `flask check` says of the sheets that prove each other."""
    with site.app.app_context():
        answer = site.app.test_cli_runner().invoke(args=["check"])
    assert answer.output.endswith(("没有发现问题。\n", "处要处理。\n")), answer.exception
    return [line for line in answer.output.splitlines() if line.startswith("套表互证")]


def test_the_day_is_green_until_a_record_is_faked(office, visitor):
    guest = visitor(office.usernames["office"])
    page = guest.go("/cases/conservation")
    page.get_by_text("条等式都对得上").wait_for()
    see_both(guest, "green")
    assert unproved(office.site) == []
    number = office.bring("to_rate")
    office.act(lambda _people: tamper(db, FAKED, case=first(Case, number=number).id))
    guest.go("/cases/conservation").get_by_text("对不上").first.wait_for()
    see_both(guest, "red")
    named = unproved(office.site)
    assert named and all(number in line for line in named)


FAKED = "UPDATE step_record SET verb = 'sign' WHERE case_id = :case AND verb = 'pass_check'"
