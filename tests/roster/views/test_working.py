"""Long files are read, looked at again and written by a worker; nothing is ever half done."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db as db_here
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import run_waiting, submit
from liaison.jobs.models import Job
from liaison.roster.actions import imports
from liaison.roster.actions.imports import Noted, note
from liaison.roster.actions.imports.taking_back import weigh
from liaison.roster.actions.imports.uploads import keep_beside, path_of
from liaison.roster.actions.imports.weighings import mark_of
from liaison.roster.models import ImportBatch, ImportRow, Representative
from liaison.roster.models.imports import READING, WRITING
from liaison.roster.views import working
from tests.databases import save_elsewhere

pytestmark = pytest.mark.sqlite  # pages above the engine, which PostgreSQL sees in test_engine

MAPPING = {"姓名": "name", "界别": "sector_id", "身份特征类型": "identity_type_id", "所在区镇": "area_id",
           "手机": "phone"}  # fmt: skip


def long_book(count):
    """The bytes of a book of so many people."""
    workbook, stream = Workbook(), io.BytesIO()
    workbook.active.append(list(MAPPING))
    for number in range(count):
        workbook.active.append(["王芳", "农业界", "种粮大户", "曲塘镇", f"154{number:08d}"])
    workbook.save(stream)
    return stream.getvalue()


@pytest.fixture
def handed_in(app, db, people):
    """A book of 250, handed in and settled; the rest is a worker's."""
    actor, folder = people.office.actor, app.config["INSTANCE"]
    batch = imports.open_import("representatives", "Z06.xlsx", long_book(250), actor, folder)
    assert not imports.is_small(batch.plan["row_counts"])
    return imports.settle_columns(batch, actor, mapping=MAPPING)


def work(db, batch, kind, actor, **payload):
    """Hand a job in and let it be done; gives how it ended."""
    job = submit(kind, "试", actor, "/imports", batch_id=batch.id, **payload)
    db.session.commit()
    run_waiting()
    db.session.expire_all()
    return db.session.get(Job, job.id).state


@dataclass
class Neighbour:
    """Runs a job, and whenever this tells how far it is, somebody else saves, without waiting for anybody."""

    actor: Actor
    saved: list[int] = field(default_factory=list)

    def tell(self, done, _total):
        """Save, or raise where the database is held."""
        save_elsewhere()
        self.saved.append(done)


@pytest.mark.parametrize("work_on", [working.read_in_background, working.stage_in_background])
def test_others_save_while_a_file_is_reckoned(db, handed_in, people, work_on):
    actor = people.office.actor
    work(db, handed_in, "import.read", actor)
    handed_in.state = READING
    db.session.commit()
    neighbour = Neighbour(actor)
    work_on(neighbour, handed_in.id)
    assert neighbour.saved == [0, 100, 200]


def count(db, model):
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_worker_reads_looks_again_and_writes(db, handed_in, people):
    actor = people.office.actor
    assert work(db, handed_in, "import.read", actor) == "done"
    assert (handed_in.state, handed_in.counts["created"], count(db, ImportRow)) == ("checking", 250, 250)
    row = db.session.scalars(select(ImportRow).order_by(ImportRow.id)).first()
    imports.skip(handed_in, [row.id], actor)
    assert work(db, handed_in, "import.stage", actor) == "done"
    assert handed_in.counts["created"] == 249
    handed_in.state = WRITING
    assert work(db, handed_in, "import.write", actor, confirmed=dict(handed_in.counts)) == "done"
    assert (handed_in.state, count(db, Representative)) == ("written", 249)


def test_done_twice_it_changes_nothing_more(db, handed_in, people):
    actor = people.office.actor
    for _again in range(2):
        work(db, handed_in, "import.read", actor)
    assert count(db, ImportRow) == 250
    handed_in.state = WRITING
    for _again in range(2):
        work(db, handed_in, "import.write", actor, confirmed={"created": 250})
    assert count(db, Representative) == 250


def test_what_changed_meanwhile_is_looked_at_again(db, handed_in, people):
    actor = people.office.actor
    work(db, handed_in, "import.read", actor)
    handed_in.state = WRITING
    assert work(db, handed_in, "import.write", actor, confirmed={"created": 249}) == "done"
    assert (handed_in.state, count(db, Representative)) == ("checking", 0)
    assert "CHANGED_MEANWHILE" in handed_in.warnings


def test_a_file_that_is_gone_is_said_on_its_page(app, db, handed_in, people):
    path_of(handed_in.stored_as, app.config["INSTANCE"]).unlink()
    assert work(db, handed_in, "import.read", people.office.actor) == "done"
    assert (handed_in.state, handed_in.refused) == ("refused", "上传的文件过了 24 小时已经删除，请重新上传")


def test_a_write_that_is_refused_goes_back_to_where_it_was(db, handed_in, people):
    handed_in.state = WRITING
    assert work(db, handed_in, "import.write", people.office.actor, confirmed={}) == "failed"
    assert (db.session.get(ImportBatch, handed_in.id).state, count(db, Representative)) == ("checking", 0)


@dataclass
class Letting:
    """Runs a job, and lets its file go while it is reckoned."""

    actor: Actor
    batch: ImportBatch
    folder: Path

    def tell(self, _done, _total):
        """Somebody presses 换文件."""
        with transaction():
            batch = db_here.session.get(ImportBatch, self.batch.id, populate_existing=True)
            imports.drop_import(batch, self.actor, self.folder)


