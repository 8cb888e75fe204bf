"""The report of a month: its figures, its workbook without a person in it, and the message on the first."""

from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.accounts.models import Export
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.jobs.actions import run_waiting
from liaison.notices.actions import deliver, write_digests
from liaison.notices.actions.choices import choose_mail
from liaison.notices.actions.sending import PostOffice
from liaison.notices.models import Message, Outgoing, Webhook
from liaison.notices.rules import XLSX, MailServer, Robots
from liaison.notices.sheets import subjects_for
from liaison.notices.views.blueprint import post_office
from liaison.orgs.models import Organisation
from liaison.performance.actions import tell_of_month
from liaison.performance.actions.monthly import READERS
from liaison.performance.queries.monthly import month_figures
from liaison.performance.rules import monthly as rules
from tests.canaries import NAME, PHONE
from tests.factories import first
from tests.notices.receivers import Mailbox, Robot, serving

pytestmark = pytest.mark.sqlite
OCTOBER = date(2026, 10, 1)
MONDAY = clock.at(date(2026, 11, 2), time(9))
NAME_OF_FILE = "海安市政协 2026年10月月报.xlsx"


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
    items = [row[0].value for row in book["总表"]]
    assert items[items.index("办结率") :][1:3] == ["当场办结", "未评价办结"]
    assert ("当场办结", "工委当场答复、没有转给承办单位的诉求；后来重新受理的不算。") in book["口径说明"].values
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


@pytest.fixture
def mailed(people, autumn, make):
    """What came by mail and in a group: office and leader want the report at once, the supervisor once a day."""
    for person, way in ((people.office, "at_once"), (people.leader, "at_once"), (people.supervisor, "digest")):
        with clock.set_clock(clock.at(date(2026, 10, 30), time(8))):
            choose_mail(person.actor, f"{person.user.username}@haian.gov.cn", {"monthly": way})
    with serving(Mailbox()) as mailbox, serving(Robot()) as robot:
        desk = people.office.seat.organisation_id
        make(Webhook, organisation_id=desk, robot="text", address=robot.address, made_at=clock.now())
        database.session.commit()
        server = MailServer("127.0.0.1", mailbox.port, security="none", sender="no-reply@haian.gov.cn")
        office = PostOffice(server, Robots(is_trial=True), "https://haian.example.org", "海安市政协")
        with november():
            tell_of_month()
        with clock.set_clock(MONDAY):
            write_digests()
            said = deliver(office)
        assert said == "发出 4 封"
        yield {mail["To"].partition("@")[0]: mail for mail in mailbox.mails}, robot.posts


def cells_in(content):
    """`{tab: its rows}` of a workbook, without the line that says which copy it is."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    return {title: [row for row in found if not str(row[0]).startswith("导出人")] for title, found in rows.items()}


def test_the_workbook_comes_with_the_mail_of_whoever_wants_it_at_once(mailed, people):
    mails, posts = mailed
    mail = mails[people.leader.user.username]
    text, file = mail.iter_parts()
    assert (text.get_content_type(), file.get_content_type(), file.get_filename()) == ("text/plain", XLSX, NAME_OF_FILE)
    assert b" filename*" in bytes(file) and bytes(file).isascii(), "RFC 2231"
    assert f"Content-Type: {XLSX}".encode() in bytes(file)
    assert "10 月联系 2 次" in mail["Subject"] and f"附件：{NAME_OF_FILE}" in text.get_content()
    assert "https://haian.example.org/monthly?month=2026-10" in text.get_content()
    content = file.get_content()
    (other,) = mails[people.office.user.username].iter_attachments()
    assert other.get_content() == content, "made once for all of them"
    said = [str(cell) for rows in cells_in(content).values() for row in rows for cell in row if cell is not None]
    assert not [cell for cell in said if PHONE.search(cell) or NAME.search(cell) or people.member.member.no in cell]
    daily = mails[people.supervisor.user.username]
    assert not list(daily.iter_attachments()) and "月报：1 条" in daily.get_content()
    assert "月报的 Excel 不随这封信" in daily.get_content()
    ((_path, words),) = posts
    assert words["msgtype"] == "text" and "10 月联系 2 次" in words["text"]["content"] and "附件" not in str(words)


def test_the_figures_in_the_mail_are_those_of_the_page_and_of_the_job(mailed, browser, people):
    mails, _posts = mailed
    (file,) = mails[people.leader.user.username].iter_attachments()
    found = cells_in(file.get_content())
    with clock.set_clock(MONDAY):
        client = browser(people.leader)
        client.get("/monthly?month=2026-10")
        for title, *numbers in [row[:4] for row in found["总表"] if row[0] in {one.title for one in rules.SUMMARY}]:
            assert " ".join([title, *map(str, numbers)]) in client.page.words
        answer = client.post("/monthly/workbook", data={"month": "2026-10"})
        database.session.commit()
        run_waiting()
        assert cells_in(client.post(f"{answer.location}/file").data) == found and found["分单位"]
    by_mail, by_job = database.session.scalars(select(Export).order_by(Export.id))
    assert (by_mail.way, by_mail.actor_title, by_mail.user_id) == ("mail", "定时发送", None)
    assert (by_mail.row_count, by_mail.range, by_job.way) == (by_job.row_count, "2026-10", "page")
    client = browser(people.office)
    client.get("/exports")
    assert "系统 定时发送，" in client.page.words


def test_the_letter_of_the_whole_county_is_for_those_who_see_it(app, db):
    assert frozenset(TABLE["monthly.make"]) == READERS == {Role.OFFICE, Role.LEADER, Role.SUPERVISOR}
    assert post_office().unit == app.config["SITE_NAME"]
    assert rules.file_name(OCTOBER, 'a/b:"c"\r\n') == "a－b－－c－－－ 2026年10月月报.xlsx"
