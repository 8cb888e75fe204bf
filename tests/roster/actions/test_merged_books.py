"""A book that is read again after two of its people were merged takes nothing back."""

from __future__ import annotations

from sqlalchemy import select

from liaison.core.intake import UNCHANGED
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from liaison.roster.actions.merging import merge
from liaison.roster.actions.parting import take_back_merge
from liaison.roster.models import ImportBatch, Library, Membership, Merge, MergeChange, Representative
from tests.roster.haian import books, memberships_stored, people_stored, read_in


def people_of(db, code, number=1):
    """The first people of one library who stand in no other."""
    alone = select(Membership.representative_id).group_by(Membership.representative_id)
    alone = alone.having(db.func.count() == 1)
    statement = select(Representative).join(Membership).join(Library)
    return list(db.session.scalars(
        statement.where(Library.code == code, Representative.id.in_(alone)).order_by(Representative.id).limit(number)
    ))  # fmt: skip


def outcomes(reports):
    """How many rows came out otherwise than unchanged or waiting."""
    return sum(report.counts["created"] + report.counts["updated"] for report in reports), reports[0].counts[UNCHANGED]


def read_again(*codes):
    """(rows that changed something, rows of the first book that changed nothing), people and places beside before."""
    before = people_stored(), memberships_stored()
    found = outcomes(read_in(books(*codes)))
    return found, (people_stored(), memberships_stored()) == before


def test_of_two_rows_of_one_book_the_merged_one_is_no_news(db, people):
    read_in(books("Z06"))
    (_changed, unchanged), _same = read_again("Z06")
    one, other = people_of(db, "Z06", 2)
    for loser, keeper in ((one, other), (people_of(db, "Z06", 4)[3], people_of(db, "Z06", 4)[2])):
        merge(loser, keeper, people.office.actor)
    assert read_again("Z06") == ((0, unchanged), True)


def test_rows_of_two_books_that_mean_one_person_are_no_news(db, people):
    read_in(books("Z06", "M10"))
    (one,), (other,) = people_of(db, "Z06"), people_of(db, "M10")
    merge(one, other, people.office.actor, {"phone": "loser", "birth": "loser"})
    (changed, _unchanged), is_same = read_again("Z06", "M10")
    assert (changed, is_same) == (0, True)


def test_an_import_taken_back_after_a_merge_leaves_both_people(db, people):
    read_in(books("Z06"))
    batch = db.session.scalars(select(ImportBatch)).one()
    one, other = people_of(db, "Z06", 2)
    done = merge(one, other, people.office.actor, {"phone": "loser"})
    found = taking_back(batch)
    stay = {verdict.unit for verdict in (*found.kept, *found.impossible)}
    assert {f"representative:{one.id}", f"representative:{other.id}"} <= stay
    undo = take_back(batch, people.office.actor)
    assert [person.id for person in db.session.scalars(select(Representative).order_by(Representative.id))] == sorted(
        (one.id, other.id)
    )
    assert undo.counts["restored"] == len(found.restored)
    take_back_merge(done, people.office.actor)
    assert (one.merged_into_id, one.left_on) == (None, None)


def test_a_merge_that_was_taken_back_does_not_hold_an_import(db, people):
    read_in(books("Z06"))
    batch = db.session.scalars(select(ImportBatch)).one()
    one, other = people_of(db, "Z06", 2)
    done = merge(one, other, people.office.actor, {"phone": "loser"})
    take_back_merge(done, people.office.actor)
    found = taking_back(batch)
    assert (found.counts["kept"], found.counts["impossible"]) == (0, 0)
    take_back(batch, people.office.actor)
    assert db.session.scalars(select(Representative)).all() == []
    assert db.session.scalars(select(Merge)).all() == db.session.scalars(select(MergeChange)).all() == []
