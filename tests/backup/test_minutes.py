"""Copies each minute: any of them comes back as it was; one that is missing, cut or changed is noticed and named."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from liaison.access import SYSTEM
from liaison.audit.actions import record_all
from liaison.audit.models import Event
from liaison.audit.verifying import verify
from liaison.backup import databases, minutes, moments, nightly
from liaison.backup.keys import backup_key
from liaison.backup.pages import Image, changed_pages, image_of, put_pages
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.roster.actions.erasing import erase
from liaison.roster.models import Member, Representative
from tests.backup.test_archives import disk_of
from tests.backup.test_drill import busy_writer
from tests.factories import make_row

pytestmark = pytest.mark.sqlite  # PostgreSQL has its own way: tests/crash/test_point_in_time.py
BEGIN = datetime(2026, 11, 22, 13, 40, tzinfo=clock.SHANGHAI)
KEY = b"k" * 48
COPIES = 40


@pytest.fixture
def place(app, db, tmp_path, monkeypatch):
    """A folder of their own for backups; gives that of the copies each minute."""
    monkeypatch.setitem(app.config, "BACKUP_FOLDER", str(tmp_path))
    db.session.commit()
    return minutes.folder_of_minutes()


def at(number):
    """So many minutes after the beginning, and two seconds."""
    return BEGIN + timedelta(minutes=number, seconds=2)


def rows():
    """Everything that the database holds, as SQL."""
    database.session.rollback()
    with closing(sqlite3.connect(databases.live_file())) as connection:
        return list(connection.iterdump())


def pages_now():
    """What each page of the database is known by, but for the first, which counts the writes."""
    database.session.rollback()
    return image_of(databases.image_here(), backup_key()).digests[1:]


def last_event():
    """The number of the last event."""
    return database.session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1))


def work(dice):
    """Some writes, each with its event; now and then many, a deletion, or the whole file anew."""
    kind = dice.choice(("few", "few", "few", "many", "fewer", "nothing"))
    with transaction():
        if kind == "fewer":
            database.session.execute(text("DELETE FROM member WHERE id IN (SELECT id FROM member LIMIT 7)"))
        for number in range({"few": dice.randint(1, 3), "many": 40}.get(kind, 0)):
            make_row(Member, name=f"委员{dice.randint(0, 10**6)}{number}")
        if kind != "nothing":
            record_all("member.edit", [("member", None, kind, {})], SYSTEM)
    if dice.random() < 0.05:
        with closing(sqlite3.connect(databases.live_file(), isolation_level=None)) as connection:
            connection.execute("VACUUM")


def copied(number, dice=None):
    """The copy of a minute, after some work."""
    with clock.set_clock(at(number)):
        if dice:
            work(dice)
        return minutes.copy_minute()


def run(app, *words):
    """A command; gives its status and words."""
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    return result.exit_code, result.output


def test_any_minute_comes_back_as_it_was(app, place):
    dice, pages, known, spoken = random.Random(1437), {}, {}, {}
    wanted = [COPIES - 1, *dice.sample(range(1, COPIES - 1), 5), 0]
    for number in range(COPIES):
        if number == 23:
            (place / minutes.LATEST).unlink()  # as when its disk was changed
        copied(2 * number, dice)
        pages[number], spoken[number] = pages_now(), last_event()
        known[number] = rows() if number in wanted else None
    kinds = [one.kind for one in minutes.copies()]
    assert kinds.count(minutes.CHANGES) > kinds.count(minutes.WHOLE) >= 3 and len(kinds) < COPIES
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in place.iterdir())
    for number in dice.sample(range(COPIES), 12):
        assert moments.found_at(at(2 * number)).image.digests[1:] == pages[number], number
    for number in wanted:
        found = moments.found_at(at(2 * number).replace(second=59))
        moments.put_moment_back(found)
        assert rows() == known[number], number
        assert last_event() == spoken[number] and verify().fault is None, "the state is that of the log"
        assert found.made_at <= at(2 * number)


def test_the_command_says_which_minute_it_is_and_does_the_rest(app, place, db):
    with transaction():
        make_row(Member, name="周桂芳")
    copied(0)
    with transaction():
        make_row(Member, name="徐志高")
    copied(3)
    with transaction():
        database.session.execute(text("DELETE FROM member"))
    copied(5)
    assert run(app, "backup", "--list")[1].count("每分钟的备份有 3 份，从 2026-11-22 13:40 到 2026-11-22 13:45")
    status, said = run(app, "restore", "--at", "2026-11-22 13:44", "--force", "--json")
    assert status == 0, said
    assert "要的是 2026-11-22 13:44，已恢复到 2026-11-22 13:43:02：从 13:40:02 的整份起，再补上 1 份" in said
    assert json.loads(said.splitlines()[-1])["applied"] == 1
    assert sorted(database.session.scalars(select(Member.name))) == ["周桂芳", "徐志高"]
    event = database.session.scalars(select(Event).where(Event.verb == "backup.restore")).one()
    assert event.label == "changes-20261122-134302.minute" and verify().fault is None
    for words, sentence in (
        (["--at", "2026-11-22 13:39"], "2026-11-22 13:39 以前没有每分钟的备份。最早的一份是 2026-11-22 13:40 的。"),
        (["--at", "昨天"], "时间请写成"), (["--at", "2026-13-45 13:39"], "时间请写成"), ([], "三样写一样"),
        (["--at", "2026-11-22 13:44", "--by-server"], "三样写一样"),
    ):  # fmt: skip
        status, said = run(app, "restore", *words, "--force")
        assert status == 2 and sentence in said


def test_what_a_server_put_back_is_settled_as_any_restore(app, place, db):
    status, said = run(app, "restore", "--by-server")
    assert status == 0 and "补做好了恢复以后的事" in said
    event = db.session.scalars(select(Event).where(Event.verb == "backup.restore")).one()
    assert (event.label, event.changes["sha256"]) == ("sqlite", [None, None])


def test_whoever_was_erased_since_is_erased_again(app, place, people, db):
    person = make_row(Representative, name="周桂芳")
    db.session.commit()
    copied(0)
    stone = erase(person, people.office.actor, "request", app.config["INSTANCE"])
    db.session.commit()
    number, alias = person.id, f"已删除的代表{stone.id:04d}"
    status, said = run(app, "restore", "--at", "2026-11-22 13:40", "--force")
    assert status == 0 and "1 人，已经再删一次" in said
    assert db.session.get(Representative, number, populate_existing=True).name == alias


def spoilt(place, name, how):
    """Do this to a copy."""
    path = place / name
    content = path.read_bytes()
    middle = len(content) // 2
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[:-1])
    elif how == "turned":
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        shutil.copy(place / how, path)


def test_a_copy_that_is_missing_or_changed_is_named_and_nothing_is_done(app, place, tmp_path):
    names = []
    for number in range(5):
        with transaction():
            make_row(Member, name=f"委员{number}")
        names.append(copied(number).path.name)
    before, kept = rows(), tmp_path / "kept"
    shutil.copytree(place, kept)
    for victim, name in enumerate(names[:-1]):
        for how in ("gone", "cut", "turned", names[victim + 1], names[victim - 1]):
            spoilt(place, name, how)
            with pytest.raises(Refused, match=f"{name}.*没有动现在的数据"):
                moments.found_at(at(4))
            shutil.copy(kept / name, place / name)
    spoilt(place, names[2], "gone")
    status, said = run(app, "restore", "--at", "2026-11-22 13:44", "--force")
    assert status == 2 and "最多能恢复到 2026-11-22 13:41" in said and rows() == before
    assert moments.found_at(at(1)).applied == 1


def test_a_copy_of_another_course_of_things_does_not_fit_in(place):
    """As when a folder was put together from two: the name is right, what came before is another."""
    copied(0)
    noted = (place / minutes.LATEST).read_bytes()
    for name in ("第一回", "第二回"):
        (place / minutes.LATEST).write_bytes(noted)
        (place / f"changes-{at(1):%Y%m%d-%H%M%S}.minute").unlink(missing_ok=True)
        with transaction():
            make_row(Member, name=name)
        copied(1)
        if name == "第一回":
            with transaction():
                make_row(Member)
            copied(2)
    with pytest.raises(Refused, match="changes-20261122-134202.minute 坏了"):
        moments.found_at(at(2))
    assert moments.found_at(at(1)).applied == 1


def test_what_was_left_behind_wrong_begins_anew(app, place, monkeypatch):
    def next_kind(number, how):
        how()
        with transaction():
            make_row(Member)
        return copied(number).kind

    latest = place / minutes.LATEST
    copied(0)
    assert next_kind(1, lambda: None) == minutes.CHANGES
    old = latest.read_bytes()
    assert next_kind(2, lambda: None) == minutes.CHANGES
    assert next_kind(3, lambda: (place / json.loads(latest.read_text())["name"]).unlink()) == minutes.WHOLE
    for number, words in enumerate(("", "{}", "[]", old.decode().replace('"digests": ["', '"digests": ["00')), 4):
        assert next_kind(number, lambda words=words: latest.write_text(words)) == minutes.WHOLE, words
    assert next_kind(8, lambda: None) == minutes.CHANGES
    assert next_kind(70, lambda: None) == minutes.WHOLE, "an hour later"
    assert next_kind(60, lambda: None) == minutes.WHOLE, "the clock was put back"
    monkeypatch.setitem(app.config, "BACKUP_KEY", "x" * 48)
    assert next_kind(71, lambda: None) == minutes.WHOLE, "another key"


def test_killed_between_a_copy_and_its_note_the_next_goes_on_from_the_one_before(place):
    copied(0)
    noted = (place / minutes.LATEST).read_bytes()
    for number in (1, 2):
        with transaction():
            make_row(Member, name=f"委员{number}")
        copied(number)
        (place / minutes.LATEST).write_bytes(noted)
    assert [moments.found_at(at(number)).applied for number in range(3)] == [0, 1, 1]
    moments.put_moment_back(moments.found_at(at(2)))
    assert len(set(database.session.scalars(select(Member.name))) & {"委员1", "委员2"}) == 2


def test_minutes_are_kept_as_long_as_the_office_says(app, place, monkeypatch):
    monkeypatch.setitem(app.config, "BACKUP_MINUTE_HOURS", 1)
    cut, new = place / ".changes.part", place / ".new.part"
    place.mkdir()
    for draft, day in ((cut, 2), (new, 0)):
        draft.write_bytes(b"cut off")
        os.utime(draft, ((at(220) - timedelta(days=day)).timestamp(),) * 2)
    for number in range(0, 240, 20):
        with transaction():
            make_row(Member)
        copied(number)
    found = minutes.copies()
    assert found[0].kind == minutes.WHOLE, "the oldest stands by itself"
    assert at(220) - timedelta(hours=2) <= found[0].made_at <= at(220) - timedelta(hours=1)
    assert moments.found_at(at(160)).made_at == at(160)
    assert new.exists() and not cut.exists()


def test_what_was_saved_before_a_copy_began_is_in_it(place, db):
    """Under load, and pairs stand or fall together."""
    copied(0)
    with busy_writer(db) as (begun, told):
        begun.wait(5)
        before = [(told[-1], copied(number))[0] for number in range(1, 4)]
    for number, least in enumerate(before, 1):
        found = moments.found_at(at(number))
        with closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(bytes(found.image.content))
            one, two = copy.execute("SELECT value FROM counter WHERE name IN ('one', 'two')").fetchall()
        assert found.applied == number and one == two and one[0] >= least > 0


def test_the_clock_does_it_and_says_what(app, place, people, monkeypatch):
    people.admin  # noqa: B018 - is told
    database.session.commit()
    with clock.set_clock(at(0)):
        assert re.fullmatch(r"记到 2026-11-22 13:40:02（[\d,]+ KB）", nightly.copy_changes())
        assert nightly.copy_changes() == "没有变化"
    with clock.set_clock(at(1)), transaction():
        make_row(Member)
    database.session.remove()
    with clock.set_clock(at(1)), disk_of(2_000), pytest.raises(Refused, match="写不进.*磁盘满了没有"):
        minutes.copy_minute()
    assert [one.name for one in place.iterdir() if one.name.startswith(".")] == []
    shutil.rmtree(place.parent)
    with clock.set_clock(at(1)), pytest.raises(Refused, match="不在，或者写不进去"):
        nightly.copy_changes()
    monkeypatch.setitem(app.config, "BACKUP_MINUTE_HOURS", 0)
    assert "没有记" in nightly.copy_changes()


def test_only_the_owner_gets_into_the_folder(place):
    assert minutes.copies() == [] and not place.exists()
    copied(0)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_nothing_can_be_read_in_a_copy(place):
    with transaction():
        make_row(Member, name="周桂芳")
    content = copied(0).path.read_bytes() + (place / minutes.LATEST).read_bytes()
    assert b"SQLite format" not in content and "周桂芳".encode() not in content


@pytest.mark.parametrize(("old", "new"), [(3, 3), (2, 5), (5, 2), (1, 1)])
def test_pages_that_changed_make_the_new_image_of_the_old(old, new):
    before = image_of(database_of(b"a", old), KEY)
    after = image_of(database_of(b"b", new), KEY)
    numbers = changed_pages(before.digests, after.digests)
    put_pages(before, numbers, b"".join(map(after.page, numbers)), len(after.digests), KEY)
    assert (bytes(before.content), before.state) == (bytes(after.content), after.state)


def database_of(letter, count):
    """So many pages, the first with the head of a database that was in WAL mode."""
    head = b"SQLite format 3\0" + (512).to_bytes(2, "big") + b"\2\2"
    return head.ljust(512, letter) + b"".join(letter.upper() * 512 for _ in range(count - 1))


def test_digests_tell_nothing_without_the_key():
    content = database_of(b"a", 3)
    assert image_of(content, KEY).digests != image_of(content, b"x" * 48).digests
    assert isinstance(image_of(content, KEY), Image) and image_of(content, KEY).content[18:20] == b"\1\1"
