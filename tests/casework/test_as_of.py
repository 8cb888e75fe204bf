"""Cases and the ledger as they stood on a day of the past."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest

from liaison.access import Actor, Role
from liaison.audit.actions import record
from liaison.casework import actions, queries
from liaison.casework.models import Case
from liaison.casework.queries.ledger_steps import year_pages
from liaison.contacts.actions import void
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from tests.casework.stories import opened
from tests.haian import CONTACTS, STEP_LOG, table
from tests.performance.lives import FIRST_DAY, Life, later, on
from tests.statements import statement_count
from tests.taking_out import take_out

OFFICE = Actor(None, "测试", Role.OFFICE)
AFTER = {"连线": "to_consensus", "凝心": "to_hand_over", "转办": "to_approve", "审批": "handling", "办理": "to_check",
         "回复": "to_forward", "评议": "closed"}  # fmt: skip


def ledger():
    """The rows of the test ledger as `{heading: value}`."""
    rows = openpyxl.load_workbook(CONTACTS, read_only=True).worksheets[0].iter_rows(values_only=True)
    headings = next(row for row in rows if "记录编号" in row)
    return [dict(zip(headings, row, strict=True)) for row in rows if row[0]]


def recounted(day):
    """`{original number: state}` on a day, counted over the lines of the step log by hand."""
    lines = {}
    for line in sorted(table(STEP_LOG), key=lambda line: int(line["seq"])):
        lines.setdefault(line["contact_no"], []).append(line)
    asked = {row["记录编号"]: row for row in ledger() if row["有无诉求"] == "有"}
    found = {}
    for number, row in asked.items():
        if lines[number][0]["date"] > day.isoformat():
            continue
        state = "to_consensus"
        for place, line in enumerate(lines[number]):
            if line["date"] <= day.isoformat() and line["step"] != "督办":
                state = AFTER[line["step"]]
                went_on = any(one["step"] != "督办" for one in lines[number][place + 1 :])
                state = "handling" if line["note"] == "不满意" and went_on else state
                state = "declined" if line["step"] == "审批" and line["note"].startswith("退回") else state
        found[number] = "voided" if row["记录状态"] == "作废" else state
    return found


@pytest.mark.sqlite
@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2024, 6, 30), date(2024, 12, 31)])
def test_the_year_s_cases_stood_where_their_steps_say(year, day):
    rows = queries.cases_on(OFFICE, day)
    numbers = dict(database.session.query(Case.number, Case.original_no))
    told = recounted(day)
    assert {numbers[row.number]: row.state for row in rows} == told
    assert Counter(row.state for row in rows) == Counter(told.values())
    assert len(set(told.values())) > 3


@pytest.mark.sqlite
def test_what_a_ledger_tells_later_is_not_known_yet(year):
    row = next(row for row in ledger() if row["转办日期"] and row["评议日期"] and row["记录状态"] != "作废")
    case = database.session.query(Case).filter_by(original_no=row["记录编号"]).one()

    def then(day):
        (found,) = queries.cases_on(OFFICE, day, word=case.number)
        return found

    before, after = then(case.transferred_on - timedelta(days=1)), then(case.transferred_on)
    assert (before.unit, before.due_on, before.holder) == (None, None, case.committee.short)
    assert (after.unit, after.due_on, after.holder) == (case.unit.short, case.first_due_on, case.unit.short)
    assert then(case.rated_on - timedelta(days=1)).rating is None
    assert then(case.rated_on).rating == case.rating


def cells(row):
    """What a list shows of a case."""
    return (row.number, row.title, row.state, row.round, row.due_on, row.step_due_on, row.first_due_on,
            row.handled_on, row.rating, row.unit, row.area, row.category, row.member, row.asker)  # fmt: skip


def list_of_today():
    return {cells(row) for row in database.session.execute(queries.case_rows(OFFICE))}


def lived(people):
    """`{day: the list at its end}` of cases that go all ways: declined, taken back, done again, voided."""
    seen = {}

    def until(day):
        database.session.flush()
        seen[day] = list_of_today()

    one = Life(people)
    until(later(0))
    two = Life(people, later(1)).hand_over(later(1))
    one.hand_over(later(1)).take_back(later(1), "clerk")
    until(later(1))
    two.decline(later(2)).hand_over(later(2))
    until(later(2))
    one.hand_over(later(3)).approve(later(3))
    Life(people, later(3)).move("void", "member", later(4), reason="记错了人")
    until(later(4))
    one.handle(later(6)).tell(later(7))
    until(later(7))
    one.rate(later(9), "不满意", wants_redo=True)
    until(later(9))
    one.handle(later(30)).tell(later(31)).rate(later(33), "基本满意")
    until(later(33))
    return seen


def test_each_day_is_told_as_it_was_seen_then(people):
    for day, seen in lived(people).items():
        assert {cells(row) for row in queries.cases_on(OFFICE, day)} == seen, day
    assert queries.cases_on(OFFICE, FIRST_DAY - timedelta(days=1)) == []


def test_filters_look_at_what_was_so_then(people):
    lived(people)

    def number(day, **filters):
        return len(queries.cases_on(OFFICE, day, **filters))

    assert (number(later(4)), number(later(4), stage="open"), number(later(4), stage="ended")) == (3, 2, 1)
    assert (number(later(9), stage="5"), number(later(33), stage="5")) == (1, 0)
    assert (number(later(9), rating="不满意"), number(later(33), rating="不满意")) == (1, 0)
    assert (number(later(2), late="yes"), number(later(29), late="yes")) == (0, 2)
    unit = database.session.query(Case.unit_id).filter(Case.unit_id.is_not(None)).first().unit_id
    assert (number(later(0), unit=unit), number(later(9), unit=unit)) == (0, 2)
    assert (number(later(9), word="没有这样的事"), number(later(9), word="路灯")) == (0, 3)


def test_whose_turn_it_was(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    holders = [queries.cases_on(OFFICE, later(days))[0].holder for days in (0, 1, 7, 9)]
    assert holders == [life.case.committee.short, life.unit.short, "诉求人", ""]


def test_a_case_opened_later_on_an_older_contact_was_not_there(people, make):
    with on(later(5)):
        actions.open_case(make(Contact, contacted_on=FIRST_DAY), people.member.actor, text="路灯不亮。")
    assert queries.cases_on(OFFICE, later(4)) == []
    assert len(queries.cases_on(OFFICE, later(5))) == 1


def test_a_case_carried_over_was_its_former_member_s(people):
    case = opened(people)
    with on(clock.today() + timedelta(days=40)):
        record("case.carry_over", case, people.office.actor, changes={"member": ["陈立平", "吴晓梅"]})
        case.member_id = people.other_member.member.id
        database.session.flush()
    assert [row.member for row in queries.cases_on(OFFICE, clock.today())] == ["陈立平"]
    assert [row.number for row in queries.cases_on(people.other_member.actor, clock.today())] == [case.number]
    assert queries.cases_on(people.member.actor, clock.today()) == []


def test_a_ledger_without_steps_is_told_by_its_days(people, make):
    case = make(
        Case, is_imported=True, raised_on=FIRST_DAY, state="closed", transferred_on=later(1), approved_on=later(2),
        handled_on=later(5), rated_on=later(9), rating="满意", unit_id=people.unit_leader.actor.organisation_id,
        first_due_on=later(8), due_on=later(8),
    )  # fmt: skip
    rows = [queries.cases_on(OFFICE, later(days))[0] for days in (0, 1, 2, 5, 9)]
    assert [row.state for row in rows] == ["to_hand_over", "to_approve", "handling", "to_check", "closed"]
    assert [row.rating for row in rows] == [None, None, None, None, "满意"]
    assert [row.due_on for row in rows[:2]] == [None, case.due_on]


def pages_as_text(pages):
    """Both tabs of a ledger as cells."""
    return [[{key: row.get(key) for key in (c.key for c in page.columns)} for row in page.rows] for page in pages]


def test_the_ledger_of_a_day_is_the_one_written_on_that_day(people, make):
    one = Life(people)
    spare = make(Contact, member_id=people.member.member.id, contacted_on=FIRST_DAY, recorded_at=clock.at(FIRST_DAY))
    one.hand_over(later(1)).urge(later(2))
    with on(later(3)):
        database.session.flush()
        then = pages_as_text(year_pages(2026, OFFICE))
    one.approve(later(4)).urge(later(5)).handle(later(6)).tell(later(7)).rate(later(9))
    with on(later(10)):
        void(spare, "记错了人", people.clerk.actor)
        Life(people, later(10))
    assert pages_as_text(year_pages(2026, OFFICE, later(3))) == then
    assert pages_as_text(year_pages(2026, OFFICE)) != then


def test_the_page_and_its_links_keep_the_day(browser, people):
    life = Life(people).hand_over(later(1)).approve(later(20))
    client = browser(people.office)
    page = client.get(f"/cases?on={later(2)}&stage=4").text
    assert "诉求：1 件" in client.page.words
    assert "截至 2026年9月3日 的情况" in client.page.words
    assert "待审批" in client.page.words
    assert 'href="/cases?stage=4">回到今天' in page
    assert f"/cases/export?year={life.case.raised_on.year}&amp;on={later(2)}" in page
    client.get(f"/cases?on={later(2)}&stage=5")
    assert "没有找到这样的诉求" in client.page.words
    client.get("/cases?stage=5")
    assert "诉求：1 件" in client.page.words


def test_a_member_sees_his_own_of_that_day(browser, people):
    Life(people).hand_over(later(1))
    client = browser(people.member)
    page = client.get(f"/cases?on={later(0)}").text
    assert "待转办" in client.page.words
    assert f'<input type="hidden" name="on" value="{later(0)}">' in page
    client.get(f"/cases?on={FIRST_DAY - timedelta(days=1)}")
    assert "没有找到这样的诉求" in client.page.words


def test_the_export_names_its_day(browser, people):
    Life(people).hand_over(later(1)).approve(later(2))
    client = browser(people.office)
    client.get(f"/cases/export?year=2026&on={later(1)}")
    assert f"截至 {later(1)}" in client.page.words
    answer = take_out(client, f"/cases/export?year=2026&on={later(1)}")
    assert answer.status_code == 200
    assert f"{later(1):%Y%m%d}" in answer.headers["Content-Disposition"]


def test_a_day_costs_the_same_for_two_and_for_thirty(browser, people, db):
    client = browser(people.office)
    for _ in range(2):
        Life(people).hand_over(later(1)).approve(later(5))
    few = statement_count(lambda: client.get(f"/cases?on={later(2)}"))
    for _ in range(28):
        Life(people).hand_over(later(1)).approve(later(5))
    assert statement_count(lambda: client.get(f"/cases?on={later(2)}")) == few
    assert "诉求：30 件" in client.page.words
