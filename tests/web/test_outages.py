"""Database locked, gone or full: a page that says so, nothing half-written, all well again without a hand."""

from __future__ import annotations

import resource
import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import create_engine, func, select, text

from liaison import create_app
from liaison.assignment.models import Pairing
from liaison.casework.models import StepRecord
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.outages import Outage, outage_of
from liaison.files.models import Attachment
from liaison.orgs.models import Channel
from tests.casework.stories import brought_to
from tests.casework.test_attachments import PDF
from tests.conftest import SETTINGS
from tests.factories import first

TALK = "村口的路口没有红绿灯，下午放学时电动车、货车混着走。"


@pytest.fixture
def form(make, people):
    """What a phone sends for a contact."""
    person = make(Pairing, member_id=people.member.member.id).representative
    call = first(Channel, short="电话")
    return {"rep": person.id, "channel_id": call.id, "day": "今天", "topics": ["道路交通"], "talk": TALK}


@pytest.fixture
def impatient(db):
    """Locks of SQLite are waited for a moment only, so that the test is short."""
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")


@contextmanager
def locked(db):
    """Somebody else holds the whole database."""
    db.session.commit()
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def count(db, model):
    """How many rows there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.sqlite
def test_a_locked_database_keeps_what_was_typed(db, browser, people, form, impatient):
    phone = browser(people.member)
    with locked(db):
        answer = phone.post("/contacts/new", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    page = answer.get_data(as_text=True)
    assert "现在保存的人太多" in page and "您写的都还在这一页" in page
    assert f'name="talk" value="{TALK}"' in page and 'action="/contacts/new' in page
    assert count(db, Contact) == 0
    assert phone.post("/contacts/new", data=form).status_code == 302
    assert count(db, Contact) == 1


@pytest.mark.sqlite
def test_a_page_of_a_locked_database_is_asked_for_again(db, browser, people, impatient):
    desk = browser(people.clerk)
    with locked(db):
        answer = desk.get("/cases?q=红绿灯")
        assert answer.status_code == 503
        assert desk.get("/static/base.css").status_code == 200
    assert "再试一次" in answer.get_data(as_text=True) and people.clerk.user.name not in answer.get_data(as_text=True)
    assert desk.get("/cases").status_code == 200


@pytest.mark.sqlite
def test_a_lock_that_comes_in_the_moment_of_saving_saves_nothing(db, browser, people, form, impatient):
    phone = browser(people.member)
    db.session.commit()
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM user").fetchall()  # shared, so that the commit cannot become exclusive
        assert phone.post("/contacts/new", data=form).status_code == 503
        reader.execute("ROLLBACK")
    assert count(db, Contact) == 0
    assert phone.post("/contacts/new", data=form).status_code == 302


@pytest.mark.sqlite
def test_a_password_is_not_sent_back(db, browser, impatient):
    with locked(db):
        answer = browser().post("/sign-in", data={"username": "liuyun", "password": "haian-demo"})
    assert answer.status_code == 503
    assert "haian-demo" not in answer.get_data(as_text=True) and "再交一次" not in answer.get_data(as_text=True)


@pytest.mark.sqlite
def test_a_full_disk_lets_read_and_recovers_by_itself(db, browser, people, form, impatient):
    phone = browser(people.member)
    form["talk"] = TALK * 10
    db.session.commit()
    with db.engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA max_page_count").scalar()
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # no page more than there are
    saved = 0
    while (answer := phone.post("/contacts/new", data={**form, "talk": f"{saved}{form['talk']}"})).status_code == 302:
        saved += 1
        assert saved < 50
    assert answer.status_code == 507 and "服务器的磁盘满了" in answer.get_data(as_text=True)
    assert count(db, Contact) == saved
    assert phone.get("/contacts").status_code == 200
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={before}")
    assert phone.post("/contacts/new", data=form).status_code == 302


@contextmanager
def no_room_for_files(most):
    """No file of this process may grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_half_an_upload_is_not_kept(app, db, browser, people):
    case = brought_to("handling", people)
    desk, address = browser(people.handler), f"/cases/{case.number}/handle"
    large = PDF.replace(b"%%EOF", b"%" + b"x" * 300_000 + b"\n%%EOF")
    sent = {"progress": "到现场看过，量了尺寸", "files": [(BytesIO(large), "批复.pdf")]}
    db.session.commit()
    with no_room_for_files(100_000):
        answer = desk.post(address, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 507
    assert "磁盘满了" in answer.get_data(as_text=True)
    assert count(db, Attachment) == 0
    assert not db.session.scalars(select(StepRecord).filter_by(case_id=case.id, verb="handle")).all()
    folder = app.config["INSTANCE"] / "files"
    assert not [path for path in folder.rglob("*.pdf") if path.stat().st_size > 50_000]
    sent["files"] = [(BytesIO(large), "批复.pdf")]
    assert desk.post(address, data=sent, content_type="multipart/form-data").status_code == 302


@pytest.mark.sqlite
def test_who_comes_back_after_a_while_can_read_though_the_disk_is_full(app, db, browser, people):
    phone = browser(people.member)
    db.session.commit()
    with clock.set_clock(clock.now() + timedelta(minutes=10)), no_room_for_files(100):
        assert phone.get("/contacts").status_code == 200
        assert phone.post("/sign-out").status_code in (503, 507)
    assert phone.get("/contacts").status_code == 200


def test_a_full_disk_is_told_from_other_errors():
    with pytest.raises(OSError) as full, Path("/dev/full").open("wb") as file:
        file.write(b"x")
        file.flush()
    assert outage_of(full.value) is Outage.FULL
    assert outage_of(FileNotFoundError(2, "no such file")) is None
    with pytest.raises(sqlite3.OperationalError) as missing, closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("SELECT * FROM nothing")
    assert outage_of(missing.value) is None


def test_a_server_that_is_gone_is_said_at_once(tmp_path):
    nobody = "postgresql+psycopg://liaison@127.0.0.1:1/liaison"
    program = create_app({**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": nobody})
    began = monotonic()
    answer = program.test_client().post("/sign-in", data={"username": "liuyun", "password": "haian-demo"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "数据库现在连不上" in answer.get_data(as_text=True)
    assert monotonic() - began < 30


@pytest.fixture
def other(db):
    """Another connection to PostgreSQL, to be cruel with."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server, and one writer at a time")
    db.session.commit()
    engine = create_engine(db.engine.url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


def test_connections_that_the_server_ended_are_made_anew(db, browser, people, form, other):
    phone = browser(people.member)
    assert phone.get("/contacts").status_code == 200
    db.session.remove()
    other.execute(text(END_ALL))
    assert phone.post("/contacts/new", data=form).status_code == 302
    assert count(db, Contact) == 1


def wait_for_lock(other):
    """Until somebody else waits for what we hold."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = monotonic() + 10
    while not other.scalar(waiting) and monotonic() < until:
        sleep(0.02)


def test_of_two_that_block_each_other_the_one_taken_back_goes_in_after_all(db, browser, people, form, other):
    phone = browser(people.member)
    phone.get("/contacts")  # its session is fresh
    other.execute(text("INSERT INTO counter (name, value) VALUES ('contact ' || extract(year FROM now()), 7)"))
    failed = []

    def block():
        wait_for_lock(other)
        try:
            other.execute(text("SELECT id FROM member WHERE id = :id FOR UPDATE"), {"id": form["member"]})
            other.commit()
        except Exception as error:
            failed.append(error)
            raise

    form["member"] = people.member.member.id
    db.session.commit()
    thread = threading.Thread(target=block)
    thread.start()
    answer = phone.post("/contacts/new", data=form)
    thread.join(10)
    assert not failed and answer.status_code == 302
    assert db.session.scalar(select(Contact.number)).endswith("0008")
