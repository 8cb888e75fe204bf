"""What is done by the clock: at which moments, once for each, caught up once, and its page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from liaison.checks import faults
from liaison.core import clock
from liaison.core.calendar import WorkingDays
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.versions import advice
from liaison.jobs import actions, rules
from liaison.jobs.models import Queue, ScheduledWork, Timetable, queue_here
from liaison.jobs.rules import When
from liaison.jobs.rules.entries import _entries
from liaison.jobs.rules.timetable import DAYS, MONTHS, WEEKS, WORKING_DAYS

HALF_PAST_EIGHT = (time(8, 30),)
MONDAY = date(2026, 11, 16)
HOLIDAYS = WorkingDays({date(2026, 10, day): False for day in range(1, 9)} | {date(2026, 10, 10): True})


def at(day: date, words: str) -> datetime:
    return clock.at(day, time.fromisoformat(words))


@pytest.fixture
def done(db):
    """An entry at 8:30 of each day that notes when it was done."""
    done = []

    def work():
        done.append(clock.now())
        return f"第 {len(done)} 次"

    rules.every("test.note", "记一次", When("每天 8:30", HALF_PAST_EIGHT))(work)
    yield done
    _entries.pop("test.note")


def look_at(moment: datetime) -> None:
    """What a worker does each minute, as far as our entry goes."""
    with clock.set_clock(moment):
        if "test.note" in actions.due_entries():
            actions.run_entry("test.note")


def row() -> ScheduledWork:
    """What is known of it."""
    with transaction(write=False):
        return database.session.scalar(select(ScheduledWork).where(ScheduledWork.name == "test.note"))


@pytest.mark.parametrize(
    ("days", "now", "last", "following"),
    [
        (DAYS, "2026-11-16 08:30", "2026-11-16", "2026-11-17"),
        (DAYS, "2026-11-16 08:29", "2026-11-15", "2026-11-16"),
        (WORKING_DAYS, "2026-11-16 08:00", "2026-11-13", "2026-11-16"),
        (WORKING_DAYS, "2026-10-05 12:00", "2026-09-30", "2026-10-09"),
        (WORKING_DAYS, "2026-10-09 12:00", "2026-10-09", "2026-10-10"),
        (MONTHS, "2026-11-18 12:00", "2026-11-01", "2026-12-01"),
        (MONTHS, "2026-12-31 12:00", "2026-12-01", "2027-01-01"),
        (WEEKS, "2026-11-18 12:00", "2026-11-16", "2026-11-23"),
        (WEEKS, "2026-10-05 12:00", "2026-09-28", "2026-10-09"),
        (WEEKS, "2026-10-10 12:00", "2026-10-09", "2026-10-12"),
    ],
)
def test_moments_follow_the_working_days(days, now, last, following):
    when, moment = When("", HALF_PAST_EIGHT, days), clock.at(*parted(now))
    assert clock.local(when.last(moment, HOLIDAYS)) == clock.local(at(date.fromisoformat(last), "08:30"))
    assert clock.local(when.next(moment, HOLIDAYS)) == clock.local(at(date.fromisoformat(following), "08:30"))


def parted(words: str) -> tuple[date, time]:
    moment = datetime.fromisoformat(words)
    return moment.date(), moment.time()


def test_each_minute_is_a_moment():
    now = datetime(2026, 11, 16, 3, 4, 59, tzinfo=clock.SHANGHAI)
    assert rules.EACH_MINUTE.last(now, HOLIDAYS) == now.replace(second=0)
    assert rules.EACH_MINUTE.next(now, HOLIDAYS) - rules.EACH_MINUTE.last(now, HOLIDAYS) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-16 08:00", True), ("2026-11-16 17:59", True), ("2026-11-16 07:59", False),
        ("2026-11-16 18:00", False), ("2026-11-15 10:00", False), ("2026-10-02 10:00", False),
        ("2026-10-10 10:00", True),
    ],
)  # fmt: skip
def test_people_are_written_to_in_working_hours(moment, is_open):
    assert rules.is_at_work(clock.at(*parted(moment)), HOLIDAYS) is is_open


def test_nothing_from_before_its_first_day_is_caught_up(done):
    look_at(at(MONDAY, "10:00"))
    look_at(at(MONDAY, "10:01"))
    assert not done


def test_it_is_done_once_for_each_moment(done):
    look_at(at(MONDAY, "08:29"))
    for minute in ("08:30", "08:31", "12:00"):
        look_at(at(MONDAY, minute))
    assert len(done) == 1
    look_at(at(MONDAY + timedelta(days=1), "08:30"))
    assert len(done) == 2 and row().result == "第 2 次"


def test_what_was_missed_is_caught_up_once(done):
    look_at(at(MONDAY, "08:00"))
    look_at(at(MONDAY + timedelta(days=9), "20:00"))
    look_at(at(MONDAY + timedelta(days=9), "20:01"))
    assert len(done) == 1


def test_of_two_workers_one_does_it(app, done):
    look_at(at(MONDAY, "08:00"))

    def take() -> None:
        with app.app_context(), clock.set_clock(at(MONDAY, "08:30")):
            actions.run_entry("test.note")

    workers = [Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(done) == 1


def test_what_breaks_is_tried_again_a_little_later_and_not_for_ever(done):
    def broken():
        done.append(clock.now())
        raise Refused("没有成")

    rules.every("test.note", "记一次", When("每天 8:30", HALF_PAST_EIGHT))(broken)
    look_at(at(MONDAY, "08:00"))
    for minute in range(30, 59):
        look_at(at(MONDAY, f"08:{minute}"))
    assert len(done) == rules.MOST_ATTEMPTS
    assert (row().state, row().error) == (rules.FAILED, "没有成")
    look_at(at(MONDAY + timedelta(days=1), "08:30"))
    assert len(done) == rules.MOST_ATTEMPTS + 1


def test_what_a_killed_worker_had_begun_is_taken_up(done):
    look_at(at(MONDAY, "08:00"))
    with clock.set_clock(at(MONDAY, "08:30")):
        assert actions.schedule._take(rules.entries()["test.note"])
    look_at(at(MONDAY, "08:34"))
    assert not done
    look_at(at(MONDAY, "08:36"))
    assert len(done) == 1 and row().state == rules.DONE


def test_the_worker_hands_over_what_is_due_once(tmp_path):
    ran = []
    queue = Queue(str(tmp_path / "jobs.db"), "s" * 48, print, Timetable(lambda: ["a", "b"], ran.append))
    queue.hand_over(7)
    queue.look_at_clock()
    queue.look_at_clock()
    assert queue.handed_over() == {7}
    assert [task.name for task in queue.huey.read_periodic(None)] == ["clock"]
    while task := queue.huey.dequeue():
        queue.huey.execute(task)
    assert ran == ["a", "b"]
    queue.huey.storage.close()


def test_what_never_ran_says_so_and_when_it_will(browser, people):
    queue_here().huey.storage.delete_data("worker")
    admin = browser(people.admin)
    with clock.set_clock(at(MONDAY, "07:00")):
        admin.get("/schedule")
    assert "后台程序还没有运行过" in admin.page.words and "—" not in admin.page.words
    assert "工作日 8:30。 还没有运行过，下次" in admin.page.words.replace("。还", "。 还")


def test_the_administrator_sees_when_each_ran_and_runs_one_now(done, browser, people):
    look_at(at(MONDAY, "08:00"))
    look_at(at(MONDAY, "08:30"))
    admin = browser(people.admin)
    queue_here().huey.storage.delete_data("worker")
    admin.get("/schedule")
    for words in ("记一次", "每天 8:30", "第 1 次", "发邮件和群消息", "后台程序没有在运行"):
        assert words in admin.page.words
    assert admin.post("/schedule/test.note/run").status_code == 302
    admin.get("/schedule")
    assert "一分钟内" in admin.page.words
    look_at(at(MONDAY, "08:31"))
    look_at(at(MONDAY, "08:32"))
    assert len(done) == 2
    assert browser(people.office).get("/schedule").status_code == 404
    assert admin.post("/schedule/no.such/run").status_code == 404


def test_check_warns_when_nobody_worked_for_a_day(done):
    def warned(moment):
        with clock.set_clock(moment):
            return [fault for fault in faults() if fault.check == "后台程序"]

    assert not warned(at(MONDAY, "08:00"))
    look_at(at(MONDAY, "08:00"))
    look_at(at(MONDAY, "08:30"))
    assert not warned(at(MONDAY + timedelta(days=1), "08:29"))
    assert warned(at(MONDAY + timedelta(days=1), "08:31"))


def test_the_page_says_what_of_the_machine_is_old(browser, people):
    client = browser(people.admin)
    client.get("/schedule")
    assert all(sentence in client.page.words for sentence in advice())
    assert ("这台机器上的软件" in client.page.words) is bool(advice())
