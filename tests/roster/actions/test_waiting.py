"""Settling rows that wait; the decision is remembered when the book is read again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.core.errors import Refused
from liaison.roster import actions
from liaison.roster.models import Membership, Representative, WaitingRow
from tests.roster.haian import CONSOLIDATED, books, read_in


def waiting(db, code, name=None):
    """The one row that waits for this cause."""
    rows = db.session.scalars(select(WaitingRow).filter_by(code=code, decision=None)).all()
    return next(row for row in rows if name is None or row.cells.get("name") == name)


def named(db, name, phone):
    """The person of this name and number."""
    return db.session.scalars(select(Representative).filter_by(name=name, phone=phone)).one_or_none()


def test_a_changed_number_becomes_the_persons_own(db, people):
    read_in(books("Z17"))
    row = waiting(db, "PHONE_CHANGED")
    actions.decide(row, "same", people.office.actor)
    db.session.flush()
    person = named(db, "周文飞", "16950239515")
    assert person is not None
    assert named(db, "周文飞", "16999057241") is None
    report = read_in(books("Z17"))[0]
    assert (report.counts["review"], report.counts["created"], report.counts["updated"]) == (0, 0, 0)
    assert person.phone == "16950239515"


def test_the_old_number_in_another_book_still_means_the_same_person(db, people):
    read_in(books("Z17"))
    actions.decide(waiting(db, "PHONE_CHANGED"), "same", people.office.actor)
    db.session.flush()
    report = read_in(books("M09"))[0]
    assert "周文飞" not in [row.cells.get("name") for row in db.session.scalars(select(WaitingRow)) if not row.decision]
    person = named(db, "周文飞", "16950239515")
    assert len(person.memberships) == 2
    assert report.counts["review"] == 1


def test_another_person_with_the_same_number_is_taken_in(db, people):
    read_in(books("Z15"))
    row = waiting(db, "PHONE_CONFLICT")
    actions.decide(row, "another", people.office.actor)
    db.session.flush()
    assert named(db, "孟阳", "15442171590") is not None
    assert named(db, "汤涵", "15442171590") is not None
    report = read_in(books("Z15"))[0]
    assert (report.counts["unchanged"], report.counts["review"]) == (79, 0)


def test_the_same_person_under_another_name_is_known_by_both(db, people):
    read_in(books("Z15"))
    actions.decide(waiting(db, "PHONE_CONFLICT"), "same", people.office.actor)
    db.session.flush()
    assert named(db, "孟阳", "15442171590") is None
    report = read_in(books("Z15"))[0]
    assert (report.counts["review"], report.counts["created"]) == (0, 0)


def test_a_dropped_row_does_not_wait_again(db, people):
    read_in(books("Z15"))
    row = waiting(db, "PHONE_CONFLICT")
    actions.decide(row, "drop", people.office.actor)
    db.session.flush()
    report = read_in(books("Z15"))[0]
    assert (report.counts["review"], report.counts["rejected"]) == (0, 1)
    assert db.session.scalars(select(WaitingRow).filter_by(decision=None)).all() == []
    assert (row.decided_by, row.decision) == ("刘芸", "drop")


def test_a_row_is_settled_once(db, people):
    read_in(books("Z15"))
    row = waiting(db, "PHONE_CONFLICT")
    actions.decide(row, "drop", people.office.actor)
    with pytest.raises(Refused):
        actions.decide(row, "another", people.office.actor)


@pytest.mark.parametrize("decision", ["same", "another", "", "nonsense"])
def test_a_faulty_row_can_only_be_mended_or_dropped(db, people, decision):
    read_in(books("Z14"))
    row = waiting(db, "VILLAGE_UNKNOWN")
    with pytest.raises(Refused):
        actions.decide(row, decision, people.office.actor)
    assert row.decision is None
    assert actions.choices_of(row) == ["drop"]


def test_a_mended_row_is_remembered(db, people):
    read_in(books("Z14"))
    row = waiting(db, "VILLAGE_UNKNOWN")
    cells = actions.cells_to_mend(row)
    assert cells["name"] == "周艳"
    assert "village_id" not in cells
    library = row.batch.library
    kept = ("name", "phone", "birth", "sector_id", "identity_type_id", "area_id")
    person = actions.add_representative(library, people.office.actor, **{key: cells[key] for key in kept})
    actions.settle_with(row, person, people.office.actor)
    db.session.flush()
    report = read_in(books("Z14"))[0]
    assert (report.counts["review"], report.counts["unchanged"]) == (0, 120)


def test_somebody_who_left_is_restored_by_deciding_that_he_is_the_same(db, people):
    read_in(books("Z15"))
    person = named(db, "朱爱琴", "16933266921")
    actions.leave(person, people.office.actor, "工作调动")
    db.session.flush()
    read_in(books("Z15"))
    actions.decide(waiting(db, "PERSON_LEFT"), "same", people.office.actor)
    assert person.left_on is None


def test_a_row_of_the_book_of_all_libraries_joins_the_ones_it_names(db, people):
    read_in([CONSOLIDATED])
    row = waiting(db, "PHONE_CHANGED", "黄泽鹏")
    actions.decide(row, "another", people.office.actor)
    db.session.flush()
    person = named(db, "黄泽鹏", "16369975316")
    codes = [one.library.code for one in db.session.scalars(select(Membership).filter_by(representative_id=person.id))]
    assert sorted(codes) == ["M09", "Z16"]
