"""Long exports are made by a worker: the same book, register and rights as those that are given at once."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.accounts.actions.events import EXPORTED
from liaison.accounts.models import Export, ExportRequest, Seat
from liaison.accounts.models.exports import APPROVED, USED
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db as database
from liaison.jobs import rules
from liaison.jobs.actions import run_waiting
from liaison.jobs.models import Job, queue_here
from liaison.roster.models import Representative
from tests.taking_out import book_in, take_out

pytestmark = pytest.mark.sqlite

LIST = "/representatives/export"
LIKE = ("title", "range", "columns", "row_count", "has_phones", "is_full", "address", "listing", "user_id", "way")


@pytest.fixture
def three(make, db):
    """Three representatives of the same name."""
    found = [make(Representative, name="周桂芳") for _ in range(3)]
    db.session.commit()
    return found


@pytest.fixture
def at_once(app, monkeypatch):
    """at_once(n): books of up to n rows are given at once from now on."""
    return lambda rows: monkeypatch.setitem(app.config, "EXPORT_JOB_ROWS", rows)


def cells_of(answer):
    """The rows of the tab, without the line that says which copy it is and when."""
    rows = [[str(cell) for cell in row] for row in book_in(answer).worksheets[0].iter_rows(values_only=True)]
    return [row for row in rows if not any("DC-" in cell for cell in row)]


def job_behind(answer):
    """The job that a page leads to."""
    assert answer.status_code == 302 and answer.location.startswith("/jobs/"), answer.text
    return database.session.get(Job, int(answer.location.rpartition("/")[2]), populate_existing=True)


def copies():
    """The register."""
    return database.session.scalars(select(Export).order_by(Export.id)).all()


def test_a_long_book_is_the_one_that_is_given_at_once(browser, people, three, at_once):
    client, address = browser(people.office), f"{LIST}?q=周桂芳"
    now = take_out(client, address)
    at_once(2)
    job = job_behind(take_out(client, address))
    assert "在排队" in client.get(f"/jobs/{job.id}").text
    assert "周桂芳" not in json.dumps([job.payload, job.title, job.back], ensure_ascii=False)
    run_waiting()
    later = client.post(f"/jobs/{job.id}/file")
    assert cells_of(later) == cells_of(now) and len(cells_of(now)) > 3
    first, second = copies()
    assert [getattr(first, one) for one in LIKE] == [getattr(second, one) for one in LIKE]
    assert (first.number, first.sha256) != (second.number, second.sha256)
    assert (second.sha256, second.size) == (hashlib.sha256(later.data).hexdigest(), len(later.data))
    given = database.session.scalars(select(Event).where(Event.verb == "export.give")).all()
    assert [one.address for one in given] == ["127.0.0.1"] * 2 and given[0].session_id == given[1].session_id
    assert client.post(f"/jobs/{job.id}/file").status_code == 409


def test_a_clerk_gets_his_town_only_and_the_columns_he_chose(browser, people, three, at_once):
    at_once(0)
    three[0].area_id = people.clerk.actor.area_id
    database.session.commit()
    client = browser(people.clerk)
    job = job_behind(client.post(LIST, data={"columns": ["name", "phone"]}))
    client.post(LIST, data={"columns": ["unit_title"]})  # chosen for the next one, while this one waits
    run_waiting()
    rows = cells_of(client.post(f"/jobs/{job.id}/file"))
    assert rows[2] == ["姓名", "联系电话", "行号"]
    assert copies()[0].row_count == len(rows) - 5 < len(three) + 1


def test_whole_numbers_go_out_once_when_approved(browser, people, three, at_once, db):
    at_once(2)
    client, approver = browser(people.office), browser(people.seat("高远", Role.OFFICE, "市政协办公室"))
    asked = take_out(client, LIST, extent="full", purpose="打印联系卡发给委员")
    number = int(asked.location.rpartition("/")[2])
    assert client.post(LIST, data={"request": number}).status_code == 409  # not approved yet
    approver.post(f"{asked.location}/approve")
    jobs = [job_behind(client.post(LIST, data={"request": number})) for _ in range(2)]
    assert db.session.get_one(ExportRequest, number, populate_existing=True).state == APPROVED
    run_waiting()
    for job in jobs:
        db.session.refresh(job)
    assert [job.state for job in jobs] == [rules.DONE, rules.FAILED] and "已经下载过一次" in jobs[1].error
    found = cells_of(client.post(f"/jobs/{jobs[0].id}/file"))
    assert any(three[0].phone.full in row for row in found)
    request, copy = db.session.get_one(ExportRequest, number, populate_existing=True), copies()[0]
    assert request.state == USED and len(copies()) == 1
    assert (copy.is_full, copy.request_id, copy.approved_by) == (True, number, request.decided_by)


def test_what_is_cancelled_in_the_middle_leaves_no_copy(browser, people, three, at_once, monkeypatch):
    at_once(2)
    client = browser(people.office)
    job = job_behind(take_out(client, LIST))
    monkeypatch.setattr(rules, "TELL_SECONDS", -1)
    tell = queue_here().beat

    def beat(key, done, total):
        tell(key, done, total)
        if done == 1:
            queue_here().ask_to_stop(key)

    monkeypatch.setattr(queue_here(), "beat", beat)
    run_waiting()
    database.session.refresh(job)
    assert job.state == rules.CANCELLED and not copies()
    assert client.post(f"/jobs/{job.id}/file").status_code == 409
    assert "已取消" in client.get(f"/jobs/{job.id}").text


def test_whoever_lost_the_seat_meanwhile_gets_nothing(browser, people, three, at_once, db):
    at_once(2)
    job = job_behind(take_out(browser(people.office), LIST))
    seat = db.session.get(Seat, people.office.actor.seat_id)
    seat.ended_on = clock.today() - timedelta(days=1)
    db.session.commit()
    run_waiting()
    db.session.refresh(job)
    assert job.state == rules.FAILED and "席位已经没有了" in job.error and not copies()


def test_what_is_noted_of_a_log_is_noted_when_it_is_made(browser, people, at_once, db):
    at_once(0)
    client = browser(people.auditor)
    job = job_behind(client.post("/events/export.xlsx"))
    told = select(Event).where(Event.verb == EXPORTED)
    before = len(db.session.scalars(told).all())
    run_waiting()
    assert (before, len(db.session.scalars(told).all())) == (0, 1)
    assert job.back == "/events" and client.post(f"/jobs/{job.id}/file").status_code == 200
