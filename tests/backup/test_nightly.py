"""Backups by the clock: made, listed with their hash, cleaned; late ones, failed ones and a full disk are told."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.backup import folder, nightly
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.jobs.actions import run_entry
from liaison.jobs.models import ScheduledWork
from liaison.notices.models import Message
from tests.factories import make_row

pytestmark = pytest.mark.sqlite
NIGHT = datetime(2026, 11, 22, 2, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture
def place(app, db, tmp_path, monkeypatch):
    """A folder of their own for backups, as on a disk that was put in."""
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(tmp_path))
    db.session.commit()
    return tmp_path


def told(db):
    """`{(who, what)}` of the messages."""
    return {(one.user_id, one.title) for one in db.session.scalars(select(Message).where(Message.kind == "backup"))}


def test_a_night_s_backup_is_listed_and_noted(place, db):
    with clock.set_clock(NIGHT):
        assert "liaison-20261122-023000.backup（" in nightly.back_up()
    only = place / "liaison-20261122-023000.backup"
    digest = hashlib.sha256(only.read_bytes()).hexdigest()
    assert (place / "SHA256SUMS").read_text() == f"{digest}  {only.name}\n"
    assert {path.name for path in place.iterdir()} - {"tombstones"} == {only.name, "SHA256SUMS"}
    event = db.session.scalars(select(Event).where(Event.verb == "backup.make")).one()
    assert (event.label, event.changes["sha256"]) == (only.name, [None, digest])


def test_old_ones_go_and_other_files_stay(place):
    (place / "liaison-2020.zip").write_bytes(b"ours to keep")
    for day in range(9, -1, -1):
        with clock.set_clock(NIGHT - timedelta(days=day)):
            folder.make_backup()
    with clock.set_clock(NIGHT):
        folder.make_backup(folder.HOURLY)
    days = [one.made_at.day for one in folder.backups(folder.WHOLE)]
    assert days == [15, 16, 17, 18, 19, 20, 21, 22]  # seven nights, and the Sunday of the week before
    assert len((place / "SHA256SUMS").read_text().splitlines()) == len(days) + 1
    assert (place / "liaison-2020.zip").exists()


def test_a_folder_that_is_gone_is_told_once_a_day(app, place, db, people, monkeypatch):
    keepers = {people.admin.user.id, people.office.user.id}
    people.clerk  # noqa: B018 - is there, and is not told
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(place / "unplugged"))
    db.session.commit()
    for _time in range(2):
        with pytest.raises(Refused, match="不在，或者写不进去"):
            nightly.back_up()
    assert {user for user, _title in told(db)} == keepers and len(told(db)) == len(keepers)
    assert nightly.faults()[0].startswith("放备份的文件夹")


def test_what_the_schedule_could_not_do_stands_in_the_check(app, place, db, monkeypatch):
    make_row(ScheduledWork, name="backup.make", slot_at=clock.now() - timedelta(days=1), asked_at=clock.now())
    (place / "file").write_text("")
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(place / "file"))
    db.session.commit()
    run_entry("backup.make")
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(place))
    assert nightly.faults()[0].startswith("备份没有成功：放备份的文件夹")


def test_late_is_a_day_and_two_hours(place, db, people):
    assert nightly.faults() == [], "nothing is late where nobody works by the clock yet"
    people.admin  # noqa: B018
    db.session.commit()
    with clock.set_clock(NIGHT):
        folder.make_backup()
    with clock.set_clock(NIGHT + timedelta(hours=25)):
        assert nightly.faults() == []
    with clock.set_clock(NIGHT + timedelta(hours=27)):
        assert nightly.faults()[0].startswith("最近一份备份是 2026-11-22 02:30 的，晚了。")
        nightly.look_after_backups()
        nightly.look_after_backups()
    assert len(told(db)) == 1


def test_a_disk_that_fills_up_is_told(place, db, people, monkeypatch):
    people.admin  # noqa: B018
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(folder.shutil, "disk_usage", lambda _folder: usage(1000, 901, 99))
    assert "发了" in nightly.look_after_backups()
    assert all("只剩不到 10%" in title for _user, title in told(db)) and told(db)


def test_a_disk_that_loses_what_it_took_is_noticed(place, monkeypatch):
    write = folder.write_archive

    def lose(path, **options):
        write(path, **options)
        path.write_bytes(path.read_bytes()[:-1])

    monkeypatch.setattr(folder, "write_archive", lose)
    with pytest.raises(Refused, match="读回来不一样"):
        folder.make_backup()
    assert not list(place.glob("*.backup"))
