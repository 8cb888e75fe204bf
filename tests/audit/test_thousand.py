"""F17, the whole run: a log of 1,000 rows with an archive and signed days, and everything that can be done to it.

Whatever it is, the verdict names the first bad row. What is not signed carries nothing: the ids of day_head and
audit_anchor, by which no row is read.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from liaison import checks
from liaison.accounts.actions.events import archive_log
from liaison.audit import chain, reading, verifying
from liaison.audit.heads import sign_day
from liaison.audit.models import AuditAnchor, DayHead, Event, EventHead, EventSeal
from liaison.audit.verifying import verify
from liaison.core import clock
from liaison.core.db import db as database
from tests.audit.tampering import SOMEBODY, event_at, inserted_event, last_number, note, other, swap, tampering
from tests.databases import keep_aside, put_back

pytestmark = pytest.mark.sqlite

ROWS, ARCHIVED, TOGETHER, TIMES = 1_000, 200, 50, 2
CHANCE = random.Random(17)
EVENT, SEAL, HEAD, DAY, ANCHOR = (one.__table__ for one in (Event, EventSeal, EventHead, DayHead, AuditAnchor))
CELLS = [(table, column.name) for table in (EVENT, SEAL) for column in table.c]
SIGNED = [(table, column.name) for table in (HEAD, DAY, ANCHOR) for column in table.c if column.name != "id"]


def named(one):
    """What pytest calls a table or a column."""
    return getattr(one, "name", one)


@pytest.fixture(scope="module")
def thousand(app, blank, tmp_path_factory):
    """(image, first, last): the log as it was written, and the numbers of its links."""
    with app.app_context():
        put_back(blank)
        for first in range(0, ARCHIVED, TOGETHER):
            note(*range(first, first + TOGETHER))
        with clock.set_clock(clock.now() + timedelta(days=500)):
            archived = archive_log(clock.today() - timedelta(days=400), tmp_path_factory.mktemp("old"), SOMEBODY)
            for first in range(0, ROWS, TOGETHER):
                note(*range(first, first + TOGETHER))
                if first == ROWS // 2:
                    sign_day(clock.today() - timedelta(days=7))
            sign_day(clock.today())
            database.session.commit()
        assert verify().fault is None and verify().count > ROWS
        found = archived.count + 1, last_number()
        database.session.remove()
        return keep_aside("thousand"), *found


@pytest.fixture
def log(app, db, thousand):
    """(first, last) link of the log, put back as it was written."""
    image, first, last = thousand
    put_back(image)
    return first, last


def places(first, last):
    """The last row and some by chance."""
    return {last, *CHANCE.sample(range(first, last), TIMES)}


@pytest.mark.parametrize(("table", "name"), CELLS, ids=named)
def test_each_column_of_any_row(log, table, name):
    for number in places(*log):
        with tampering() as connection:
            key = table.c.id == (number if table is SEAL else event_at(connection, number))
            row = dict(connection.execute(select(table).where(key)).mappings().one())
            changed = {name: other(row[name], table.c[name])}
            connection.execute(table.update().where(key).values(changed))
        assert verify().fault.number == number, (named(table), name, number)
        with tampering() as connection:
            connection.execute(table.update().where(table.c.id == changed.get("id", row["id"])).values(row))
    assert verify().fault is None


@pytest.mark.parametrize(("table", "name"), SIGNED, ids=named)
def test_each_column_of_what_is_signed(log, table, name):
    with tampering() as connection:
        row = connection.execute(select(table).order_by(*table.primary_key)).mappings().first()
        connection.execute(table.update().where(*(c == row[c.name] for c in table.primary_key)).values(
            {name: other(row[name], table.c[name])}
        ))  # fmt: skip
    assert verify().fault, (named(table), name)


def deleted(connection, number, *, with_event=True, with_link=True):
    """Take a row out."""
    if with_event:
        connection.execute(EVENT.delete().where(EVENT.c.id == event_at(connection, number)))
    if with_link:
        connection.execute(SEAL.delete().where(SEAL.c.id == number))


def closed_up(connection, number):
    """Take a row out and count the rest anew."""
    deleted(connection, number)
    moved_by(connection, number + 1, -1)


def moved_by(connection, number, step):
    """Give all links from one on the next number, or the one before."""
    later = connection.scalars(select(SEAL.c.id).where(SEAL.c.id >= number).order_by(SEAL.c.id * -step)).all()
    for one in later:
        connection.execute(SEAL.update().where(SEAL.c.id == one).values(id=one + step))


def put_between(connection, number):
    """A forged row, sealed by the book under another key, with room made for it."""
    event_id = inserted_event(connection, number)
    key_id = connection.scalar(select(SEAL.c.key_id).where(SEAL.c.id == number))
    moved_by(connection, number, 1)
    connection.execute(SEAL.insert().values(id=number, event_id=event_id, key_id=key_id, seal="0" * 64))


def events_changed_places(connection, number):
    """The event of a row stands where the next but two stood, and the other way round."""
    swap(connection, EVENT, "id", event_at(connection, number), event_at(connection, number + 3))


def links_changed_places(connection, number):
    """The same, of the links."""
    swap(connection, SEAL, "id", number, number + 3)


def turned_round(connection, number):
    """Three rows go one place on."""
    ids = [event_at(connection, number + place) for place in range(3)]
    for place, event_id in enumerate((ids[2], ids[0], ids[1])):
        connection.execute(SEAL.update().where(SEAL.c.id == number + place).values(event_id=event_id))


def cut(connection, number):
    """All from a row on is gone."""
    for table, column in ((EVENT, EVENT.c.id), (SEAL, SEAL.c.event_id)):
        gone = select(SEAL.c.event_id).where(SEAL.c.id >= number)
        connection.execute(table.delete().where(column.in_(gone)))


def written_anew(connection, number):
    """A changed row, and the chain gone on from it with another key up to a head of its own."""
    key, last = b"another key of forty characters and more", connection.scalar(select(func.max(SEAL.c.id)))
    connection.execute(EVENT.update().where(EVENT.c.id == event_at(connection, number)).values(label="改过"))
    before = connection.scalar(select(SEAL.c.seal).where(SEAL.c.id == number - 1))
    for row in connection.execute(reading.links("sqlite", number - 1, last)).all():
        before = verifying.fits(key, before, row[0], row)
        connection.execute(SEAL.update().where(SEAL.c.id == row[0]).values(seal=before))
    connection.execute(HEAD.update().values(seal=before, mac=chain.mac_of(key, "head", last, before)))


ROW_BY_ROW = (
    deleted, lambda *row: deleted(*row, with_link=False), lambda *row: deleted(*row, with_event=False), closed_up,
    put_between, events_changed_places, links_changed_places, turned_round, cut, written_anew,
)  # fmt: skip
IDS = (
    "deleted", "event_deleted", "link_deleted", "closed_up", "put_between", "events_swapped", "links_swapped",
    "turned_round", "cut", "written_anew",
)  # fmt: skip


@pytest.mark.parametrize("harm", ROW_BY_ROW, ids=IDS)
def test_whatever_is_done_to_the_rows(app, log, harm):
    first, last = log
    number = CHANCE.randrange(first + 1, last - 5)
    with tampering() as connection:
        harm(connection, number)
    assert verify().fault.number == number
    database.session.rollback()
    [said] = [one.sentence for one in checks.faults() if one.check == "操作日志"]
    assert said.startswith(f"第 {number:,} 条")
    database.session.rollback()
    shown = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert shown.exit_code == 1 and shown.output.startswith(f"第 {number:,} 条")


def test_a_row_that_was_put_in_without_a_link(log):
    with tampering() as connection:
        event_id = inserted_event(connection, log[0] + 400)
    assert (verify().fault.kind, verify().fault.event_id) == ("inserted", event_id)


@pytest.mark.parametrize("table", [HEAD, DAY, ANCHOR], ids=named)
def test_what_is_signed_is_missed(log, table):
    with tampering() as connection:
        gone = connection.scalar(select(func.max(DAY.c.id))) if table is DAY else None
        connection.execute(table.delete().where(table.c.id == gone) if table is DAY else table.delete())
    assert bool(verify().fault) != (table is DAY), "the last of a day is missed by the file that lies elsewhere"
