"""Terms written down, and accounts of members who hold other seats."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.roster import actions
from liaison.roster.actions.terms import follow_term, open_term
from liaison.roster.models import Member
from liaison.roster.queries import members_of_term, terms_listed
from liaison.roster.sheets import MEMBER_BOOK


def test_the_first_term_is_written_down_once(people):
    term = open_term("十五届", date(2022, 1, 1), people.office.actor)
    assert (str(term), term.ends_on) == ("十五届", None)
    with pytest.raises(Refused, match="还没有结束"):
        open_term("十六届", date(2026, 1, 1), people.office.actor)


def test_terms_follow_each_other(people, make):
    stays, leaves = make(Member, no="HA2", name="留任"), make(Member, no="HA1", name="离任")
    term = open_term("十五届", date(2022, 1, 1), people.office.actor)
    follow_term(term, "十六届", date(2026, 1, 10), [leaves], people.office.actor)
    rows = {row.name: (row.starts_on, row.ends_on, row.members, row.stayed) for row in terms_listed()}
    assert rows == {
        "十六届": (date(2026, 1, 10), None, 1, 0), "十五届": (date(2022, 1, 1), date(2026, 1, 9), 2, 1),
    }  # fmt: skip
    assert [(row.name, row.left_reason) for row in members_of_term(term)] == [("离任", "换届"), ("留任", None)]
    assert stays.is_active


def test_another_seat_keeps_the_account(people, make):
    person = people.member
    other = people.seat("另一个", "clerk", "曲塘镇政协工委").seat
    other.user = person.user
    actions.leave_member(person.member, people.office.actor, "辞去委员")
    assert person.user.is_active
    assert (person.seat.ended_on, other.ended_on) == (clock.today(), None)
    actions.return_member(person.member, people.office.actor)
    held = [seat for seat in person.user.seats if seat.member_id == person.member.id and seat.ended_on is None]
    assert [seat.role for seat in held] == ["member"]


def test_whoever_comes_after_the_first_book_serves_from_its_day(app, db, tmp_path):
    def read(*people):
        path = tmp_path / "委员名册.xlsx"
        MEMBER_BOOK.write([{"no": no, "name": name, "sector_id": "农业界"} for no, name in people], path)
        db.session.commit()
        told = app.test_cli_runner().invoke(args=["import", "members", str(path)])
        assert told.exit_code == 0, told.output

    read(("HA1", "王一芳"))
    read(("HA1", "王一芳"), ("HA2", "王二芳"))
    found = dict(db.session.execute(select(Member.no, Member.entered_on)).all())
    assert found == {"HA1": None, "HA2": clock.today()}


def test_a_new_member_serves_from_today(people, make):
    sector = make(Member).sector_id
    member = actions.add_member(people.office.actor, no="HA7", name="增补的", sector_id=sector)
    assert member.entered_on == clock.today()
