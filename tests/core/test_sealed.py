"""What the database holds of a telephone number, and who can read it there."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, text, update

from liaison.core.db import insert_rows
from liaison.core.sealed import has_number
from liaison.core.text import Phone
from liaison.core.vault import Unopened
from liaison.roster.models import Member, Representative
from tests.factories import make_row

ONE, OTHER = "15400000001", "15400000002"
RAW = text("SELECT id, name, phone, phone_key, phone_tail_key FROM representative ORDER BY id")


def people(db, *phones):
    """Representatives with these numbers, out of the session again."""
    made = [make_row(Representative, name="周桂芳", phone=phone) for phone in phones]
    db.session.flush()
    db.session.expire_all()
    return made


def test_the_database_holds_no_number(db):
    one, other = people(db, ONE, OTHER)
    rows = db.session.execute(RAW).all()
    assert ONE not in str(rows) and OTHER not in str(rows)
    assert all(row.phone.startswith("v1:aes:") for row in rows)
    assert (one.phone, other.phone) == (ONE, OTHER)


def test_a_cell_moved_to_another_row_does_not_open(db):
    people(db, ONE, OTHER)
    first, second = db.session.execute(RAW).all()
    swap = text("UPDATE representative SET phone = :phone WHERE id = :id")
    db.session.execute(swap, [{"phone": second.phone, "id": first.id}])
    with pytest.raises(Unopened, match="挪了地方"):
        db.session.scalars(select(Representative.phone)).all()


def test_a_number_is_found_whole_and_by_its_end(db):
    one, _other = people(db, ONE, OTHER)
    found = select(Representative.id).order_by(Representative.id)
    assert db.session.scalars(found.where(Representative.phone == ONE)).all() == [one.id]
    assert db.session.scalars(found.where(Representative.phone.in_([ONE, "15400009999"]))).all() == [one.id]
    assert db.session.scalars(found.where(has_number(Representative.phone, "0001"))).all() == [one.id]
    assert db.session.scalars(found.where(has_number(Representative.phone, "15400"))).all() == []
    assert len(db.session.scalars(found.where(Representative.phone.is_not(None))).all()) == 2


def test_parts_of_a_number_cannot_be_asked_for(db):
    for ask in (Representative.phone.startswith, Representative.phone.contains, Representative.phone.like):
        with pytest.raises(TypeError, match="whole numbers"):
            ask("154")


def test_one_number_in_two_columns_does_not_show_that_it_is_one(db):
    people(db, ONE)
    make_row(Member, phone=ONE)
    keys = [db.session.scalar(text(f"SELECT phone_key FROM {table}")) for table in ("representative", "member")]  # noqa: S608
    assert keys[0] and keys[1] and keys[0] != keys[1]


def test_every_way_of_writing_seals(db):
    one, other = people(db, ONE, OTHER)
    table = Representative.__table__
    one.phone = "15400000003"
    db.session.flush()
    db.session.execute(update(table).where(table.c.id == other.id).values(phone="15400000004"))
    many = update(table).where(table.c.id == bindparam("one")).values(phone=bindparam("to", type_=table.c.phone.type))
    db.session.connection().execute(many, [{"one": other.id, "to": "15400000005"}])
    cells = {c.name: getattr(one, c.name) for c in table.c if c.name not in ("id", "phone_key", "phone_tail_key")}
    insert_rows(table, [{**cells, "phone": f"154000000{n}"} for n in range(10, 22)])
    db.session.execute(insert(Representative), [{**cells, "phone": "15400000030"}])
    raw = str(db.session.execute(RAW).all())
    assert "154000000" not in raw
    db.session.expire_all()
    found = set(db.session.scalars(select(Representative.phone)))
    assert found == {"15400000003", "15400000005", "15400000030", *(f"154000000{n}" for n in range(10, 22))}


def test_what_is_not_bound_to_a_row_is_not_written(db):
    people(db, ONE)
    table = Representative.__table__
    with pytest.raises(TypeError, match="row by row"):
        db.session.execute(update(table).where(table.c.name == "周桂芳").values(phone=OTHER))
    with pytest.raises(TypeError, match="masked"):
        db.session.execute(update(table).where(table.c.id == 1).values(phone="154****0002"))


def test_a_number_shows_itself_masked(db):
    (one,) = people(db, ONE)
    shown = f"{one.phone} {str(one.phone)} {one.phone!r}" + "%s" % one.phone  # noqa: UP031
    assert ONE not in shown
    assert "154****0001" in shown
    assert (one.phone.full, one.phone[-4:], one.phone == ONE) == (ONE, "0001", True)
    assert Phone(Phone(ONE)).full == ONE