def test_a_file_let_go_while_it_is_written_is_not_written(app, db, handed_in, people):
    actor = people.office.actor
    work(db, handed_in, "import.read", actor)
    handed_in.state = WRITING
    db.session.commit()
    run = Letting(actor, handed_in, app.config["INSTANCE"])
    with pytest.raises(Refused, match="没有写入"):
        working.write_in_background(run, handed_in.id, dict(handed_in.counts))
    assert (db.session.get(ImportBatch, handed_in.id).state, count(db, Representative)) == ("dropped", 0)


@pytest.fixture
def checked(db, handed_in, people):
    """The long book with one number cut short, read by a worker; its clerk's page of error workbooks."""
    work(db, handed_in, "import.read", people.office.actor)
    row = db.session.scalars(select(ImportRow).order_by(ImportRow.id)).first()
    imports.mend(handed_in, {row.id: {"phone": "1391"}}, people.office.actor)
    imports.stage_again(handed_in, people.office.actor)
    db.session.commit()
    return handed_in


def make_errors(db, client, batch):
    """Press the button; gives where the page of the job leads when a worker has done it."""
    job = client.post(f"/imports/{batch.id}/errors").headers["Location"]
    assert client.post(f"/imports/{batch.id}/errors").headers["Location"] == job, "asked for twice, it is made once"
    run_waiting()
    db.session.expire_all()
    return client.get(job).headers["Location"]


def test_the_error_workbook_of_a_long_file_is_made_by_a_worker(app, db, checked, people, browser):
    client, address = browser(people.office), f"/imports/{checked.id}/errors"
    assert client.get(f"{address}.xlsx").headers["Location"] == address
    assert "生成错误表" in client.get(address).text
    assert make_errors(db, client, checked) == address
    assert "下载错误表" in client.get(address).text
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data))
    faults = [row[0].value for row in book.active.iter_rows() if row[0].value]
    assert faults[0] == "错在哪里" and len(faults) == 2


def test_an_error_workbook_says_how_the_file_stands(app, db, checked, people, browser):
    client, address = browser(people.office), f"/imports/{checked.id}/errors"
    make_errors(db, client, checked)
    row = db.session.scalars(select(ImportRow).order_by(ImportRow.id)).first()
    imports.mend(checked, {row.id: {"phone": "1392"}}, people.office.actor)
    imports.stage_again(checked, people.office.actor)
    db.session.commit()
    assert client.get(f"{address}.xlsx").status_code == 302
    make_errors(db, client, checked)
    assert client.get(f"{address}.xlsx").status_code == 200
    folder = app.config["INSTANCE"] / "imports"
    assert len(list(folder.glob(f"{checked.stored_as}.*"))) == 1


def test_an_error_workbook_goes_with_its_upload(app, db, checked, people, browser):
    folder, stored_as = app.config["INSTANCE"], checked.stored_as
    make_errors(db, browser(people.office), checked)
    assert list((folder / "imports").glob(f"{stored_as}.*"))
    imports.drop_import(checked, people.office.actor, folder)
    db.session.commit()
    assert not list((folder / "imports").glob(f"{stored_as}*"))


def test_an_error_workbook_of_a_file_that_is_gone_says_so(app, db, checked, people, browser):
    path_of(checked.stored_as, app.config["INSTANCE"]).unlink()
    client = browser(people.office)
    job = client.post(f"/imports/{checked.id}/errors").headers["Location"]
    run_waiting()
    assert "过了 24 小时已经删除" in client.get(job).text


def test_a_file_that_is_not_read_has_no_error_workbook(db, people, browser):
    handed = imports.open_import(
        "representatives", "短.xlsx", long_book(3), people.office.actor, browser().application.config["INSTANCE"]
    )
    db.session.commit()
    answer = browser(people.office).get(f"/imports/{handed.id}/errors.xlsx")
    assert answer.status_code == 409 and "还没有读完" in answer.text


def test_what_is_older_than_a_day_is_cleared_away(app, db, checked, people, browser):
    make_errors(db, browser(people.office), checked)
    folder = app.config["INSTANCE"]
    [book] = (folder / "imports").glob(f"{checked.stored_as}.*")
    keep_beside(weighing := path_of("7.weighing", folder), [b"{}"])
    imports.clear_uploads(folder, clock.now() + timedelta(hours=23))
    db.session.commit()
    assert book.exists() and weighing.exists() and weighing.stat().st_mode & 0o777 == 0o600
    imports.clear_uploads(folder, clock.now() + timedelta(hours=25))
    db.session.commit()
    assert not book.exists() and not weighing.exists()


def test_an_undo_that_finds_no_quiet_moment_says_so(db, make, people):
    batch = make(ImportBatch, kind="representatives", imported_at=clock.now(), imported_by="刘芸", sha256="0" * 64,
                 file_name="Z06.xlsx")  # fmt: skip
    person = make(Representative)
    note(batch, [Noted(f"representative:{person.id}", person.name, "representative", person.id, None, {})])
    db.session.commit()

    class Restless(Neighbour):
        """Runs a job while somebody changes something whenever it tells how far it is."""

        def tell(self, done, _total):
            if not db.session().in_transaction():
                with transaction():
                    record("representative.change", person, people.office.actor)
                self.saved.append(done)

    weighed = weigh(batch)
    run = Restless(people.office.actor)
    with pytest.raises(Refused, match="一直有人在改"):
        working.undo_in_background(run, batch.id, mark_of(weighed.found))
    assert len(run.saved) >= working.MOST_WEIGHINGS
    assert db.session.get(ImportBatch, batch.id, populate_existing=True).state == "written"
