"""What the office settles through pages: locks and bans, members on leave, what counts how much; several drafts."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from liaison.assignment import queries
from liaison.assignment.actions import draw_up
from liaison.assignment.models import FORBID, LOCK, MemberPlaces, Pairing, PairRule, Plan, PlanPreview, PlanSetting
from liaison.jobs.actions import run_waiting
from liaison.orgs.models import Sector
from liaison.roster.models import Member, Representative
from tests.factories import first

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def office(browser, people):
    return browser(people.office)


@pytest.fixture
def pair(draft, db):
    """陈立平's first pair."""
    mine = select(Pairing).join(Pairing.member).where(Member.name == "陈立平", Pairing.plan_id == draft.id)
    return db.session.scalars(mine.order_by(Pairing.slot)).first()


def rules(db):
    return db.session.scalars(select(PairRule).where(PairRule.ended_at.is_(None))).all()


def test_why_a_pair_cannot_be_locked_is_said_on_the_board(office, pair, db):
    office.post(f"/assignment/pairings/{pair.id}/lock")
    back = office.post(f"/assignment/pairings/{pair.id}/lock?word=陈立平")
    assert back.status_code == 302
    office.get(back.location)
    assert "已经锁定，要改请先解除" in office.page.words
    assert 'value="陈立平"' in office.get(back.location).text


def test_a_pair_is_locked_and_unlocked_on_the_board(office, draft, pair, db):
    back = office.post(f"/assignment/pairings/{pair.id}/lock?plan={draft.id}&town=3&page=2").location
    assert f"pair={pair.id}" in back and "town=3" in back and back.endswith(f"#p{pair.id}")
    assert [(one.kind, one.member_id, one.representative_id) for one in rules(db)] == [
        (LOCK, pair.member_id, pair.representative_id)
    ]
    page = office.get(f"/assignment/2026?plan={draft.id}&pair={pair.id}").get_data(as_text=True)
    assert "已锁定：刘芸" in office.page.words and "解锁" in office.page.words
    assert page.count("，已锁定") == 1
    office.post(f"/assignment/pairings/{pair.id}/unlock")
    office.post(f"/assignment/pairings/{pair.id}/unlock")
    assert rules(db) == []


def test_a_pair_is_forbidden_with_a_reason(office, pair, db):
    address = f"/assignment/pairings/{pair.id}/forbid"
    office.get(address)
    assert f"禁止陈立平委员和{pair.representative.name}配在一起？" in office.page.words
    assert office.post(address, data={}).status_code == 422
    assert office.post(address, data={"why": "亲属", "note": "表兄弟"}).status_code == 302
    [rule] = rules(db)
    assert (rule.kind, rule.why, rule.note) == (FORBID, "relatives", "表兄弟")
    page = office.get(f"/assignment/2026?pair={pair.id}").get_data(as_text=True)
    assert "已禁止：刘芸" in office.page.words and f'action="/assignment/pairings/{pair.id}/lock' not in page
    again = office.post(address, data={"why": "亲属"})
    assert again.status_code == 409 and "已经禁止" in office.page.words


def test_a_pair_that_stands_in_no_plan_is_settled_and_lifted(office, people, draft, db):
    spare = db.session.scalars(
        select(Representative).where(Representative.id.not_in(select(Pairing.representative_id)))
    ).one()
    office.get(f"/assignment/rules/new?word={spare.phone_tail}")
    assert "找到的 1 位" in office.page.words
    office.get("/assignment/rules/new?word=没有这人")
    assert "没有找到这位代表" in office.page.words
    cells = {"representative_id": spare.id, "member_id": people.member.member.id, "kind": "锁定", "why": "办公室定"}
    address = f"/assignment/rules/new?word={spare.phone_tail}"
    assert office.post(address, data={**cells, "member_id": ""}).status_code == 422
    assert "请选委员" in office.page.words
    assert office.post(address, data=cells).location == "/assignment/rules"
    office.get("/assignment/rules")
    assert "锁定和禁止的对 1 对" in office.page.words and spare.name in office.page.words
    office.get("/assignment/rules?kind=forbid")
    assert "没有锁定或禁止的对" in office.page.words
    [rule] = rules(db)
    office.get(f"/assignment/rules/{rule.id}/lift")
    assert f"解锁陈立平委员和{spare.name}？" in office.page.words
    assert office.post(f"/assignment/rules/{rule.id}/lift").status_code == 302
    assert rules(db) == [] and office.get(f"/assignment/rules/{rule.id}/lift").status_code == 404


def test_only_the_office_settles_pairs(browser, people, pair):
    for who in (people.clerk, people.leader, people.supervisor):
        stranger = browser(who)
        for address in ("/assignment/rules", "/assignment/rules/new", "/assignment/2026/places"):
            assert stranger.get(address).status_code == 404
        assert stranger.post(f"/assignment/pairings/{pair.id}/lock").status_code == 404


