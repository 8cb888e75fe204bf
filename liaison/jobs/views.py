"""Pages of work in the background: how far it is, and how to end it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, flash, g, redirect, render_template, send_file, url_for
from werkzeug import Response

from liaison.core import clock
from liaison.core.db import db
from liaison.core.versions import advice
from liaison.jobs import actions, queries, rules
from liaison.jobs.models import Job, Queue, ScheduledWork, Timetable, keep_queue, refuse_address
from liaison.web.filters import moment
from liaison.web.gate import gate, own_path
from liaison.web.navigation import MenuLine, menu

FOLDER = "made"  # files that jobs made, until they are fetched

pages = Blueprint("jobs", __name__)
menu.lines += [MenuLine("系统", "jobs.schedule", "timer", "定时事项", "schedule.run")]


def install(app: Flask) -> None:
    """Give the app its queue, where JOBS_URL says or in the folder of the instance."""
    address = app.config["JOBS_URL"]
    refusal = refuse_address(address)
    if refusal:
        raise SystemExit(refusal)

    def work(job_id: int) -> None:
        with app.app_context():
            actions.carry_out(job_id)

    def due() -> list[str]:
        with app.app_context():
            return actions.due_entries()

    def run(name: str) -> None:
        with app.app_context():
            actions.run_entry(name)

    place = address or str(app.config["INSTANCE"] / "jobs.db")
    queue = Queue(place, app.config["SECRET_KEY"], work, Timetable(due, run), app.config["INSTANCE"] / FOLDER)
    with app.app_context():
        keep_queue(db.engine, queue)


@pages.get("/jobs/<int:job>")
@gate("job.view", job=queries.job_for)
def job(job: Job) -> Any:
    """How far the work is; once it is done, what it made can be fetched, or the way goes on to what came of it."""
    made = queries.file_of(job.id) if job.state == rules.DONE else None
    if job.state == rules.DONE and made is None:
        return redirect(own_path(job.back))
    progress = queries.progress_of(job)
    now = clock.now()
    return render_template(
        "jobs/job.html", job=job, progress=progress, words=rules.in_words(progress, now),
        seen=rules.seen_in_words(progress.heart_beat_at, now), is_worker_missing=queries.is_worker_missing(job),
        back=own_path(job.back), made=made, is_from_here=job.is_from_seat_of(g.actor), other_seat=rules.OTHER_SEAT,
    )  # fmt: skip


@pages.get("/jobs/<int:job>/progress")
@gate("job.view", job=queries.job_for)
def progress(job: Job) -> dict[str, Any]:
    """The same for a script that asks again and again."""
    found, now = queries.progress_of(job), clock.now()
    return {
        "state": found.state, "is_over": found.is_over, "percent": found.percent,
        "words": rules.in_words(found, now), "seen": rules.seen_in_words(found.heart_beat_at, now),
        "began": moment(job.started_at),
    }  # fmt: skip


@pages.post("/jobs/<int:job>/cancel")
@gate("job.cancel", job=queries.job_for)
def cancel(job: Job) -> Response:
    """End it."""
    actions.cancel(job, g.actor)
    flash(f"{job.title}：正在取消" if job.state == rules.RUNNING else f"{job.title}：已取消")
    return redirect(url_for("jobs.job", job=job.id))


@pages.post("/jobs/<int:job>/file")
@gate("job.take", job=queries.job_for)
def take(job: Job) -> Response:
    """Hand out the file that it made, once."""
    made, content = actions.take_file(job, g.actor)
    return send_file(BytesIO(content), made.media_type, as_attachment=True, download_name=made.name)


@pages.get("/schedule")
@gate("schedule.run")
def schedule() -> str:
    """What is done by the clock: when last, what came of it, when next."""
    rows, seen_at = queries.schedule_rows(), queries.worker_seen_at()
    seen = rules.seen_in_words(seen_at, clock.now())
    is_missing = queries.is_silent_worker(seen_at)
    return render_template("jobs/schedule.html", rows=rows, seen=seen, is_worker_missing=is_missing, advice=advice())


@pages.post("/schedule/<entry>/run")
@gate("schedule.run", entry=queries.scheduled)
def run_now(entry: ScheduledWork) -> Response:
    """Do one of them now."""
    actions.ask_to_run(entry, g.actor)
    flash(f"{rules.entries()[entry.name].title}：一分钟内开始")
    return redirect(url_for("jobs.schedule"))
