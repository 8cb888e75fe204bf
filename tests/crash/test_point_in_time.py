"""PostgreSQL goes back to a moment by its own archive, with the settings and in the steps of docs/deployment.md."""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text

from liaison import create_app
from liaison.access import SYSTEM
from liaison.audit.actions import record_all
from liaison.audit.models import AuditAnchor, DayHead, Event, EventHead, EventSeal
from liaison.audit.verifying import verify
from liaison.config import ROOT
from liaison.core.db import Base, transaction
from liaison.core.db import db as database
from tests.conftest import SETTINGS
from tests.crash.clusters import IS_THERE, started

pytestmark = [pytest.mark.sqlite, pytest.mark.skipif(not IS_THERE, reason="PostgreSQL is not installed")]

PAGE = ROOT / "docs" / "deployment.md"
BLOCK = re.compile(r"```ini\n(.*?)```", re.DOTALL)
MAIN, WAL, BASE = "/var/lib/postgresql/15/main", "/var/backups/wal", "/var/backups/base/20261122"
LOG, PATIENCE = (Event, EventSeal, EventHead, DayHead, AuditAnchor), 40
THEN = "'2026-11-22 14:37:00+08'"


def settings_with(word, folder):
    """The block of the page that has this setting, with the places of the test."""
    [block] = [one for one in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if word in one]
    return block.replace(f"{MAIN}.before", f"{folder}/before").replace(WAL, f"{folder}/wal")


@pytest.fixture
def cluster():
    """A server whose settings are those of the page."""
    with started() as one:
        one.run("pg_ctl", "--pgdata", one.place, "--mode", "fast", "stop")
        one.make("wal")
        with (Path(one.place) / "postgresql.conf").open("a") as file:
            file.write(settings_with("archive_mode", one.folder))
        one.start()
        yield one


def saved(words):
    """Something is done, with its event."""
    with transaction():
        record_all("member.edit", [("member", None, words, {})], SYSTEM)


def wait_until_promoted():
    """Until the server has done what it was to recover, and lets people write."""
    until = monotonic() + PATIENCE
    while database.session.scalar(text("SELECT pg_is_in_recovery()")):
        database.session.rollback()
        assert monotonic() < until
        sleep(0.05)
    database.session.rollback()


def test_it_goes_back_to_a_moment_as_the_page_says(cluster, tmp_path):
    program = create_app({**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": cluster.url})
    with program.app_context():
        Base.metadata.create_all(database.engine, [one.__table__ for one in LOG])
        saved("底本以前")
        cluster.run("pg_basebackup", "--checkpoint=fast", f"--pgdata={cluster.folder}/base", "--host=127.0.0.1",
                    f"--port={cluster.port}", "--username=postgres")  # fmt: skip
        saved("底本以后")
        database.session.rollback()
        then = database.session.scalar(text("SELECT clock_timestamp()")).isoformat()
        database.session.rollback()
        saved("误操作")
        database.session.remove()
        database.engine.dispose()

        cluster.run("pg_ctl", "--pgdata", cluster.place, "--mode", "fast", "stop")
        main = Path(cluster.place)
        main.rename(cluster.folder / "before")
        (cluster.folder / "base").rename(main)
        (main / "recovery.signal").touch()
        with (main / "postgresql.conf").open("a") as file:
            file.write(settings_with("recovery_target_time", cluster.folder).replace(THEN, f"'{then}'"))
        cluster.start()
        wait_until_promoted()

        assert database.session.scalars(select(Event.label).order_by(Event.id)).all() == ["底本以前", "底本以后"]
        assert verify().fault is None
        saved("再往后")
        assert verify().count == 3 and list((cluster.folder / "wal").iterdir())
        database.session.remove()
        database.engine.dispose()
