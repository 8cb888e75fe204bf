"""The yearly confirmation of a library."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.roster import actions, queries
from liaison.roster.actions.confirming import confirm_library
from liaison.roster.models import Library, LibraryConfirmation, Membership, Representative
from tests.factories import first

LAST_YEAR, THIS_YEAR = clock.at(date(2025, 11, 3)), clock.at(date(2026, 11, 3))


@pytest.fixture
def library(db):
    """M10, kept by the librarian."""
    return first(Library, code="M10")


@pytest.fixture
def join(make, library):
    """join(name): a representative who stands in the library since a day."""

    def take_in(name, entered_on=date(2024, 1, 1), **cells):
        person = make(Representative, name=name, entered_on=entered_on, **cells)
        make(Membership, representative_id=person.id, library_id=library.id, entered_on=entered_on)
        return person

    return take_in


def renamed(person, actor, name):
    kept = ("phone", "sector_id", "identity_type_id", "area_id", "village_id")
    told = {key: getattr(person, key) for key in kept}
    actions.change_representative(person, actor, person.version, name=name, **told)


def test_the_first_year_is_compared_with_new_year(people, library, join):
    stays, leaves = join("留下的"), join("离开的")
    with clock.set_clock(THIS_YEAR):
        came = join("新来的", clock.today())
        actions.leave(leaves, people.librarian.actor, "迁居外地")
        renamed(stays, people.librarian.actor, "改名的")
        done = confirm_library(library, 2026, people.librarian.actor, 2)
    assert (done.compared_with, done.people_ids) == ("2026 年 1 月 1 日的名单", [stays.id, came.id])
    assert (done.entered_ids, done.left_ids, done.changed_ids) == ([came.id], [leaves.id], [stays.id])


def test_later_years_are_compared_with_what_was_confirmed(people, library, join):
    stays, leaves, back = join("留下的"), join("离开的"), join("改了又改回来的")
    librarian = people.librarian.actor
    with clock.set_clock(LAST_YEAR):
        renamed(stays, librarian, "去年改名的")
        confirm_library(library, 2025, librarian, 3)
    with clock.set_clock(THIS_YEAR):
        renamed(back, librarian, "改名的")
        renamed(back, librarian, "改了又改回来的")
        leaves.memberships[0].ended_on = clock.today()
        standing = queries.standing_of(library, 2026)
    assert (standing.compared_with, standing.base_count) == ("2025 年确认的名单", 3)
    assert (standing.entered, standing.left, standing.changed) == ((), (leaves.id,), ())


def test_what_changed_is_told_in_one_line_for_each_field(people, library, join):
    person = join("周桂芳", phone="15400001111")
    with clock.set_clock(THIS_YEAR):
        cells = {key: getattr(person, key) for key in ("sector_id", "identity_type_id", "area_id", "village_id")}
        actions.change_representative(
            person, people.office.actor, person.version, name="周桂香", phone="15400002222", **cells
        )
        standing = queries.standing_of(library, 2026)
    (told,) = queries.named(standing.changed, standing.lines)
    assert told.changes == ("姓名：周桂芳 → 周桂香", "联系电话：…1111 → …2222")


def test_it_is_noted_once_and_kept_for_good(people, library, join):
    join("一位")
    with clock.set_clock(THIS_YEAR):
        confirm_library(library, 2026, people.librarian.actor, 1)
        with pytest.raises(Refused, match="请写上说明"):
            confirm_library(library, 2026, people.librarian.actor, 1)
        again = confirm_library(library, 2026, people.office.actor, 1, "补了一位")
    done = queries.confirmations_of(library, 2026)
    assert [(one.confirmed_by, one.note) for one in done] == [("刘芸", "补了一位"), ("马会云", None)]
    events = database.session.scalars(select(Event).where(Event.verb == "library.confirm")).all()
    assert [(one.thing_id, one.changes["人数"]) for one in events] == [(library.id, [None, 1])] * 2
    with pytest.raises(DatabaseError):
        database.session.execute(text("UPDATE library_confirmation SET note = 'x'"))
    assert again.id


def test_it_is_refused_when_it_makes_no_sense(people, library, join):
    with clock.set_clock(THIS_YEAR):
        with pytest.raises(Refused, match="还没有人"):
            confirm_library(library, 2026, people.librarian.actor, 0)
        join("一位")
        with pytest.raises(Refused, match="现在是 1 人"):
            confirm_library(library, 2026, people.librarian.actor, 3)
        with pytest.raises(Refused, match="只能确认 2026 年"):
            confirm_library(library, 2025, people.librarian.actor, 1)
    assert database.session.scalars(select(LibraryConfirmation)).all() == []


def test_the_office_sees_who_has_not_yet(people, library, join):
    join("一位")
    with clock.set_clock(THIS_YEAR):
        confirm_library(library, 2026, people.librarian.actor, 1)
        rows = {row["code"]: row for row in queries.confirmation_rows(people.office.actor, 2026)}
        assert queries.confirmed_years() == [2026]
    assert len(rows) == 31
    assert [rows["M10"][key] for key in ("keeper", "confirmed_by", "people", "entered")] == ["马会云", "马会云", 1, 0]
    assert [rows["M11"][key] for key in ("keeper", "confirmed_at", "people")] == ["", None, 0]
