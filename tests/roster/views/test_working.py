"""Long files are read, looked at again and written by a worker; nothing is ever half done."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from liaison.access import Actor
from liaison.core.db import db as db_here
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import run_waiting, submit
from liaison.jobs.models import Job
from liaison.roster.actions import imports
from liaison.roster.actions.imports.uploads import path_of
from liaison.roster.models import ImportBatch, ImportRow, Representative
from liaison.roster.models.imports import READING, WRITING
from liaison.roster.views import working
from tests.databases import save_elsewhere

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
