"""Files made by jobs: sealed while they wait, fetched once, by whoever asked, within a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison.core import clock, vault
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs import actions, queries, rules
from liaison.jobs.actions.files import folder, path_of

pytestmark = pytest.mark.sqlite

PLAIN = "张晓明 16000000001".encode() * 50
PDF = "application/pdf"


@actions.works("test.make_file")
def make_file(run, times=1, is_refused=False):
    """Make a file, as often as asked; then perhaps refuse."""
    for number in range(times):
        with transaction():
            actions.keep_file(run, f"名单{number}.pdf", PLAIN + b"%d" % number, PDF)
            if is_refused:
                raise Refused("不行")


@pytest.fixture(autouse=True)
def empty(db):
    """Nothing of other tests lies there."""
    for path in folder().iterdir():
        path.unlink()


@pytest.fixture
def made(db, people):
    """A job of the clerk's that has made its file."""
    return job_of(people.clerk)


def job_of(person, **payload):
    with transaction():
        job = actions.submit("test.make_file", "名单", person.actor, "/", **payload)
    actions.run_waiting()
    return job


def test_a_file_is_fetched_once(made, browser, people):
    page = browser(people.clerk)
    page.get(f"/jobs/{made.id}")
    for words in ("办完了", "名单0.pdf", "留到", "取走文件"):
        assert words in page.page.words
    answer = page.post(f"/jobs/{made.id}/file")
    assert answer.data == PLAIN + b"0"
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (PDF, "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page.post(f"/jobs/{made.id}/file").status_code == 409
    page.get(f"/jobs/{made.id}")
    assert "文件已经取走" in page.page.words
    assert "取走文件" not in page.page.words
    assert not list(folder().iterdir())


def test_only_whoever_asked_fetches_it(made, browser, people):
    codes = {name: browser(getattr(people, name)).post(f"/jobs/{made.id}/file").status_code
             for name in ("office", "admin", "other_clerk")}  # fmt: skip
    assert codes == dict.fromkeys(codes, 404)
    page = browser(people.office)
    page.get(f"/jobs/{made.id}")
    assert "由要它的人取走" in page.page.words
    assert f'action="/jobs/{made.id}/file"' not in page.page.text
    assert queries.file_of(made.id).is_waiting


def test_it_is_fetched_from_the_seat_that_asked(made, people):
    elsewhere = replace(people.clerk.actor, organisation_id=people.other_clerk.actor.organisation_id)
    for other in (people.office.actor, elsewhere):
        with pytest.raises(Refused, match="请换回那个席位"):
            actions.take_file(made, other)
    with transaction():
        _kept, content = actions.take_file(made, people.clerk.actor)
    assert content.startswith(PLAIN)


def test_what_waits_is_sealed_and_bound_to_its_name(made, db):
    kept = queries.file_of(made.id)
    sealed = path_of(kept).read_bytes()
    assert b"16000000001" not in sealed
    with pytest.raises(vault.Unopened):
        vault.unseal_bytes(sealed, "job_file.other")
    path_of(kept).write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Refused, match="请重新办一次"):
        actions.take_file(made, made.doer)
    db.session.rollback()
    assert queries.file_of(made.id).taken_at is None


def test_after_a_day_it_is_gone(made, browser, people):
    assert actions.drop_files() == "清理 0 个文件"
    with clock.set_clock(clock.now() + rules.FILE_KEPT_FOR + timedelta(hours=1)):
        page = browser(people.clerk)
        assert page.post(f"/jobs/{made.id}/file").status_code == 409
        page.get(f"/jobs/{made.id}")
        assert "没有在 24 小时内取走" in page.page.words
        assert actions.drop_files() == "清理 1 个文件"
    assert not list(folder().iterdir())


def test_a_run_that_is_taken_back_leaves_nothing(db, people):
    job = job_of(people.clerk, is_refused=True)
    assert queries.file_of(job.id) is None
    assert not list(folder().iterdir())


def test_the_file_of_the_last_run_stays(db, people):
    job = job_of(people.clerk, times=2)
    assert queries.file_of(job.id).name == "名单1.pdf"
    assert [path.name for path in folder().iterdir()] == [queries.file_of(job.id).stored_as]
