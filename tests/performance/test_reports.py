"""履职报告: written by the member until a set day, counted once, read in his dossier by those who may."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from liaison.audit.models import Event
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.files.models import Attachment
from liaison.notices.models import Message
from liaison.performance import actions
from liaison.performance.models import Deed, YearReport
from liaison.performance.queries.dossiers import dossier_of
from liaison.performance.queries.ledger import entries_of_member, lines_standing
from liaison.performance.queries.reports import last_day, members_reporting
from liaison.performance.rules.dossiers import Span
from liaison.performance.rules.reports import counted_on, when_words
from tests.performance.lives import on

pytestmark = pytest.mark.sqlite
WORDS = "参加会议 6 次。\n联系代表 5 位。"


def filed(people, day, words=WORDS):
    """The member's report of 2026, handed in on a day."""
    with on(day):
        return actions.file_report(people.member.member, 2026, words, people.member.actor)


def test_it_counts_once_in_its_year_and_lifts_the_ceiling_of_standing_members(people):
    office = people.office.actor
    people.member.member.is_standing = True
    actions.publish_scheme(actions.draw_up(2026, office, shipped="default"), office)

    def ceilings():
        with on(date(2026, 12, 31)):
            actions.compute_year(2026, office)
        rows = lines_standing(entries_of_member(2026, people.member.member.id))
        return [row.ceiling for row in rows if row.item == "常委年度履职报告"]

    assert ceilings() == ["称职"], "a standing member who has not reported"
    filed(people, date(2026, 12, 20))
    filed(people, date(2027, 1, 5), "改过的")
    assert ceilings() == []
    deeds = database.session.execute(database.select(Deed.title, Deed.held_on).where(Deed.kind == "履职报告"))
    assert [tuple(row) for row in deeds] == [("2026 年度履职报告", date(2026, 12, 20))]
    verbs = database.session.scalars(database.select(Event.verb).where(Event.thing == "year_report")).all()
    assert verbs == ["report.file", "report.change"]


def test_what_the_office_wrote_down_from_paper_is_not_counted_twice(people):
    no = people.member.member.no
    with on(date(2026, 12, 1)):
        actions.record_deeds(
            people.office.actor, what="履职报告·提交", title="纸质报告", held_on=date(2026, 12, 1), names=no
        )
    report = filed(people, date(2027, 1, 5))
    assert report.deed.title == "纸质报告"
    assert database.session.scalars(database.select(Deed.id).where(Deed.kind == "履职报告")).all() == [report.deed_id]


def test_only_until_the_set_day(people):
    assert last_day(2026) == date(2027, 1, 31)
    with pytest.raises(Refused, match="截止"):
        filed(people, date(2027, 2, 1))
    actions.set_last_day(2026, date(2027, 2, 10), people.office.actor)
    filed(people, date(2027, 2, 1))
    with pytest.raises(Refused, match="还没有开始"):
        filed(people, date(2025, 12, 31))
    with pytest.raises(Refused, match="2026 年以后"):
        actions.set_last_day(2026, date(2025, 2, 10), people.office.actor)


def test_it_counts_in_its_own_year():
    assert counted_on(2026, date(2026, 12, 1)) == date(2026, 12, 1)
    assert counted_on(2026, date(2027, 1, 5)) == date(2026, 12, 31)


def test_the_member_reads_how_much_time_he_has():
    until = date(2027, 1, 31)
    assert when_words(until, date(2027, 1, 1), has_filed=False) == "请在 2027年1月31日以前交。"
    assert when_words(until, date(2027, 2, 1), has_filed=False).endswith("请告诉办公室。")
    assert "都可以改" in when_words(until, until, has_filed=True)


