"""The pages of the plan: board, gaps, a pair changed by hand, publishing, the list as Excel."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from liaison.assignment import queries
from liaison.assignment.actions import draw_up, publish, unpair
from liaison.assignment.models import DRAFT, PUBLISHED, Pairing, Plan
from liaison.jobs.actions import run_waiting
from liaison.roster.models import Member, Representative
from tests.taking_out import take_out

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def office(browser, people):
    return browser(people.office)


def five_of(member):
    return queries.current_five(member.id)


def spare_id(db):
    kept = select(Pairing.representative_id)
    return db.session.scalars(select(Representative.id).where(Representative.id.not_in(kept))).one()


def test_before_the_first_plan_there_is_a_button_for_it(office, people):
    assert office.get("/assignment").location == "/assignment/2026"
    page = office.get("/assignment/2026")
    assert page.status_code == 200
    assert "2026 年还没有方案" in office.page.words
    assert "排 2026 年方案" in office.page.words
    assert office.get("/assignment/2026/gaps").location == "/assignment/2026"


def test_drawing_up_from_the_page(office, people, make, db):
    make(Member)
    for _ in range(5):
        make(Representative)
    office.get("/assignment/2026/draw-up")
    assert "按现在的委员和代表另排一份草稿。" in office.page.words
    assert "照着哪一份排" not in office.page.words
    job = office.post("/assignment/2026/draw-up", data={"note": "第一次"}).location
    run_waiting()
    assert office.get(job).location == "/assignment/2026"
    office.get("/assignment/2026")
    assert "第一次" in office.page.words
    assert "草稿，没有发布" in office.page.words
    assert "5 / 5" in office.page.words
    assert db.session.scalars(select(Plan.state)).all() == [DRAFT]


def test_the_board_is_narrowed_by_a_members_name(office, draft, db):
    for word in ("吴晓", db.session.scalar(select(Member.no).where(Member.name == "吴晓梅"))):
        office.get(f"/assignment/2026?word={word}")
        assert "吴晓梅" in office.page.words and "陈立平" not in office.page.words
    office.get("/assignment/2026?word=没有这人")
    assert "没有这样的委员" in office.page.words


def test_nobody_to_pair_is_said(office):
    job = office.post("/assignment/2026/draw-up").location
    run_waiting()
    office.get(job)
    assert "请先导入委员名册和代表信息库" in office.page.words


def test_the_board_shows_members_with_their_places(office, draft):
    office.get("/assignment/2026")
    words = office.page.words
    assert "委员与代表：2026 年方案" in words
    assert "10 / 10 名额都配上了" in words
    assert "2 / 2 都配满了" in words
    assert words.count("已满 5 位") == 2
    assert "陈立平 农业界·" in words
    assert "发布方案" in words


def test_a_pair_tells_why(office, draft, db):
    pair = db.session.scalars(select(Pairing).join(Pairing.member).where(Member.name == "陈立平")).first()
    office.get(f"/assignment/2026?plan={draft.id}&pair={pair.id}")
    words = office.page.words
    assert f"陈立平委员和{pair.representative.name}" in words
    assert "同镇，离家 0.0 公里" in words
    assert "为什么不是别的委员" in words
    assert "一样合适，但已有 5 位" in words
    assert "换一位" in words


def test_a_pair_of_another_plan_or_out_of_sight_shows_nothing(browser, people, office, make, draft, db):
    other = make(Pairing)
    office.get(f"/assignment/2026?plan={draft.id}&pair={other.id}")
    assert "为什么这样配？" not in office.page.words
    theirs = db.session.scalars(
        select(Pairing).join(Pairing.member).where(Member.name == "吴晓梅", Pairing.plan_id == draft.id)
    ).first()
    clerk = browser(people.clerk)
    clerk.get(f"/assignment/2026?plan={draft.id}&pair={theirs.id}")
    assert "为什么这样配？" not in clerk.page.words


def test_a_clerk_sees_his_own_members_and_changes_nothing(browser, people, draft):
    clerk = browser(people.clerk)
    clerk.get(f"/assignment/2026?plan={draft.id}")
    assert "陈立平" in clerk.page.words
    assert "吴晓梅" not in clerk.page.words
    assert "发布方案" not in clerk.page.words
    assert "重新排" not in clerk.page.words
    for address in (f"/assignment/plans/{draft.id}/publish", "/assignment/2026/draw-up"):
        assert clerk.get(address).status_code == clerk.post(address).status_code == 404


@pytest.mark.parametrize("role", ["member", "handler", "unit_leader", "librarian", "admin"])
def test_others_do_not_find_it(browser, people, draft, role):
    stranger = browser(getattr(people, role))
    for address in ("/assignment", "/assignment/2026", "/assignment/2026/gaps"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/assignment/plans/{draft.id}/export").status_code == 404


@pytest.mark.parametrize("query", ["town=1&sector=2", "open=y", "town=x&page=-3&pair=zz", "pair=99999999999999999999",
                                   "plan=4294967296", "page=99999", "town=0"])  # fmt: skip
def test_any_filter_is_answered(office, draft, query):
    assert office.get(f"/assignment/2026?{query}").status_code == 200


def test_only_those_without_five(office, draft, db):
    pair = db.session.scalars(select(Pairing).join(Pairing.member).where(Member.name == "吴晓梅")).first()
    office.post(f"/assignment/pairings/{pair.id}/end", data={"reason": "其他"})
    office.get("/assignment/2026?open=y")
    assert "吴晓梅" in office.page.words
    assert "陈立平" not in office.page.words
    assert "缺 1 位" in office.page.words
    assert "空着" in office.page.words
    office.get("/assignment/2026/gaps")
    assert "没配满的委员 1 位" in office.page.words
    assert "曲塘镇要 20 位，只有 11 位可选" in office.page.words


def test_years_that_cannot_be_are_not_found(office):
    for year in (1999, 2028, 10**12):
        assert office.get(f"/assignment/{year}").status_code == 404


def test_open_places_are_said_before_publishing(people, browser, draft, db):
    leader = browser(people.leader)
    leader.get(f"/assignment/plans/{draft.id}/publish")
    assert "10 对" in leader.page.words and "还空着" not in leader.page.words
    one = db.session.scalars(select(Pairing).where(Pairing.plan_id == draft.id)).first()
    unpair(one, "委员提出", people.office.actor)
    leader.get(f"/assignment/plans/{draft.id}/publish")
    assert "9 对，还空着 1 个名额， 看是哪些" in leader.page.words


def test_the_drafter_is_told_why_he_does_not_publish(office, draft, db):
    office.get(f"/assignment/plans/{draft.id}/publish")
    assert "这份草稿是您排的，请另一位同事看过再发布" in office.page.words
    assert office.post(f"/assignment/plans/{draft.id}/publish").status_code == 409
    assert "这份草稿是您排的" in office.page.words
    assert db.session.get(Plan, draft.id).state == DRAFT


def test_publishing_and_the_members_five(browser, office, people, draft, db):
    leader = browser(people.leader)
    leader.get(f"/assignment/plans/{draft.id}/publish")
    assert "发布 2026 年方案？" in leader.page.words
    assert "谁排的 刘芸" in leader.page.words
    assert leader.post(f"/assignment/plans/{draft.id}/publish").status_code == 302
    assert db.session.get(Plan, draft.id).state == PUBLISHED
    assert len(five_of(people.member.member)) == 5
    office.get("/assignment/2026")
    assert "已发布，正在用" in office.page.words
    again = leader.post(f"/assignment/plans/{draft.id}/publish")
    assert again.status_code == 409
    assert "已经发布过" in leader.page.words


def test_replacing_a_representative(office, people, draft, db):
    publish(draft, people.leader.actor)
    pair = db.session.scalars(select(Pairing).where(Pairing.member_id == people.member.member.id)).first()
    address, spare = f"/assignment/pairings/{pair.id}/replace", spare_id(db)
    office.get(address)
    assert "还没有委员联系" in office.page.words
    assert "换了今天就起作用" in office.page.words
    assert office.post(address, data={"representative_id": spare}).status_code == 422
    assert "请选原因" in office.page.words
    assert office.post(address, data={"reason": "委员提出"}).status_code == 422
    assert "请选代表" in office.page.words
    assert office.post(address, data={"representative_id": spare, "reason": "委员提出"}).status_code == 302
    five = five_of(people.member.member)
    assert spare in {row.representative_id for row in five}
    assert len(five) == 5


def test_somebody_taken_meanwhile_is_said_with_his_keeper(office, people, draft, db):
    mine, theirs = db.session.scalars(select(Pairing).where(Pairing.slot == 1).order_by(Pairing.member_id)).all()
    data = {"representative_id": theirs.representative_id, "reason": "其他"}
    answer = office.post(f"/assignment/pairings/{mine.id}/replace", data=data)
    assert answer.status_code == 409
    assert f"已由{theirs.member.name}委员联系，请先在{theirs.member.name}委员那里换下" in office.page.words


def test_searching_for_a_representative(office, draft, db):
    pair = db.session.scalars(select(Pairing)).first()
    spare = db.session.get(Representative, spare_id(db))
    office.get(f"/assignment/pairings/{pair.id}/replace?word={spare.phone_tail}")
    assert "找到的 1 位" in office.page.words
    office.get(f"/assignment/pairings/{pair.id}/replace?word=没有这人")
    assert "没有找到空着的代表" in office.page.words


def test_filling_an_open_place(office, people, draft, db):
    pair = db.session.scalars(select(Pairing).where(Pairing.member_id == people.member.member.id)).first()
    slot, freed = pair.slot, pair.representative_id
    office.get(f"/assignment/pairings/{pair.id}/end")
    assert "这一位会空着" in office.page.words
    office.post(f"/assignment/pairings/{pair.id}/end", data={"reason": "离得太远"})
    address = f"/assignment/plans/{draft.id}/members/{people.member.member.id}/places/{slot}"
    office.get(address)
    assert f"给陈立平委员选第 {slot} 位代表" in office.page.words
    assert office.post(address, data={"representative_id": freed}).status_code == 302
    again = office.post(address, data={"representative_id": spare_id(db)})
    assert again.status_code == 409
    assert f"陈立平委员的第 {slot} 位已经是" in office.page.words
    assert office.get(f"/assignment/plans/{draft.id}/members/0/places/1").status_code == 404


def test_the_list_as_excel_holds_what_is_within_sight(browser, office, people, draft):
    address = f"/assignment/plans/{draft.id}/export"
    sheet = openpyxl.load_workbook(io.BytesIO(take_out(office, address).data)).active
    assert sheet.max_row == 2 + 1 + 10 + 3
    assert sheet["A1"].value == "2026 年委员联系界别群众名单（1名委员联系5名界别群众）"
    sheet = openpyxl.load_workbook(io.BytesIO(take_out(browser(people.clerk), address).data)).active
    assert {cell.value for cell in sheet["C"]} & {"陈立平", "吴晓梅"} == {"陈立平"}


def test_an_ended_plan_and_the_other_plans_of_a_year(office, people, draft, db):
    publish(draft, people.leader.actor)
    second = draw_up(2026, people.office.actor)
    office.get("/assignment/2026")
    assert "第 1 稿 已发布" in office.page.words
    publish(second, people.leader.actor)
    pair = db.session.scalars(select(Pairing).where(Pairing.plan_id == draft.id)).first()
    page = office.get(f"/assignment/2026?plan={draft.id}&pair={pair.id}").get_data(as_text=True)
    assert "已结束" in office.page.words
    assert "10 / 10" in office.page.words
    assert "为什么这样配" in office.page.words
    assert f"/assignment/pairings/{pair.id}/replace" not in page
    assert office.post(f"/assignment/pairings/{pair.id}/end", data={"reason": "其他"}).status_code == 409


def test_somebody_who_left_the_libraries_is_to_be_replaced(office, people, draft, db):
    publish(draft, people.leader.actor)
    pair = db.session.scalars(select(Pairing).where(Pairing.member_id == people.member.member.id)).first()
    pair.representative.left_on = date(2026, 5, 1)
    office.get(f"/assignment/2026?pair={pair.id}")
    assert "已出库，请换一位" in office.page.words
    assert f"{pair.representative.name}已经出库，请换一位代表" in office.page.words
    assert "9 / 10 还差 1 个名额" in office.page.words
