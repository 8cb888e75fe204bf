"""The page of a job: how far it is, its end, and who may see it."""

from __future__ import annotations

import pytest

from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs import actions, rules
from liaison.jobs.models import Job, queue_here
from liaison.web.filters import moment


@actions.works("test.look_on")
def look_on(run, sentence=""):
    """Do nothing, or refuse."""
    if sentence:
        raise Refused(sentence)


@pytest.fixture
def job(db, people):
    """A job of the clerk's that waits."""
    with transaction():
        return actions.submit("test.look_on", "读入 Z06.xlsx", people.clerk.actor, "/representatives")


def test_a_waiting_job_says_whether_anybody_works(job, browser, people):
    page = browser(people.clerk)
    queue_here().huey.storage.delete_data("worker")
    page.get(f"/jobs/{job.id}")
    for words in ("读入 Z06.xlsx", "在排队", "可以关掉这一页", "后台程序没有在运行"):
        assert words in page.page.words
    queue_here().worker_lives()
    page.get(f"/jobs/{job.id}")
    assert "后台程序没有在运行" not in page.page.words


def test_a_running_job_shows_how_far_it_is(job, db, browser, people):
    actions.runs._begin(job.id)
    queue_here().beat(job.key, 1200, 4500)
    page = browser(people.clerk)
    body = page.get(f"/jobs/{job.id}").text
    assert '<progress class="bar" max="100" value="26"' in body
    assert '<noscript><meta http-equiv="refresh"' in body
    assert "已办 1,200 / 4,500" in page.page.words
    told = page.get(f"/jobs/{job.id}/progress").json
    assert told == {
        "state": "running", "is_over": False, "percent": 26, "words": "已办 1,200 / 4,500", "seen": "刚刚",
        "began": moment(db.session.get(Job, job.id, populate_existing=True).started_at),
    }  # fmt: skip


def test_a_done_job_leads_on(job, browser, people):
    actions.run_waiting()
    page = browser(people.clerk)
    assert page.get(f"/jobs/{job.id}").location == "/representatives"
    assert page.get(f"/jobs/{job.id}/progress").json["is_over"]


def test_the_way_on_stays_in_the_house(db, browser, people):
    with transaction():
        job = actions.submit("test.look_on", "读入", people.clerk.actor, "//elsewhere.example")
    actions.run_waiting()
    assert browser(people.clerk).get(f"/jobs/{job.id}").location == "/"


def test_a_failed_job_says_what_to_do(db, browser, people):
    with transaction():
        job = actions.submit("test.look_on", "读入", people.clerk.actor, "/", sentence="文件是空的，请重新选")
    actions.run_waiting()
    page = browser(people.clerk)
    body = page.get(f"/jobs/{job.id}").text
    assert "文件是空的，请重新选" in page.page.words
    assert "取消" not in page.page.words
    assert "refresh" not in body


def test_a_job_is_cancelled_by_a_button(job, db, browser, people):
    page = browser(people.clerk)
    assert page.post(f"/jobs/{job.id}/cancel").location == f"/jobs/{job.id}"
    db.session.refresh(job)
    assert job.state == rules.CANCELLED
    page.get(f"/jobs/{job.id}")
    assert "已取消" in page.page.words
    assert page.post(f"/jobs/{job.id}/cancel").status_code == 409


def test_a_running_job_is_being_cancelled(job, browser, people):
    actions.runs._begin(job.id)
    page = browser(people.clerk)
    page.post(f"/jobs/{job.id}/cancel")
    body = page.get(f"/jobs/{job.id}").text
    assert "正在取消" in page.page.words
    assert f"/jobs/{job.id}/cancel" not in body


def test_everybody_sees_his_own_and_the_office_all(job, browser, people):
    seen = {
        name: browser(getattr(people, name)).get(f"/jobs/{job.id}").status_code
        for name in ("clerk", "other_clerk", "office", "admin", "member")
    }
    assert seen == {"clerk": 200, "other_clerk": 404, "office": 200, "admin": 200, "member": 404}
