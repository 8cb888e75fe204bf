"""The report of a month: its figures, its workbook without a person in it, and the message on the first."""

from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.accounts.models import Export
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.jobs.actions import run_waiting
from liaison.notices.actions.choices import choose_mail
from liaison.notices.models import Message, Outgoing
from liaison.notices.sheets import subjects_for
from liaison.orgs.models import Organisation
from liaison.performance.actions import tell_of_month
from liaison.performance.queries.monthly import month_figures
from liaison.performance.rules import monthly as rules
from tests.factories import first

pytestmark = pytest.mark.sqlite
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def autumn(people, make):
    """Two contacts in October 2026, one in September, one in October of the year before; one request of October."""
    member = people.member.member
    days = (date(2026, 10, 1), date(2026, 10, 31), date(2026, 9, 30), date(2025, 10, 5))
    contacts = [make(Contact, member_id=member.id, contacted_on=day) for day in days]
    unit = first(Organisation, name="市民政局")
    return make(Case, contact_id=contacts[1].id, unit_id=unit.id, handled_on=date(2026, 10, 31),
                first_due_on=date(2026, 11, 3), title="敬老院的灯坏了")  # fmt: skip


def november():
    """The morning of 1 November 2026."""
    return clock.set_clock(clock.at(date(2026, 11, 1), time(8)))


def test_which_month_is_asked_for():
    today = date(2026, 11, 20)
    assert rules.month_asked("", today) == OCTOBER and rules.month_asked("", date(2026, 1, 5)) == date(2025, 12, 1)
    assert rules.month_asked("2026-11", today) == date(2026, 11, 1)
    assert [rules.month_asked(words, today) for words in ("2026-12", "2026-13", "2026-1", "x")] == [None] * 4
    assert rules.last_of(date(2024, 2, 1), today) == date(2024, 2, 29)
    assert rules.last_of(date(2026, 11, 1), today) == today


def test_a_month_beside_the_year_before_and_the_year_so_far(people, autumn):
    figures = month_figures(people.leader.actor, OCTOBER)
    assert [tally.get("contacts") for tally in figures.columns] == [2, 1, 3]
    month = figures.columns[0]
    assert (month["requests"], month["on_time"], month["due"]) == (1, 1, 1)
    assert rules.headline(OCTOBER, month) == "10 月联系 2 次，收到诉求 1 件，按期率 100.0%，满意率 —"


def test_the_page_and_the_workbook_that_a_job_makes(browser, people, autumn):
    client = browser(people.leader)
    client.get("/monthly?month=2026-10")
    assert "2026 年 10 月月报" in client.page.words and "联系 2 1 3" in client.page.words
    answer = client.post("/monthly/workbook", data={"month": "2026-10"})
    database.session.commit()
    run_waiting()
    client.get(answer.location)
    assert "取走文件" in client.page.words
    book = openpyxl.load_workbook(io.BytesIO(client.post(f"{answer.location}/file").data))
    assert book.sheetnames == ["总表", "分区镇", "分工委", "分界别", "分单位", "分联络室", "分信息库", "口径说明"]
    said = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    member = people.member.member
    assert not any(name in words for words in said for name in (member.name, member.no, autumn.title))
    units = {row[0]: row[1:3] for row in book["分单位"].iter_rows(values_only=True)}
    assert units["市民政局"] == (0, 1)
    assert database.session.scalars(select(Export)).one().title == "月报"
    for month in ("2026-13", "3000-01"):
        assert client.post("/monthly/workbook", data={"month": month}).status_code == 404
    assert browser(people.clerk).get("/monthly").status_code == 404


def test_on_the_first_those_who_lead_are_told_once_and_by_mail_as_they_chose(people, autumn):
    with november():
        for person, way in ((people.leader, "at_once"), (people.supervisor, "none")):
            choose_mail(person.actor, f"{person.user.username}@haian.gov.cn", {"monthly": way})
        assert people.office.user and people.clerk.user
        database.session.commit()
        assert (tell_of_month(), tell_of_month()) == ("告诉了 3 人", "都告诉过了")
    told = database.session.scalars(select(Message)).all()
    assert {message.user_id for message in told} == {
        people.leader.user.id, people.supervisor.user.id, people.office.user.id
    }  # fmt: skip
    assert told[0].title.startswith("2026 年 10 月月报：10 月联系 2 次") and told[0].link == "/monthly?month=2026-10"
    (letter,) = database.session.scalars(select(Outgoing)).all()
    assert letter.user_id == people.leader.user.id and "收到诉求 1 件" in letter.subject


def test_only_those_who_are_told_may_choose():
    assert "monthly" in subjects_for(Role.LEADER) and "monthly" not in subjects_for(Role.MEMBER)
    assert "monthly" not in subjects_for(Role.CLERK)
