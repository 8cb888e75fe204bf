"""Rows that are made ready before a transaction and inserted in few statements."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from liaison.core.counters import Counter
from liaison.core.db import Json, insert_columns, insert_rows, transaction
from liaison.roster.models import Member, Membership, Representative


def member(number: int, sector_id: int) -> dict:
    return {
        "no": f"N{number}", "name": "王芳", "sector_id": sector_id, "is_standing": False, "pinyin": "", "initials": "",
        "version": 1, "entered_on": date(2024, 3, 5) if number % 2 else None,
    }  # fmt: skip


def test_many_rows_get_their_ids_in_order(db, make):
    sector = make(Member).sector_id
    ids = insert_rows(Member.__table__, (member(n, sector) for n in range(5_003)))
    stored = dict(db.session.execute(select(Member.no, Member.id)).all())
    assert [stored[f"N{n}"] for n in range(5_003)] == ids
    assert db.session.get(Member, ids[5_001]).entered_on == date(2024, 3, 5)
    assert db.session.get(Member, ids[5_002]).entered_on is None


def test_columns_made_ready_share_what_is_the_same(db, make):
    cells = {"no": ["A", "B"], "name": ["王芳", "李强"]}
    same = {"sector_id": make(Member).sector_id, "is_standing": True, "pinyin": "", "initials": "", "version": 1}
    ids = insert_columns(Member.__table__, cells, **same)
    assert [(one.no, one.is_standing) for one in db.session.scalars(select(Member).where(Member.id.in_(ids)))] == [
        ("A", True), ("B", True),
    ]  # fmt: skip


def test_where_something_is_only_read_the_database_takes_no_change(db):
    db.session.rollback()
    with pytest.raises(DBAPIError), transaction(write=False):
        db.session.execute(insert(Counter).values(name="x", value=1))
    with transaction():
        db.session.execute(insert(Counter).values(name="x", value=1))


def test_no_rows_are_no_statement(db):
    assert insert_columns(Member.__table__, {"no": []}) == []
    assert insert_rows(Member.__table__, []) == []


def test_json_is_stored_as_it_is_written():
    assert Json.of({"姓名": "王芳", "日": date(2024, 3, 5)}).text == '{"姓名":"王芳","日":"2024-03-05"}'
    assert Json.of({"a": 1}).led_by("id", 7).text == '{"id":7,"a":1}'


def test_json_made_ready_stands_beside_json_that_is_not(db, make):
    library = make(Membership).library_id
    ids = insert_columns(Membership.__table__, {
        "representative_id": [make(Representative).id for _ in range(3)],
        "differing": [Json.of({"unit_title": "村医"}), {"unit_title": "种粮大户"}, Json.of({})],
    }, library_id=library, entered_on=date(2024, 1, 1))  # fmt: skip
    stored = [db.session.get(Membership, one).differing for one in ids]
    assert stored == [{"unit_title": "村医"}, {"unit_title": "种粮大户"}, {}]
    of_a_doctor = select(Membership.id).where(Membership.differing["unit_title"].as_string() == "村医")
    assert db.session.scalars(of_a_doctor).all() == ids[:1]
