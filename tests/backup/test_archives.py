"""An instance goes into one sealed file and comes back whole; what is no backup of ours changes nothing."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import stat
import zipfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from liaison import create_app
from liaison.access import SYSTEM
from liaison.audit.models import Event
from liaison.backup import archives, databases
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.migrate import downgrade, revision, upgrade
from liaison.orgs.actions import retire_row
from liaison.orgs.models import Channel
from liaison.orgs.sheets import LISTS
from liaison.roster.models import Member
from tests.factories import first

# A restore replaces the whole database, which the other tests of a PostgreSQL process still need.
pytestmark = pytest.mark.sqlite

PHOTO = b"\xff\xd8\xff photo"


@pytest.fixture
def instance(app, db):
    """The folder of the instance, with one photo and nothing of other tests; both are gone after the test."""
    folder = app.config["INSTANCE"]
    shutil.rmtree(folder / "files", ignore_errors=True)
    photo = folder / "files" / "ab" / "ab12.jpg"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(PHOTO)
    yield folder
    shutil.rmtree(folder / "files")
    for path in folder.glob("backups/*"):
        path.unlink()
    (folder / "demo").unlink(missing_ok=True)


@pytest.fixture
def archive(instance, make, tmp_path):
    """A backup that holds the member 周桂芳 and a photo."""
    make(Member, name="周桂芳")
    database.session.commit()
    path = tmp_path / "1.backup"
    archives.write_archive(path)
    return path


@pytest.fixture
def older(archive, tmp_path):
    """The same as a plain zip, as earlier versions of the program wrote it."""
    return rewritten(archive, tmp_path / "older.zip")


def names():
    """The members' names as the database has them now."""
    database.session.rollback()
    return list(database.session.scalars(select(Member.name)))


def rewritten(archive, path, **changes):
    """The same archive in clear, with other words in its note."""
    with archives.opened(archive, path.parent) as old, zipfile.ZipFile(path, "w") as new:
        about = {**json.loads(old.read("about.json")), **changes}
        new.writestr("about.json", json.dumps(about))
        for name in old.namelist()[1:]:
            new.writestr(name, old.read(name))
    return path


def test_a_plain_zip_of_an_earlier_version_comes_back_too(older, instance):
    about = json.loads(zipfile.ZipFile(older).read("about.json"))
    del about["has_files"], about["keys"]
    rewritten(older, older.with_name("oldest.zip"), **about)
    with transaction():
        database.session.execute(text("DELETE FROM member"))
    (instance / "files" / "ab" / "ab12.jpg").unlink()
    archives.put_back(older.with_name("oldest.zip"))
    assert names() == ["周桂芳"]
    assert (instance / "files" / "ab" / "ab12.jpg").exists()


def test_what_was_lost_comes_back(archive, instance, make):
    with transaction():
        database.session.execute(text("DELETE FROM member"))
        make(Member, name="徐志高")
    (instance / "files" / "ab" / "ab12.jpg").unlink()
    later = instance / "files" / "ab" / "later.jpg"
    later.write_bytes(PHOTO)
    archives.put_back(archive)
    assert names() == ["周桂芳"]
    assert (instance / "files" / "ab" / "ab12.jpg").read_bytes() == PHOTO
    assert not later.exists(), "the folder is that of the backup, not a mixture"
    assert [path.name for path in instance.iterdir() if path.name.startswith(".restore")] == []


def test_events_still_refuse_changes_after_a_restore(archive, people):
    archives.put_back(archive)
    with transaction():
        retire_row(LISTS["channels"], first(Channel), SYSTEM)
    with pytest.raises(Exception, match="append-only"), transaction():
        database.session.execute(text("UPDATE event SET verb = 'x'"))
    assert database.session.scalar(select(func.count()).select_from(Event))


