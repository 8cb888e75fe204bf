"""Dashboards as pages: tables that charts draw from, figures that lead to their rows, and who sees what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from liaison.assignment.models import Pairing, Plan
from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.orgs.models import Organisation
from liaison.performance.actions import set_aims
from liaison.performance.queries.aims import aims
from liaison.performance.rules.aims import Aims
from liaison.reports.queries import load_by_step
from liaison.roster.models import Representative
from tests.factories import first
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite


@pytest.fixture
def known(make, people):
    """陈立平 met one of his two; of it came a request that 市住房和城乡建设局 is late with."""
    member, plan = people.member.member, make(Plan, year=clock.today().year)
    kept = [make(Representative), make(Representative, name="周桂芳")]
    for slot, person in enumerate(kept, 1):
        make(Pairing, plan_id=plan.id, member_id=member.id, representative_id=person.id, slot=slot)
    contact = make(Contact, member_id=member.id, representative_id=kept[0].id)
    unit, past = first(Organisation, name="市住房和城乡建设局"), clock.today() - timedelta(days=9)
    cells = {"due_on": past, "first_due_on": past, "transferred_on": past, "approved_on": past}
    return make(Case, contact_id=contact.id, member_id=member.id, state="handling", unit_id=unit.id,
                title="刘圩村路灯坏了两个月", **cells)  # fmt: skip


def links(page, words):
    """The addresses of the links of a page that say these words."""
    return [a.replace("&amp;", "&") for a in re.findall(rf'<a[^>]*href="([^"]+)"[^>]*>{words}</a>', page)]


def test_the_dashboard_leads_to_the_rows_of_each_figure(browser, people, known):
    client = browser(people.leader)
    page = client.get("/dashboard").text
    assert "代表联系到了多少 50.0 %" in client.page.words and "1 / 2 位固定联系的代表" in client.page.words
    (missed,) = links(page, "还有 1 位没联系")
    late = links(page, "超期未办 1 件")[0]
    assert client.get(missed).status_code == 200
    assert "还没有联系到的代表 1" in client.page.words and "周桂芳" in client.page.words
    client.get(late)
    assert "超期未办的诉求 1" in client.page.words and known.title in client.page.words


def test_a_year_that_has_begun_is_offered_before_its_first_contact(browser, people, known):
    year = clock.today().year
    with clock.set_clock(clock.at(date(year + 1, 1, 4))):
        client = browser(people.leader)
        client.get("/dashboard")
        assert f"{year} 年联系群众总览" in client.page.words, "the latest with contacts"
        client.get(f"/dashboard/{year + 1}")
        assert "1月4日" in client.page.words and "还没有联系记录" in client.page.words
        assert client.get(f"/dashboard/{year + 2}").status_code == 404


def test_bars_stand_in_tables_and_lead_to_lists_of_the_same_size(browser, people, known):
    client = browser(people.leader)
    page = client.get("/dashboard").text
    for table in re.findall(r'data-table="([^"]+)"', page):
        assert f'id="{table}"' in page
    assert "echarts.common.min.js" in page and 'data-target="85.0"' in page
    assert 'data-late="1"' in page and "1 件（超期 1）" in page
    for load in load_by_step(people.leader.actor):
        for query, number in ((f"stage={load.step}", load.cases), (f"stage={load.step}&late=yes", load.late)):
            client.get(f"/cases?{query}")
            assert f"诉求：{number} 件" in client.page.words


@pytest.mark.parametrize("board", ["towns", "committees", "sectors", "units", "stations", "libraries"])
def test_each_board_shows_closure_and_satisfaction(browser, people, known, board):
    client = browser(people.office)
    assert client.get(f"/boards/{board}").status_code == 200
    words = client.page.words
    assert "办结率 当场办结 未评价办结" in words and "满意率" in words and "不按件数排名" in words
    assert "“办结率”只算评议过" in words


def test_a_figure_of_a_board_leads_to_its_rows(browser, people, known):
    client = browser(people.office)
    page = client.get("/boards/units").text
    found = [url for url in links(page, "1") if "overdue_open" in url and f"key={known.unit_id}" in url]
    client.get(found[0])
    assert "市住房和城乡建设局：超期未办的诉求 1" in client.page.words and known.title in client.page.words


def test_a_unit_sees_its_own_row_and_no_other(browser, people, known):
    client, other = browser(people.unit_leader), first(Organisation, name="市民政局")
    assert client.get("/boards").location == "/boards/units"
    client.get("/boards/units")
    assert "市住房和城乡建设局" in client.page.words and "合计" not in client.page.words
    assert client.get(f"/boards/units/requests?key={known.unit_id}").status_code == 200
    assert known.title in client.page.words
    for path in (f"/boards/units/requests?key={other.id}", "/boards/units/requests", "/boards/towns",
                 "/boards/all/requests"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_a_committee_sees_its_members_year(browser, people, known):
    client = browser(people.clerk)
    client.get("/boards/committees")
    assert "曲塘镇政协工委" in client.page.words
    client = browser(people.other_clerk)
    client.get("/boards/units/requests?key=total")
    assert known.title not in client.page.words and "诉求 0" in client.page.words
    assert client.get("/boards/libraries").status_code == 404 == browser(people.member).get("/boards").status_code


def test_what_out_of_sight_is_counted_only(browser, people, known):
    known.committee_id = first(Organisation, name="李堡镇政协工委").id
    client = browser(people.clerk)
    client.get("/boards/units/requests?key=total")
    assert "有 1 行不在您能看的范围里" in client.page.words and known.title not in client.page.words


@pytest.mark.parametrize(
    "path",
    ["/boards/nothing", "/boards/units/nothing", "/boards/units/requests?key=2026-01", "/boards/months/requests?key=1",
     "/boards/units/requests?key=99999999999999999999", "/boards/units?year=1999"],
)  # fmt: skip
def test_what_is_not_there_is_absent(browser, people, known, path):
    assert browser(people.leader).get(path).status_code == 404


def test_the_page_asks_as_often_for_many_rows_as_for_few(browser, people, make, known):
    client = browser(people.leader)
    client.get("/dashboard")
    few = statement_count(lambda: client.get("/dashboard"))
    for _ in range(40):
        make(Case, contact_id=make(Contact, member_id=known.member_id).id, state="handling")
    assert statement_count(lambda: client.get("/dashboard")) <= few <= 60


def test_the_office_draws_the_line_that_shares_are_held_against(browser, people, known):
    client, address = browser(people.office), "/dashboard/aims"
    page = client.get("/dashboard").text
    assert "目标 85%" in page and "目标 95%" in page and address in page
    for wrong in ("101", "-1", "85.55", "很高"):
        assert client.post(address, data={"coverage": wrong, "on_time": "95"}).status_code in (409, 422), wrong
        assert "请填 0 到 100 之间的数，最多一位小数" in client.page.words or "请填数字" in client.page.words
    assert aims() == Aims(0.85, 0.95) and address not in browser(people.leader).get("/dashboard").text
    assert client.post(address, data={"coverage": "50", "on_time": "97.5"}).status_code == 302
    assert aims() == Aims(0.5, 0.975) and 'value="97.5"' in client.get(address).text
    page = client.get("/dashboard").text
    assert 'data-target="50.0"' in page and "目标 50%" in page and "目标 97.5%" in page and "目标 85%" not in page
    client.get("/monthly")
    assert "联系到的代表 50%，按期率 97.5%" in client.page.words
    [event] = database.session.scalars(database.select(Event).where(Event.verb == "aim.set"))
    assert event.changes == {"coverage": ["85%", "50%"], "on_time": ["95%", "97.5%"]}
    assert browser(people.leader).get(address).status_code == 404


def test_a_board_says_who_reaches_the_line(browser, people, known, make):
    for slot in (3, 4, 5):
        make(Pairing, plan_id=database.session.scalar(database.select(Plan.id)), member_id=known.member_id,
             representative_id=make(Representative).id, slot=slot)
    set_aims(people.office.actor, coverage=Decimal("20"), on_time=Decimal(95))
    client = browser(people.office)
    page = client.get("/boards/committees").text
    assert "20.0%，目标 20%，已达到" in client.page.words and 'data-target="20.0"' in page
    set_aims(people.office.actor, coverage=Decimal("20.1"), on_time=Decimal(95))
    client.get("/boards/committees")
    assert "20.0%，目标 20.1%，还差 0.1 个百分点" in client.page.words
