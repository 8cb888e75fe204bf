"""Old events go into a signed file; the chain is verified on from the anchor, and the file by itself."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from liaison.accounts.actions.events import archive_log
from liaison.audit.archives import verify_archive
from liaison.audit.models import AuditAnchor, Event, EventSeal
from liaison.audit.verifying import verify
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.errors import Refused
from tests.audit.tampering import SOMEBODY, fill, last_number, note, tampering

LATER = timedelta(days=500)


@pytest.fixture
def archive(db, tmp_path):
    """What was noted 500 days ago lies in a file; three events of today stand in the database."""
    fill(6)
    with clock.set_clock(clock.now() + LATER):
        note(7, 8, 9)
        made = archive_log(clock.today() - timedelta(days=400), tmp_path / "archive", SOMEBODY)
        db.session.commit()
        yield made


def count(model) -> int:
    return database.session.scalar(select(func.count()).select_from(model))


def test_the_chain_goes_on_from_the_anchor(archive, db):
    assert count(Event) == count(EventSeal) == 4, "the three, and that the rest was put away"
    assert db.session.scalar(select(func.min(EventSeal.id))) == archive.count + 1
    assert verify().fault is None
    assert verify().count == 4
    note(10)
    assert verify().fault is None
    event = db.session.scalars(select(Event).where(Event.verb == "audit.archive")).one()
    assert event.changes["sha256"] == [None, archive.sha256]


def test_the_file_is_verified_by_itself(archive, db):
    assert verify_archive(archive.path) == (archive.count, None)
    assert archive.path.stat().st_mode & 0o077 == 0
    lines = gzip.decompress(archive.path.read_bytes()).decode().splitlines()
    row = json.loads(lines[5])
    row[-2] = "别的"
    for changed, number in (
        ([*lines[:5], json.dumps(row), *lines[6:]], row[0]),
        ([*lines[:5], *lines[6:]], row[0]),
        (lines[:-1], archive.count),
    ):
        with gzip.open(archive.path, "wt") as file:
            file.write("\n".join(changed))
        _right, fault = verify_archive(archive.path)
        assert fault.number == number
    archive.path.write_bytes(b"nothing of the kind")
    assert verify_archive(archive.path)[1]


def test_nothing_younger_than_400_days_goes(db, tmp_path):
    with pytest.raises(Refused, match="400 天"):
        archive_log(clock.today() - timedelta(days=399), tmp_path, SOMEBODY)
    assert archive_log(clock.today() - timedelta(days=400), tmp_path, SOMEBODY) is None


def test_a_touched_log_is_not_put_away(db, tmp_path):
    fill(6)
    with tampering() as connection:
        connection.execute(Event.__table__.update().where(Event.verb == "case.change").values(label="改过"))
    with clock.set_clock(clock.now() + LATER), pytest.raises(Refused, match="核对不上"):
        archive_log(clock.today() - timedelta(days=400), tmp_path, SOMEBODY)


def test_the_rest_still_refuses_deletions(archive, db):
    for model in (Event, EventSeal):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(model.__table__.delete())
        db.session.rollback()


def test_a_forged_or_lost_anchor_hides_nothing(archive, db):
    last = last_number()
    with tampering() as connection:
        connection.execute(AuditAnchor.__table__.update().values(number=last - 1))
    assert verify().fault.kind == "missing"
    with tampering() as connection:
        connection.execute(AuditAnchor.__table__.delete())
    assert (verify().fault.kind, verify().fault.number) == ("missing", 1)


@pytest.mark.sqlite
@pytest.mark.parametrize("today", [
    date(2097, 2, 28), date(2096, 2, 29), date(2096, 3, 1), date(2097, 8, 31), date(2097, 12, 31), date(2097, 4, 4),
], ids=str)  # fmt: skip
def test_what_is_400_days_old_to_the_day_stays(db, tmp_path, today):
    """28 and 29 February, the ends of long months and years: days are counted, by the calendar of Shanghai."""
    older = last_number()
    for number, days in enumerate((401, 400, 399)):
        late = datetime.combine(today - timedelta(days=days), time(23, 59), clock.SHANGHAI)
        with clock.set_clock(late):
            note(number)
    with clock.set_clock(datetime.combine(today, time(0, 1), clock.SHANGHAI)):
        made = archive_log(today - timedelta(days=400), tmp_path, SOMEBODY)
        db.session.commit()
    labels = db.session.scalars(select(Event.label).where(Event.verb == "case.change").order_by(Event.id)).all()
    assert (made.count, made.until) == (older + 1, today - timedelta(days=401))
    assert labels == ["2026-0001", "2026-0002"]
    assert verify().fault is None and verify_archive(made.path) == (older + 1, None)