def test_a_member_on_leave_keeps_fewer(office, people, draft, db):
    address = "/assignment/2026/places"
    office.get(address)
    assert "没有，每位委员都联系 5 位" in office.page.words
    cells = {"member_id": people.member.member.id, "places": "3"}
    assert office.post(address, data=cells).status_code == 422
    assert office.post(address, data={**cells, "reason": "出国"}).status_code == 302
    office.get(address)
    assert "2026 年请假的委员 1 位" in office.page.words and "联系 3 位" in office.page.words
    again = draw_up(2026, people.office.actor)
    office.get(f"/assignment/2026?plan={again.id}")
    assert "已满 3 位" in office.page.words and "8 / 8 名额都配上了" in office.page.words
    office.post(f"/assignment/2026/members/{people.member.member.id}/restore-places")
    assert db.session.scalars(select(MemberPlaces.places)).all() == [5]
    office.get(address)
    assert "没有，每位委员都联系 5 位" in office.page.words


def cells_of(**changed):
    """What the page of the settings sends."""
    sent = {"other_sector": "4", "broken": "4", "least-town": "20", "blind_days": "90", "forbid_own_unit": "y",
            "do": "save", "note": "改了界别"}  # fmt: skip
    return {**sent, **changed}


def test_settings_are_kept_as_versions(office, draft, db):
    address = "/assignment/2026/settings"
    office.get(address)
    assert "现在用的是自带的数" in office.page.words and "重点企业" in office.page.words
    sectors = [first(Sector, name=name).id for name in ("农业界", "经济界")]
    sent = cells_of(**{"other_sector": "6.5", "one-0": sectors[0], "other-0": sectors[1], "one-1": "", "of-0": "town:1",
                       "of-least-0": "40", "focus-name-0": "合作社", "focus-id-0": "1", "focus-least-0": "7",
                       "focus-words-0": "合作社、家庭农场"})  # fmt: skip
    assert office.post(address, data=sent).location == address
    [setting] = db.session.scalars(select(PlanSetting)).all()
    assert setting.values["weights"]["other_sector"] == 6.5
    assert setting.values["related"] == [sorted(sectors)]
    assert setting.values["least_of"] == {"town:1": 40}
    assert setting.values["focuses"][0]["words"] == ["合作社", "家庭农场"]
    office.get(address)
    assert "刘芸 今天" in office.page.words and "存的第 1 版：改了界别" in office.page.words
    again = office.post(address, data=sent)
    assert again.status_code == 409 and "没有改动" in office.page.words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"other_sector": "很多"}, "“界别不同”请填数字"), ({"other_sector": "-1"}, "“界别不同”请填 0 至"),
     ({"blind_days": "x"}, "请填整数"), ({"one-0": "1", "other-0": "1"}, "请为相近界别选两个不同的界别"),
     ({"of-0": "moon:1", "of-least-0": "3"}, "请重新选要单独设人数的"),
     ({"least-town": "9999999"}, "每个区镇至少几位")],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_with_everything_typed(office, db, wrong, sentence):
    answer = office.post("/assignment/2026/settings", data=cells_of(**{"repeated_type": "2.5", **wrong}))
    assert answer.status_code == 409 and sentence in office.page.words
    assert 'value="2.5"' in answer.get_data(as_text=True)
    assert db.session.scalars(select(PlanSetting)).all() == []


def test_settings_are_tried_out_first(office, draft, db):
    job = office.post("/assignment/2026/settings", data=cells_of(do="preview", other_sector="9")).location
    run_waiting()
    [preview] = db.session.scalars(select(PlanPreview)).all()
    back = office.get(job).location
    assert back == f"/assignment/2026/settings?preview={preview.id}"
    page = office.get(back).get_data(as_text=True)
    assert re.search(r"照下面的数排，会动 \d+ 对", office.page.words) and 'value="9"' in page
    assert db.session.scalars(select(PlanSetting)).all() == [] and len(queries.plans_of(2026)) == 1


def test_a_clerk_reads_the_settings_and_changes_nothing(browser, people, draft):
    clerk = browser(people.clerk)
    assert clerk.get("/assignment/2026/settings").status_code == 200
    assert "存成新的一版" not in clerk.page.words
    assert clerk.post("/assignment/2026/settings", data=cells_of()).status_code == 404


def test_drafts_stand_side_by_side_until_one_is_dropped(office, people, draft, db):
    job = office.post("/assignment/2026/draw-up", data={"base_id": draft.id, "keeping": "尽量不动"}).location
    run_waiting()
    assert office.get(job).location == "/assignment/2026"
    office.get("/assignment/2026")
    assert "第 1 稿 草稿" in office.page.words and "第 2 稿 草稿" in office.page.words
    second = db.session.scalars(select(Plan).order_by(Plan.id.desc())).first()
    assert second.base_id == draft.id
    office.get("/assignment/plans")
    assert "历次方案 2 份" in office.page.words
    office.get(f"/assignment/plans/{second.id}/drop")
    assert "不要2026 年方案（第 2 稿）？" in office.page.words
    assert office.post(f"/assignment/plans/{second.id}/drop").status_code == 302
    assert db.session.scalars(select(Plan.id)).all() == [draft.id]
