"""F17: whoever changes the log without the key is found, and the first bad row is named."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from liaison.audit import chain, verifying
from liaison.audit.models import Event, EventHead, EventSeal
from liaison.audit.verifying import verify
from tests.audit.tampering import (
    event_at,
    fill,
    head_row,
    inserted_event,
    last_number,
    note,
    other,
    swap,
    tampering,
)

EVENT, SEAL, HEAD = Event.__table__, EventSeal.__table__, EventHead.__table__
COLUMNS = [(EVENT, name) for name in EVENT.c.keys() if name != "id"] + [(SEAL, name) for name in SEAL.c.keys()]  # noqa: SIM118


@pytest.fixture
def filled(db):
    fill(12)
    assert verify().fault is None
    return db


def found_after_change(number: int, table, name: str) -> int | None:
    """Change one cell of a link or of its event; gives the bad row that is found. It is put back afterwards."""
    with tampering() as connection:
        key = table.c.id == (number if table is SEAL else event_at(connection, number))
        row = connection.execute(select(table).where(key)).mappings().one()
        changed = other(row[name], table.c[name])
        connection.execute(table.update().where(key).values({name: changed}))
    fault = verify().fault
    with tampering() as connection:
        there = table.c.id == (changed if name == "id" else row["id"])
        connection.execute(table.update().where(there).values(dict(row)))
    return fault and fault.number


@pytest.mark.parametrize(("table", "name"), COLUMNS, ids=lambda one: getattr(one, "name", one))
def test_each_column_is_held(filled, table, name):
    for number in (last_number() - 5, last_number()):
        assert found_after_change(number, table, name) == number


def test_the_id_of_an_event_is_held_too(filled):
    number = last_number() - 3
    with tampering() as connection:
        event_id = event_at(connection, number)
        connection.execute(EVENT.update().where(EVENT.c.id == event_id).values(id=event_id + 5_000))
    assert (verify().fault.kind, verify().fault.number) == ("missing", number)


@pytest.mark.sqlite
@pytest.mark.parametrize("odd", ["'text'", "x'ff00'", "CAST(x'ff' AS TEXT)", "1.5", "NULL"])
@pytest.mark.parametrize("name", ["actor_id", "address", "thing_id", "changes"])
def test_what_a_column_should_not_hold_is_found(filled, odd, name):
    number = last_number() - 3
    if odd == "NULL" and name == "changes":
        pytest.skip("the column refuses it")
    with tampering() as connection:
        event_id = event_at(connection, number)
        was = connection.scalar(text(f"SELECT {name} FROM event WHERE id = {event_id}"))
        connection.exec_driver_sql(f"UPDATE event SET {name} = {odd} WHERE id = {event_id}")
    fault = verify().fault
    assert (fault is None) == (odd == "NULL" and was is None)
    assert fault is None or fault.number == number


def test_a_deleted_event_is_missed(filled):
    number = last_number() - 4
    with tampering() as connection:
        connection.execute(EVENT.delete().where(EVENT.c.id == event_at(connection, number)))
    assert (verify().fault.kind, verify().fault.number) == ("missing", number)


def test_an_event_deleted_with_its_seal_is_missed(filled):
    number = last_number() - 4
    with tampering() as connection:
        connection.execute(EVENT.delete().where(EVENT.c.id == event_at(connection, number)))
        connection.execute(SEAL.delete().where(SEAL.c.id == number))
    assert (verify().fault.kind, verify().fault.number) == ("missing", number)


def test_so_it_is_where_the_rest_is_counted_anew(filled):
    number, last = last_number() - 4, last_number()
    with tampering() as connection:
        connection.execute(EVENT.delete().where(EVENT.c.id == event_at(connection, number)))
        connection.execute(SEAL.delete().where(SEAL.c.id == number))
        for one in range(number + 1, last + 1):
            connection.execute(SEAL.update().where(SEAL.c.id == one).values(id=one - 1))
    fault = verify().fault
    assert (fault.kind, fault.number) == ("missing", number)


def test_an_event_without_a_seal_is_told_of(filled):
    number = last_number()
    with tampering() as connection:
        event_id = inserted_event(connection, number - 4)
    assert (verify().fault.kind, verify().fault.event_id) == ("inserted", event_id)


@pytest.mark.parametrize("at_end", [True, False])
def test_an_event_with_a_seal_of_another_key_is_told_of(filled, at_end):
    """He computes the seal by the book, with a key of his own, under the name of ours."""
    last, key_id = last_number(), head_row()["key_id"]
    place = last + 1 if at_end else last - 3
    with tampering() as connection:
        event_id = inserted_event(connection, last - 4)
        for one in range(last, place - 1, -1):
            connection.execute(SEAL.update().where(SEAL.c.id == one).values(id=one + 1))
        before = connection.scalar(select(SEAL.c.seal).where(SEAL.c.id == place - 1))
        row = connection.execute(select(EVENT).where(EVENT.c.id == event_id)).one()
        seal = chain.mac_of(b"guess" * 8, "event", before, place, *map(str, row))
        connection.execute(SEAL.insert().values(id=place, event_id=event_id, key_id=key_id, seal=seal))
    fault = verify().fault
    assert (fault.kind, fault.number) == ("inserted", place)


@pytest.mark.parametrize("what", ["events", "links", "seals"])
def test_two_that_changed_places_are_told_of(filled, what):
    number = last_number() - 6
    other_one = number + 3
    with tampering() as connection:
        pair = [event_at(connection, one) for one in (number, other_one)]
        if what == "events":
            swap(connection, EVENT, "id", *pair)
        elif what == "links":
            swap(connection, SEAL, "id", number, other_one)
        else:
            for one, event_id in zip((other_one, number), pair, strict=True):
                connection.execute(SEAL.update().where(SEAL.c.id == one).values(event_id=event_id))
    fault = verify().fault
    assert (fault.kind, fault.number) == ("swapped", number)


@pytest.mark.parametrize("head", ["left", "moved", "gone"])
def test_a_cut_tail_is_missed(filled, head):
    last = last_number()
    with tampering() as connection:
        gone = connection.scalars(select(SEAL.c.event_id).where(SEAL.c.id > last - 3)).all()
        connection.execute(EVENT.delete().where(EVENT.c.id.in_(gone)))
        connection.execute(SEAL.delete().where(SEAL.c.id > last - 3))
        if head == "moved":
            seal = connection.scalar(select(SEAL.c.seal).where(SEAL.c.id == last - 3))
            connection.execute(HEAD.update().values(number=last - 3, seal=seal))
        if head == "gone":
            connection.execute(HEAD.delete())
    fault = verify().fault
    assert fault.kind == {"left": "cut", "moved": "head", "gone": "cut"}[head]
    assert fault.number == (last - 2 if head == "left" else last - 3)


def test_a_log_that_was_emptied_is_missed(filled):
    with tampering() as connection:
        connection.execute(EVENT.delete())
        connection.execute(SEAL.delete())
    assert (verify().fault.kind, verify().fault.number) == ("cut", 1)


def test_all_written_anew_from_a_row_on_is_found_at_that_row(filled):
    """Plain hashes or another key: who does not have ours cannot go on from any link."""
    last, key = last_number(), b"another key of forty characters and more"
    number = last - 6
    with tampering() as connection:
        event_id = event_at(connection, number)
        connection.execute(EVENT.update().where(EVENT.c.id == event_id).values(label="改过"))
        before = connection.scalar(select(SEAL.c.seal).where(SEAL.c.id == number - 1))
        for row in connection.execute(verifying.reading.links(connection.dialect.name, number - 1, last)).all():
            before = verifying.fits(key, before, row[0], row)
            connection.execute(SEAL.update().where(SEAL.c.id == row[0]).values(seal=before))
        mac = chain.mac_of(key, "head", last, before)
        connection.execute(HEAD.update().values(seal=before, mac=mac))
    assert verify().fault.number == number


def test_a_link_of_another_past_is_told_of(filled):
    """A copy that was put back makes a second past, whose links have our key too: they hang on other links."""
    number = last_number() - 5
    with tampering() as connection:
        there = EVENT.c.id == event_at(connection, number)
        connection.execute(EVENT.update().where(there).values(label="另一个过去"))
        row = connection.execute(verifying.reading.links(connection.dialect.name, number - 1, number)).one()
        seal = verifying.fits(chain.keys_of(connection).key, "the seal before, there", number, row)
        connection.execute(SEAL.update().where(SEAL.c.id == number).values(seal=seal))
    fault = verify().fault
    assert (fault and fault.number) == number


def test_a_fault_is_told_in_a_sentence(filled):
    number = last_number() - 4
    with tampering() as connection:
        event_id = event_at(connection, number)
        connection.execute(EVENT.update().where(EVENT.c.id == event_id).values(label="改过"))
    sentence = verify().fault.sentence
    assert sentence.startswith(f"第 {number:,} 条（编号 {event_id}，")
    assert sentence.endswith("被改过。")


@pytest.mark.sqlite
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 11), column=st.sampled_from(COLUMNS))
def test_any_change_anywhere_is_found_where_it_is(filled, place, column):
    number = last_number() - place
    assert found_after_change(number, *column) == number
    assert verify().fault is None


def test_reading_in_portions_gives_the_same(filled, monkeypatch):
    whole = verify()
    monkeypatch.setattr(verifying, "LINKS_AT_ONCE", 5)
    heard = []
    assert verify(lambda *told: heard.append(told)) == whole
    assert heard
    note(99)
    assert verify().count == whole.count + 1
