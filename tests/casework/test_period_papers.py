"""系列套表 of a period: eight tabs, one row a record, within sight; the dossiers of a period as one PDF by a job."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from liaison.audit.models import Event
from liaison.casework import actions
from liaison.casework.queries.period_papers import Period, counts, ended_cases, rows_by_form
from liaison.casework.rules.paper_cells import on_paper
from liaison.casework.rules.papers import FORMS
from liaison.casework.sheets.papers import WIDEST_ON_A4, book_pages, columns_of
from liaison.casework.views import period_papers as views
from liaison.core import clock
from liaison.core.kinds import Kind
from liaison.core.paper import NO_PANGO, missing
from liaison.core.sheets import write_book
from liaison.core.sheets.painting import A3
from liaison.jobs.actions import run_waiting
from tests.casework.stories import HEARD, RATED, brought_to
from tests.papers import letters_in, page_count
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite  # what is drawn does not depend on the kind of database

needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")


def today() -> Period:
    """This very day."""
    return Period(clock.today(), clock.today())


@pytest.fixture
def closed(people):
    """A case that was closed today, and a notice on its way."""
    case = brought_to("handling", people)
    actions.urge(case, people.supervisor.actor, level="催办", cause="没有进展", demand="请加快")
    case.state, case.closed_on = "handling", None
    done = brought_to("to_rate", people)
    actions.rate_for_asker(done, people.clerk.actor, **{**HEARD, **RATED, "rated_on": clock.today()})
    return done


def test_each_form_has_the_columns_of_its_sheets_once():
    for form in FORMS:
        titles = [column.title for column in columns_of(form)]
        assert len(titles) == len(set(titles)), form.title
        assert titles[0] == "序号"
        assert titles[-1] == "备注"


def test_one_row_for_each_record_that_stands(people, closed):
    taken = brought_to("to_hand_over", people)
    actions.advance(taken, "send_back", people.clerk.actor, reason="地点写清楚些")
    actions.take_back(taken, people.clerk.actor)
    rows = rows_by_form(people.office.actor, today())
    assert len(rows["contact"]) == 3
    assert [row["move"] for row in rows["handover"]] == ["转办", "转办"]
    assert {row.get("办理结果") for row in rows["handling"] if row["case"] == closed.number} == {
        "红绿灯已经装好，疏导岗每天到岗。", None,
    }  # fmt: skip
    [finished] = [row for row in rows["handling"] if row["move"] == "报办理结果"]
    assert finished["首次联系诉求人或委员的日期"] == clock.today()
    assert [row["督办编号"] for row in rows["supervision"] if row["move"] == "催办"]
    assert [row["case"] for row in rows["rating"]] == [closed.number]
    told = counts(people.office.actor, today())
    assert told == [(form.title, len(rows[form.code])) for form in FORMS]
    before = clock.today() - timedelta(days=1)
    assert not any(rows_by_form(people.office.actor, Period(before, before)).values())


def test_the_number_of_statements_does_not_grow(db, people, closed):
    actor = people.office.actor
    few = statement_count(lambda: rows_by_form(actor, today()))
    for _ in range(2):
        brought_to("to_approve", people)
    assert statement_count(lambda: rows_by_form(actor, today())) == few


def test_what_is_not_within_sight_is_not_in_it(people, closed):
    assert ended_cases(people.clerk.actor, today()) == [closed.number]
    assert ended_cases(people.other_clerk.actor, today()) == []
    assert not any(rows for code, rows in rows_by_form(people.other_clerk.actor, today()).items() if code != "contact")
    elsewhere = Period(clock.today(), clock.today(), people.other_clerk.seat.organisation_id)
    assert ended_cases(people.office.actor, elsewhere) == []


def test_the_workbook_is_as_offices_print_it(browser, people, closed):
    client = browser(people.office)
    client.get(f"/cases/papers?since={clock.today()}&until={clock.today()}")
    assert "打印 1 件卷宗" in client.page.words
    answer = client.post(f"/cases/papers.xlsx?since={clock.today()}&until={clock.today()}")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [form.title for form in FORMS]
    sheet = book["转办单"]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[0][0] == "转办单"
    assert told[1][0] == "填报单位（盖章）：海安市政协"
    assert told[2][:4] == ["序号", "诉求编号", "诉求标题", "第几轮"]
    assert [row[0] for row in told[3:5]] == [1, 2]
    assert told[5][1:3] == ["合计", "2 条"]
    assert "承办单位（主办）" in told[2]
    assert "不予受理的理由" not in told[2]
    assert [row[0].partition("：")[0] for row in told[6:9]] == ["统计范围", "统计时间", "填表人"]


def test_taking_the_workbook_out_is_recorded(db, browser, people, closed):
    period = f"since={clock.today()}&until={clock.today()}&committee={people.clerk.seat.organisation_id}"
    browser(people.office).post(f"/cases/papers.xlsx?{period}")
    rows = rows_by_form(people.office.actor, Period(clock.today(), clock.today(), people.clerk.seat.organisation_id))
    [noted] = db.session.scalars(db.select(Event).where(Event.verb == "forms.export")).all()
    assert noted.actor_name == people.office.user.name
    assert noted.changes["rows"] == [None, sum(map(len, rows.values()))]
    assert noted.changes["period"][1].endswith("曲塘镇政协工委")
    assert on_paper(clock.today()) in noted.label
    assert browser(people.office).get(f"/cases/papers.xlsx?{period}").status_code == 404


def test_every_tab_can_be_printed_and_read(closed, people):
    full = {form.code: [dict.fromkeys((column.key for column in columns_of(form)), None)] for form in FORMS}
    for form in FORMS:
        full[form.code][0] |= {column.key: "有" for column in columns_of(form) if column.kind is Kind.LONG_TEXT}
    book, file = book_pages(full, "今天", "海安市政协", clock.today()), io.BytesIO()
    write_book(file, book)
    for page, sheet in zip(book, load_workbook(file).worksheets, strict=True):
        wide = sum(column.width for column in page.columns)
        assert wide <= 390, page.name
        assert (sheet.page_setup.paperSize == A3) is (wide > WIDEST_ON_A4), page.name
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$3:$3"
        for cell, column in zip(sheet[3], page.columns, strict=True):
            assert cell.alignment.wrap_text, column.title
            assert column.width * 4 >= 2 * len(column.title), column.title
        told = [cell for cell in sheet[4] if cell.value == "有"]
        assert told and all(cell.alignment.wrap_text for cell in told)


def test_our_word_template_can_be_taken_away(browser, people):
    answer = browser(people.office).get("/cases/papers/template.docx")
    assert "{{ paper.title }}" in [one.text for one in Document(io.BytesIO(answer.data)).paragraphs]


def test_who_may_not_export_sees_nothing(browser, people, closed):
    for role in ("member", "handler", "leader", "admin"):
        client = browser(getattr(people, role))
        assert client.get("/cases/papers").status_code == 404, role
        assert client.post("/cases/papers.xlsx").status_code == 404, role
        assert client.post("/cases/papers/dossiers").status_code == 404, role


@needs_pango
def test_the_dossiers_of_a_period_become_one_pdf_of_ones_own(db, browser, people, closed):
    client, period = browser(people.office), f"since={clock.today()}&until={clock.today()}"
    answer = client.post(f"/cases/papers/dossiers?{period}")
    assert answer.status_code == 302
    job = answer.headers["Location"].rsplit("/", 1)[1]
    db.session.commit()
    run_waiting()
    client.get(f"/cases/papers?{period}")
    assert "的 1 件卷宗" in client.page.words
    pdf = client.get(f"/cases/papers/{job}.pdf").data
    assert page_count(pdf) >= len(FORMS)
    assert set("满意度评议表" + closed.title) <= letters_in(pdf)
    noted = db.session.scalars(db.select(Event).where(Event.verb == "case.print")).all()
    assert [one.label for one in noted] == [closed.number]
    assert browser(people.clerk).get(f"/cases/papers/{job}.pdf").status_code == 404
    views.path_of(views.printed_dossiers(people.office.actor)[0].key).unlink()
    assert client.get(f"/cases/papers/{job}.pdf").status_code == 404


def test_what_cannot_be_printed_is_said(browser, people, closed, monkeypatch):
    client = browser(people.office)
    assert client.post("/cases/papers/dossiers?since=2020-01-01&until=2020-02-01").status_code == 409
    monkeypatch.setattr(views, "missing", lambda: NO_PANGO)
    assert client.post("/cases/papers/dossiers").status_code == 409
    client.get("/cases/papers")
    assert NO_PANGO in client.page.words


def test_old_dossiers_are_deleted(app, db):
    old = views.path_of("old")
    old.write_bytes(b"%PDF")
    with clock.set_clock(clock.now() + timedelta(days=8)):
        views.drop_old()
    assert not old.exists()


def test_four_quarters_are_offered():
    found = views.quarters(date(2026, 2, 10))
    assert found[0] == ("2026 年第 1 季度", date(2026, 1, 1), date(2026, 2, 10))
    assert found[1] == ("2025 年第 4 季度", date(2025, 10, 1), date(2025, 12, 31))
    assert len(found) == 4