def test_he_writes_it_on_his_page_with_a_photo_and_it_stands_in_his_dossier(browser, people):
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG")
    with on(date(2026, 12, 20)):
        client, page = browser(people.member), "/performance/mine/reports/2026"
        assert client.post(page, data={"text": ""}).status_code == 422
        photo.seek(0)
        sent = client.post(page, data={"text": WORDS, "files": (photo, "报告.jpg")}, content_type="multipart/form-data")
        assert sent.status_code == 302
        client.get(page)
        assert "已交给办公室" in client.page.words and "改好再交" in client.page.words
        file = database.session.scalars(database.select(Attachment)).one()
        path = f"/files/{file.id}"
        assert client.get(path).status_code == browser(people.leader).get(path).status_code == 200
        assert browser(people.clerk).get(path).status_code == browser(people.other_member).get(path).status_code == 404
        office = browser(people.office)
        office.get("/performance/2026/reports")
        assert "2026 年交了 1 份" in office.page.words and "陈立平" in office.page.words
        office.post("/performance/2026/reports/last-day", data={"until": "2026-12-10"})
        assert client.post(page, data={"text": "太晚了"}).status_code == 409
        client.get(page)
        assert "已经截止" in client.page.words and "联系代表 5 位" in client.page.words
    found = dossier_of(people.office.actor, people.member.member, Span())
    section = next(one for one in found.sections if one.title == "履职报告")
    [(title, lines)] = section.texts
    assert title == "2026 年度履职报告（2026-12-20 陈立平交，附件 1 个）"
    assert lines == ("参加会议 6 次。", "联系代表 5 位。")


def test_who_has_to_comes_first(people):
    people.other_member.member.is_standing = True
    filed(people, date(2026, 12, 20))
    rows = members_reporting(people.office.actor, 2026)
    assert [(row.name, row.is_standing, row.filed_at is None) for row in rows[:1]] == [("吴晓梅", True, True)]
    assert database.session.scalars(database.select(YearReport)).one().member_id in [row.id for row in rows]


def test_standing_members_who_have_not_filed_are_told_once_before_and_once_after(app, people, browser):
    office, owing, late = people.office.actor, people.member, people.other_member
    owing.member.is_standing = late.member.is_standing = True

    def told(day):
        with on(day):
            return actions.remind_of_reports(office)

    assert told(date(2027, 1, 25)) == 0, "no scheme counts it, and no day was set"
    actions.publish_scheme(actions.draw_up(2026, office, shipped="default"), office)
    assert told(date(2027, 1, 20)) == 0, "too early"
    assert [told(date(2027, 1, day)) for day in (21, 22, 31)] == [2, 0, 0]
    with on(date(2027, 1, 26)):
        actions.record_deeds(office, what="履职报告·提交", title="纸质报告", held_on=date(2026, 12, 31),
                             names=owing.member.no)  # fmt: skip
        listed = {row.name: (row.has_filed, row.is_owing) for row in members_reporting(office, 2026)}
        assert (listed["陈立平"], listed["吴晓梅"]) == ((True, False), (False, True))
        client = browser(people.office)
        client.get("/performance/2026/reports")
        assert "2026 年交了 1 份 还有 1 位常委没有交" in client.page.words and "交了纸质的" in client.page.words
    actions.set_last_day(2026, date(2027, 2, 20), office)
    assert [told(date(2027, 2, day)) for day in (1, 12, 21, 22)] == [0, 1, 1, 0], "of the new day again"
    own = database.select(Message).where(Message.user_id == late.user.id, Message.kind.like("report%"))
    messages = database.session.scalars(own.order_by(Message.id)).all()
    assert [one.title for one in messages] == [
        "请在 2027年1月31日以前交 2026 年度履职报告", "请在 2027年2月20日以前交 2026 年度履职报告",
        "2026 年度履职报告已经截止，还没有收到您的",
    ]  # fmt: skip
    assert {one.link for one in messages} == {"/performance/mine/reports/2026"}
    with on(date(2027, 3, 20)):
        actions.set_last_day(2026, date(2027, 3, 25), office)
        late.member.left_on = date(2027, 3, 1)
        assert actions.remind_of_reports(office) == 0, "who has left owes nothing"
        late.member.left_on = None
        actions.exempt(2026, late.member.no, "长期病休", office)
        answer = app.test_cli_runner().invoke(args=["remind", "reports"])
        assert (answer.exit_code, answer.output) == (0, "没有要提醒交履职报告的。\n"), "nor who is not assessed"
