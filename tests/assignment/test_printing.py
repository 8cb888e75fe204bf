"""What is handed out of a plan: a tab for each committee, which reads back, and a card for each member."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.accounts.models import Export
from liaison.assignment.actions import PAIR_LIST
from liaison.assignment.models import DRAFT, Pairing, Plan
from liaison.assignment.queries.printing import NO_COMMITTEE, member_cards
from liaison.audit.models import Event
from liaison.core.intake import UNCHANGED
from liaison.roster.actions.imports.files import take_in_files
from liaison.roster.models import Member, Representative
from tests.statements import statements_sent
from tests.taking_out import take_out

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def plan(make):
    return make(Plan, year=2026)


@pytest.fixture
def pairs(make, people, plan):
    """Two of 陈立平's, two of 吴晓梅's and one of a member of no committee."""
    mine, theirs, nobodys = people.member.member, people.other_member.member, make(Member, organisation_id=None)
    given = ((mine, 1), (mine, 2), (theirs, 1), (theirs, 3), (nobodys, 1))
    return [
        make(Pairing, plan_id=plan.id, member_id=one.id, slot=slot, started_on=date(2026, 1, 1)) for one, slot in given
    ]  # fmt: skip


def book_of(answer):
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.data))


def test_each_committee_has_a_tab_with_the_same_columns(browser, people, plan, pairs):
    book = book_of(take_out(browser(people.office), f"/assignment/plans/{plan.id}/committees"))
    assert set(book.sheetnames) == {"曲塘镇政协工委", "李堡镇政协工委", NO_COMMITTEE}
    headings = [[[cell.value for cell in row] for row in sheet.rows][2] for sheet in book]
    assert headings[0] == headings[1] == headings[2] and headings[0][:3] == ["序号", "委员编号", "委员姓名"]
    names = [cell.value for cell in book["曲塘镇政协工委"]["G"]]
    assert [name for name in names if name in {pair.representative.name for pair in pairs[:2]}]
    assert any("合计：2 对" in str(cell.value) for cell in book["曲塘镇政协工委"]["A"])


def test_a_clerk_takes_out_his_own_committee(browser, people, plan, pairs):
    book = book_of(take_out(browser(people.clerk), f"/assignment/plans/{plan.id}/committees"))
    assert book.sheetnames == ["曲塘镇政协工委"]
    assert browser(people.leader).post(f"/assignment/plans/{plan.id}/committees").status_code == 404


def test_a_plan_without_pairs_is_an_empty_tab(browser, people, plan):
    assert len(book_of(take_out(browser(people.office), f"/assignment/plans/{plan.id}/committees")).sheetnames) == 1


def test_the_columns_are_chosen_first(browser, people, plan, pairs):
    office = browser(people.office)
    assert office.get(f"/assignment/plans/{plan.id}/committees").status_code == 200
    answer = office.post(f"/assignment/plans/{plan.id}/committees", data={"columns": ["no", "member", "slot", "name"]})
    assert book_of(answer)["曲塘镇政协工委"].max_column == 4


def test_read_back_it_changes_nothing(db, browser, people, plan, pairs, tmp_path):
    answer = take_out(browser(people.office), f"/assignment/plans/{plan.id}/committees")
    path = tmp_path / "2026年名单.xlsx"
    path.write_bytes(answer.data)
    (taken,) = take_in_files(PAIR_LIST, [path], SYSTEM, mapping={}, answers={"year": None}, is_dry=False)
    assert (taken.report.counts[UNCHANGED], len(taken.report.rows)) == (5, 5)
    assert not taken.report.waiting
    assert len(db.session.scalars(select(Pairing)).all()) == 5


def test_a_card_for_each_member_without_whole_numbers(browser, people, plan, pairs):
    office = browser(people.office)
    body = office.get(f"/assignment/plans/{plan.id}/cards").get_data(as_text=True)
    assert "2026 年联系卡 3 张" in office.page.words
    assert body.count('class="paircard"') == 3 and body.count('class="pairsheet"') == 2
    for pair in pairs:
        assert pair.representative.name in body
        assert pair.representative.phone not in body
    assert people.member.member.no in body


def test_whole_numbers_are_asked_for_and_noted(db, browser, people, plan, pairs):
    office = browser(people.office)
    answer = office.post(f"/assignment/plans/{plan.id}/cards?member={people.member.member.id}")
    body = answer.get_data(as_text=True)
    assert [pair.representative.phone in body for pair in pairs] == [True, True, False, False, False]
    event = db.session.scalars(select(Event).where(Event.verb == "plan.show_phones")).one()
    assert (event.changes, event.actor_name) == ({"count": 2}, people.office.user.name)


def test_whole_numbers_of_many_need_another_person(db, browser, people, plan, pairs):
    office, address = browser(people.office), f"/assignment/plans/{plan.id}/cards"
    answer = office.post(address)
    assert answer.status_code == 409 and "请写明要完整电话做什么" in office.page.words
    asked = office.post(address, data={"purpose": "打印联系卡发给委员"})
    number = asked.location.rpartition("/")[2]
    assert office.post(address, data={"request": number}).status_code == 409
    assert browser(people.security).post(f"{asked.location}/approve").status_code == 302
    body = office.post(address, data={"request": number}).get_data(as_text=True)
    row = db.session.scalars(select(Export)).one()
    assert all(pair.representative.phone in body for pair in pairs) and row.number in office.page.words
    assert (row.is_full, row.listing, row.row_count, row.purpose) == (True, "cards", 5, "打印联系卡发给委员")
    assert office.post(address, data={"request": number}).status_code == 409


def test_leaders_look_but_see_no_numbers(browser, people, plan, pairs):
    leader = browser(people.leader)
    assert "显示完整电话" not in leader.get(f"/assignment/plans/{plan.id}/cards").get_data(as_text=True)
    assert leader.post(f"/assignment/plans/{plan.id}/cards").status_code == 404
    assert browser(people.member).get(f"/assignment/plans/{plan.id}/cards").status_code == 404


def test_cards_of_a_town_of_one_member_and_within_sight(people, plan, pairs):
    mine = people.member.member

    def cards(person, **wanted):
        return [five[0]["member"] for five in member_cards(person.actor, plan, **wanted)]

    assert len(cards(people.office)) == 3
    assert cards(people.office, town=people.other_member.member.home_area_id) == ["吴晓梅"]
    assert cards(people.office, member=mine.id) == cards(people.clerk) == ["陈立平"]
    assert cards(people.other_clerk, member=mine.id) == []


def test_who_left_is_not_on_the_card_of_a_plan_in_use(make, people, plan):
    gone = make(Representative, left_on=date(2026, 3, 1))
    make(Pairing, plan_id=plan.id, member_id=people.member.member.id, representative_id=gone.id)
    assert member_cards(people.office.actor, plan) == []


def test_a_draft_says_that_it_is_one(browser, people, make):
    draft = make(Plan, year=2026, state=DRAFT)
    make(Pairing, plan_id=draft.id, is_current=False)
    office = browser(people.office)
    office.get(f"/assignment/plans/{draft.id}/cards")
    assert "这份方案还是草稿" in office.page.words


def test_same_number_of_statements_for_many_cards(db, browser, people, plan, make):
    client, counts = browser(people.office), []
    for more in (1, 12):
        for _ in range(more):
            make(Pairing, plan_id=plan.id)
        with statements_sent() as sent:
            client.get(f"/assignment/plans/{plan.id}/cards")
        counts.append(len(sent))
    assert counts[0] == counts[1]