def test_only_the_owner_reads_a_backup_and_no_key_is_in_it(archive, instance, tmp_path):
    assert stat.S_IMODE(archive.stat().st_mode) == stat.S_IMODE((instance / "backup_key").stat().st_mode) == 0o600
    (instance / "secret_key").write_text("s" * 48)
    with archives.opened(archive, tmp_path) as opened:
        assert sorted(opened.namelist()) == ["about.json", "database", "files/ab/ab12.jpg"]


def test_the_disk_has_a_backup_before_it_is_told_of(archive, tmp_path, monkeypatch):
    written, sync = set(), os.fsync

    def note(handle):
        written.add(os.fstat(handle).st_ino)
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    archives.write_archive(tmp_path / "2.backup")
    assert (tmp_path / "2.backup").stat().st_ino in written


def test_nothing_can_be_read_in_a_backup(archive, older):
    for words in ("周桂芳".encode(), b"SQLite format 3", b"about.json", PHOTO):
        assert words not in archive.read_bytes()
    assert PHOTO in older.read_bytes()


def test_a_key_of_another_instance_opens_nothing(archive, app, monkeypatch):
    monkeypatch.setitem(app.config, "BACKUP_KEY", "x" * 40)
    with pytest.raises(Refused, match="另一把密钥"):
        archives.put_back(archive)
    assert names() == ["周桂芳"]


def test_a_backup_without_photos_leaves_those_that_are_there(archive, instance, tmp_path):
    archives.write_archive(tmp_path / "hourly.backup", has_files=False)
    archives.put_back(tmp_path / "hourly.backup")
    assert (instance / "files" / "ab" / "ab12.jpg").exists()


def test_what_a_killed_backup_left_in_clear_is_gone_a_day_later(archive, instance, tmp_path):
    left = instance / ".backup-cut"
    left.mkdir()
    (left / "database").write_bytes(b"SQLite format 3")
    archives.write_archive(tmp_path / "2.backup")
    assert left.exists(), "it may still be somebody's"
    with clock.set_clock(clock.now() + timedelta(days=2)):
        archives.write_archive(tmp_path / "3.backup")
    assert not left.exists()


def test_a_backup_is_never_written_over_another(archive):
    before = archive.read_bytes()
    with pytest.raises(Refused, match="已经有了"):
        archives.write_archive(archive)
    assert archive.read_bytes() == before


