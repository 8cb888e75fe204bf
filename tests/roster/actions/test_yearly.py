"""The yearly revision of Hai'an, row by row, against its truth."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.audit.models import Event
from liaison.core.db import db as database
from liaison.roster.actions import ANNUAL_UPDATE
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.models import Representative
from tests.databases import put_back
from tests.roster.haian import CONSOLIDATED, FOLDER, books, memberships_stored, people_stored, read_in, truth

REVISION = FOLDER / "annual_update.xlsx"
CHANGED = {"unit": "unit_title", "village": "village_id", "type": "identity_type_id"}


def revise():
    """Let the revision in."""
    return take_in_own(ANNUAL_UPDATE, REVISION, SYSTEM)


@pytest.fixture(scope="module")
def revised(app, blank):
    """The office's own book, the revision, the revision once more, and an old library book after it."""
    with app.app_context():
        put_back(blank)
        read_in([CONSOLIDATED])
        before = people_stored()
        first = revise()
        state = SimpleNamespace(before=before, first=first, people=people_stored(), memberships=memberships_stored())
        state.verbs = dict(database.session.execute(select(Event.verb, func.count()).group_by(Event.verb)).all())
        state.left = {(one.name, one.phone): one.left_reason for one in database.session.scalars(
            select(Representative).where(Representative.left_on.is_not(None)))}  # fmt: skip
        state.again = revise()
        state.unmoved = people_stored() == state.people
        state.old_book = read_in(books("M10"))[0]
        state.after = people_stored()
        database.session.rollback()
        database.session.remove()
        yield state


def test_it_leaves_as_many_people_as_the_truth_says(revised):
    assert (len(revised.before), len(revised.people)) == (4560, 4575)
    assert revised.first.counts == {
        "created": 96, "updated": 141, "unchanged": 0, "duplicate": 0, "review": 0, "rejected": 0,
    }  # fmt: skip


def test_who_comes_is_there_and_who_leaves_is_gone(revised):
    people = {p["person_id"]: p for p in truth("persons")}
    for row in truth("annual_update"):
        if row["op"] == "新增":
            assert (row["name"], row["new"]) in revised.people
        elif row["op"] == "退出":
            key = row["name"], people[row["person_id"]]["phone"]
            assert key not in revised.people
            assert revised.left[key]


def test_what_changes_is_shown(revised):
    people = {p["person_id"]: p for p in truth("persons")}
    for row in truth("annual_update"):
        if row["field"] == "phone":
            assert (row["name"], row["new"]) in revised.people
            assert (row["name"], row["old"]) not in revised.people
        elif row["op"] == "变更":
            shown = revised.people[row["name"], people[row["person_id"]]["phone"]]
            assert shown[CHANGED[row["field"]]] == row["new"], row


def test_each_has_its_event(revised):
    assert revised.verbs["representative.leave"] == 81
    assert revised.verbs["representative.change"] == 60
    assert revised.verbs["representative.add"] == 4560 + 96


def test_the_same_revision_again_changes_nothing(revised):
    assert revised.again.counts["unchanged"] == 96 + 141
    assert revised.unmoved


def test_an_old_book_read_afterwards_takes_nothing_back(revised):
    counts = revised.old_book.counts
    assert (counts["created"], counts["updated"]) == (0, 0)
    waiting = [fault.code for row in revised.old_book.waiting for fault in row.faults]
    assert set(waiting) == {"PERSON_LEFT", "PHONE_LONG", "NAME_MISSING"}
    assert revised.after == revised.people


def test_somebody_unknown_waits(db):
    report = revise()
    unknown = [row for row in report.waiting if row.faults[0].code == "PERSON_UNKNOWN"]
    assert len(unknown) == 141
    assert {row.outcome for row in unknown} == {"review"}
