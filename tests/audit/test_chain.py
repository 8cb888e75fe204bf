"""Every event is sealed in its own transaction, and the chain goes on without gaps on both databases."""

from __future__ import annotations

import os
import threading

import pytest
from sqlalchemy import func, select, text

from liaison.accounts.models import User
from liaison.audit import chain
from liaison.audit.actions import record, record_all
from liaison.audit.chain import Keys, keep_keys
from liaison.audit.models import Event, EventHead, EventSeal
from liaison.audit.sealing import noted_count, seal_rest
from liaison.audit.verifying import verify
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.outages import PASSING, Outage, outage_of
from tests.audit.tampering import SOMEBODY, fill, last_number, note, tampering

# `make soak` sets 40 × 500.
WRITERS, EVENTS = int(os.environ.get("WRITERS", "8")), int(os.environ.get("EVENTS", "16"))


def counts() -> tuple[int, int]:
    """How many events there are, and how many links."""
    return tuple(database.session.scalar(select(func.count()).select_from(one)) for one in (Event, EventSeal))


def test_each_event_is_sealed_when_its_transaction_is_saved(db, make):
    before = last_number()
    record("case.open", make(User), SOMEBODY, changes={"title": [None, "路灯不亮"]})
    record_all("case.change", [("case", one, "诉求", {"days": [1, one]}) for one in range(20)], SOMEBODY)
    assert counts()[0] == counts()[1] + 21, "nothing is sealed before the end"
    db.session.commit()
    events, links = counts()
    assert events == links
    assert last_number() == before + 21
    assert verify().fault is None


def test_what_is_taken_back_is_not_sealed(db, make):
    fill(3)
    before, user = last_number(), make(User)
    db.session.commit()
    with db.session.begin_nested():
        record("case.open", user, SOMEBODY)
    for write in (lambda: record("case.open", user, SOMEBODY), lambda: note_many(3)):
        nested = db.session.begin_nested()
        write()
        nested.rollback()
    note(1)
    assert last_number() == before + 2
    record("case.open", user, SOMEBODY)
    db.session.rollback()
    note(2)
    assert last_number() == before + 3
    assert verify().fault is None


def note_many(count: int) -> None:
    record_all("case.change", [("case", one, "诉求", {}) for one in range(count)], SOMEBODY)


def test_nothing_is_remembered_of_what_a_savepoint_took_back(db, people):
    member = people.member.member
    db.session.commit()
    nested = db.session.begin_nested()
    record("member.change", member, SOMEBODY)
    db.session.flush()
    nested.rollback()
    assert noted_count(db.session()) == 0


def test_ids_may_have_gaps_but_numbers_have_none(db):
    note(1)
    note_many(2)
    db.session.rollback()
    with tampering() as connection:
        connection.execute(text("SELECT 1"))
    note(2)
    numbers = db.session.scalars(select(EventSeal.id).order_by(EventSeal.id)).all()
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify().fault is None


def test_without_a_key_nothing_is_saved(db, app):
    keys = chain.keys_of(db.session.connection())
    before = counts()
    db.session.rollback()
    keep_keys(db.engine, None)
    try:
        with pytest.raises(chain.NoAuditKey), transaction():
            note_many(1)
    finally:
        db.session.rollback()
        keep_keys(db.engine, keys)
    assert counts() == before


def test_a_new_key_goes_on_where_the_old_one_is_kept_behind_it(db):
    fill(3)
    old = chain.keys_of(db.session.connection())
    words = [key.decode() for key in old.by_id.values()]
    db.session.rollback()
    try:
        keep_keys(db.engine, Keys.of(["n" * 40, *words]))
        note(5)
        assert verify().fault is None
        assert db.session.scalar(select(func.count(func.distinct(EventSeal.key_id)))) == 2
        db.session.rollback()
        keep_keys(db.engine, Keys.of(["n" * 40]))
        assert verify().fault.kind == "key"
    finally:
        db.session.rollback()
        keep_keys(db.engine, old)


def test_work_goes_on_with_a_forged_head_but_the_log_says_so_for_ever(db):
    fill(3)
    number = last_number()
    with tampering() as connection:
        connection.execute(EventHead.__table__.update().values(number=number - 1))
    note(9)
    fault = verify().fault
    assert (fault.kind, fault.number) == ("broken", number + 1)


def test_events_from_before_the_chain_are_sealed_in_order(db):
    fill(6)
    with tampering() as connection:
        connection.execute(EventSeal.__table__.delete())
        connection.execute(EventHead.__table__.delete())
        assert seal_rest(connection) == connection.scalar(select(func.count()).select_from(Event))
    note(7)
    assert verify().fault is None


def test_many_writers_make_one_chain(db, app):
    before = counts()[0]
    write_at_once(app, WRITERS, EVENTS // 2)
    verdict = verify()
    assert verdict.fault is None
    numbers = db.session.scalars(select(EventSeal.id).order_by(EventSeal.id)).all()
    assert numbers == list(range(1, len(numbers) + 1))
    assert counts() == (before + WRITERS * EVENTS,) * 2


def write_at_once(app, writers: int, times: int) -> None:
    """So many threads save so often, two events each time; of each third time the first try is taken back.

    Whoever finds the database busy comes again, as a browser does.
    """
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                for turn in range(times):
                    if turn % 3 == 2:
                        note_many(2)
                        database.session.rollback()
                    while not saved_two():
                        pass
                database.session.remove()
        except BaseException as error:
            troubles.append(error)
            raise

    database.session.rollback()
    threads = [threading.Thread(target=work) for _one in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles


def saved_two() -> bool:
    """Whether two events went in; not where others kept the database busy for too long."""
    try:
        note_many(2)
        database.session.commit()
    except PASSING as error:
        database.session.rollback()
        if outage_of(error) is Outage.BUSY:
            return False
        raise
    return True


def test_no_whole_phone_enters_the_log(db, make):
    user = make(User)
    told = {"phone": ["13862705521", None], "note": [None, "请打15400000001，或0513-88812345"]}
    told["no"] = [None, "A13862705521"]
    one = record("user.change", user, SOMEBODY, label="王芳13862705521", changes=told)
    record_all("case.change", [("case", 1, "张三 13862705521", told)], SOMEBODY)
    db.session.commit()
    many = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    for event in (one, many):
        assert event.changes["phone"] == ["138****5521", None]
        assert event.changes["note"][1] == "请打154****0001，或0513-88812345"
        assert event.changes["no"][1] == "A13862705521", "part of a longer mark"
        assert "13862705521" not in event.label
    assert verify().fault is None