def test_an_empty_database_needs_no_backup(db, tmp_path):
    db.session.remove()
    downgrade("base")
    with pytest.raises(Refused, match="还是空的"):
        archives.write_archive(tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_restored_instance_is_a_demo_only_if_the_backup_was_one(archive, app, instance, tmp_path):
    (instance / "demo").touch()
    archives.put_back(archive)
    assert not (instance / "demo").exists()
    archives.put_back(rewritten(archive, tmp_path / "demo.zip", is_demo=True))
    assert (instance / "demo").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"revision": "9999"}, "更新的程序版本"),
        ({"dialect": "oracle"}, "不能互相恢复"),
        ({"schema": "qidong"}, "同名的模式"),
        ({"surprise": 1}, "不是本平台的备份"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_foreign_backup_changes_nothing(archive, tmp_path, change, sentence):
    foreign = rewritten(archive, tmp_path / "foreign.zip", **change)
    with pytest.raises(Refused, match=sentence):
        archives.put_back(foreign)
    assert names() == ["周桂芳"]


def cut(whole):
    """An archive that was not sent to its end."""
    return whole[: len(whole) // 2]


def scratched(whole):
    """An archive with one wrong byte in its database."""
    place = len(whole) // 3
    return whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]


@pytest.mark.parametrize("kind", ["archive", "older"])
@pytest.mark.parametrize("spoil", [cut, scratched, lambda _whole: b"", lambda _whole: b"PK\x05\x06" + bytes(18)])
def test_a_damaged_backup_changes_nothing(request, tmp_path, kind, spoil):
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(spoil(request.getfixturevalue(kind).read_bytes()))
    with pytest.raises(Refused, match="没有动现在的数据"):
        archives.put_back(damaged)
    assert names() == ["周桂芳"]


def test_a_broken_database_in_a_whole_zip_changes_nothing(older, tmp_path):
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(older) as old, zipfile.ZipFile(broken, "w") as new:
        new.writestr("about.json", old.read("about.json"))
        new.writestr("database", old.read("database")[:20_000])
    with pytest.raises(Refused, match="数据库坏了|pg_restore 没有成功"):
        archives.put_back(broken)
    assert names() == ["周桂芳"]


@pytest.mark.sqlite
def test_a_copy_that_is_not_whole_is_not_kept(tmp_path):
    (tmp_path / "liaison.db").write_bytes(b"no database at all" * 100)
    program = create_app({"TESTING": True, "SECRET_KEY": "k" * 48, "INSTANCE": tmp_path})
    with program.app_context(), pytest.raises(Refused, match="不完整"):
        databases.dump(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_database_is_copied_before_it_is_upgraded(app, db, instance, make):
    db.session.remove()
    newest = revision()
    downgrade("-1")
    before = revision()
    copy = upgrade()
    assert copy is not None and copy.parent == instance / "backups"
    assert before in copy.name and revision() == newest
    databases.load(copy)
    assert revision() == before


def test_a_database_that_is_up_to_date_is_not_copied(app, db, instance):
    assert upgrade() is None
    assert not list(instance.glob("backups/*"))


def test_a_newer_database_is_refused(db):
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="请先升级程序"):
        upgrade()


def test_the_commands_say_what_they_do(app, db, instance, make, tmp_path):
    make(Member, name="周桂芳")
    db.session.commit()
    run = app.test_cli_runner().invoke
    path = str(tmp_path / "1.backup")
    result = run(args=["backup", path, "--json"])
    assert result.exit_code == 0, result.output
    assert "分开存放" in result.output and (instance / "backup_key").read_text() not in result.output
    assert json.loads(result.output.splitlines()[-1])["revision"] == revision()
    refused = run(args=["restore", path])
    assert refused.exit_code == 2 and "--force" in refused.output
    result = run(args=["restore", path, "--force"])
    assert result.exit_code == 0, result.output
    kept = list(instance.glob("backups/before-restore-*.backup"))
    assert len(kept) == 1 and str(kept[0]) in result.output
    assert names() == ["周桂芳"]
    told = database.session.scalars(select(Event).where(Event.verb == "backup.restore")).one()
    assert told.label == "1.backup" and len(told.changes["sha256"][1]) == 64


def test_a_fresh_instance_takes_a_backup_without_force(archive, app, db):
    with transaction():
        database.session.execute(text("DELETE FROM member"))
    assert app.test_cli_runner().invoke(args=["restore", str(archive)]).exit_code == 0
    assert names() == ["周桂芳"]


@contextmanager
def disk_of(size):
    """No file may grow beyond this, as on a disk that is full then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("words", "size"), [
    (["restore", "--force"], 100_000), (["restore"], 100_000), (["restore"], 300_000), (["backup"], 100_000),
])  # fmt: skip
def test_a_full_disk_is_said_in_one_sentence(archive, app, db, tmp_path, words, size):
    if words == ["restore"]:
        with transaction():
            database.session.execute(text("DELETE FROM member"))
    before = names()
    path = tmp_path / "more.backup" if words == ["backup"] else archive
    db.session.remove()
    with disk_of(size):
        result = app.test_cli_runner().invoke(args=[words[0], str(path), *words[1:]])
    assert result.exit_code == 2 and re.search("磁盘满了，没有办成，原来的数据没有动。|请检查磁盘。", result.output)
    assert names() == before and not (tmp_path / "more.backup").exists()
    assert app.test_cli_runner().invoke(args=["restore", str(archive), "--force"]).exit_code == 0
    assert names() == ["周桂芳"]
