"""The 31 books of Hai'an, row by row, against their truth; order, repetition and what is remembered."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.core.db import db as database
from liaison.roster.models import ImportBatch, ImportChange, Library, Membership, Representative, WaitingRow
from tests.databases import put_back
from tests.roster.haian import (
    CONSOLIDATED,
    GOOD,
    LIBRARY_BOOKS,
    books,
    memberships_stored,
    people_stored,
    read_in,
    truth,
)

OUTCOMES = {
    "import": GOOD, "import_fixed": GOOD, "duplicate": {"duplicate"}, "reject": {"rejected"}, "review": {"review"},
}  # fmt: skip
CODES = {
    "dup_exact": "DUPLICATE", "dup_reformatted": "DUPLICATE", "name_missing": "NAME_MISSING",
    "phone_missing": "PHONE_MISSING", "phone_short": "PHONE_SHORT", "phone_long": "PHONE_LONG",
    "phone_alpha": "PHONE_ALPHA", "sector_unknown": "SECTOR_UNKNOWN", "town_unknown": "TOWN_UNKNOWN",
    "birth_future": "MONTH_FUTURE", "birth_impossible": "MONTH_IMPOSSIBLE", "placeholder": "PLACEHOLDER",
    "phone_conflict": "PHONE_CONFLICT", "phone_changed": "PHONE_CHANGED", "landline_only": "PHONE_LANDLINE",
    "type_unknown": "TYPE_UNKNOWN", "type_sector_mismatch": "TYPE_OTHER_SECTOR", "village_unknown": "VILLAGE_UNKNOWN",
}  # fmt: skip
FIELDS = {
    "gender": "gender", "ethnic": "ethnic", "birth": "birth", "party": "party", "edu": "education",
    "sector": "sector_id", "type": "identity_type_id", "town": "area_id", "village": "village_id",
}  # fmt: skip
# Their notes begin like a formula; the truth of the people leaves these notes out.
WITH_ODD_NOTES = {"16401192180", "16024790331", "16428048266"}


@pytest.fixture(scope="module")
def haian(app, blank):
    """All 31 books in their order, then the office's own: what was reported and what was stored."""
    with app.app_context():
        put_back(blank)
        reports = read_in(LIBRARY_BOOKS)
        state = SimpleNamespace(
            reports=reports, people=people_stored(), memberships=memberships_stored(), counts=counted(),
        )  # fmt: skip
        state.consolidated = read_in([CONSOLIDATED])[0]
        state.after = SimpleNamespace(people=people_stored(), memberships=memberships_stored())
        database.session.rollback()
        database.session.remove()
        yield state


def counted():
    """How many rows each table of the roster holds."""
    tables = (Representative, Membership, WaitingRow, ImportBatch, Event)
    return {one.__tablename__: database.session.scalar(select(func.count()).select_from(one)) for one in tables}


def names_cause(row, result):
    """Whether the report gives the cause of the truth."""
    return row["reason"] not in CODES or CODES[row["reason"]] in {fault.code for fault in result.faults}


def faults_against(rows, reports):
    """Rows whose outcome, or whose cause, is not that of the truth."""
    found = {(report.file_name, row.sheet, row.number): row for report in reports for row in report.rows}
    for row in rows:
        result = found.pop((row["file"], row["sheet"], int(row["excel_row"])), None)
        if row["outcome"] == "skip":
            if result:
                yield row, result
        elif result is None or result.outcome not in OUTCOMES[row["outcome"]] or not names_cause(row, result):
            yield row, result
    yield from ((None, row) for row in found.values())


def test_every_row_of_the_31_books_ends_as_the_truth_says(haian):
    assert list(faults_against(truth("library_rows"), haian.reports)) == []


def test_every_row_of_the_offices_own_book_ends_as_the_truth_says(haian):
    assert list(faults_against(truth("representatives_rows"), [haian.consolidated])) == []


def test_the_books_give_exactly_the_people_of_the_truth(haian):
    people = {(p["name"], p["phone"]): p for p in truth("persons")}
    assert len(haian.people) == 4560
    assert haian.people.keys() == people.keys()


def test_each_person_shows_the_values_of_the_main_library(haian):
    wrong = []
    for person in truth("persons"):
        stored = haian.people[person["name"], person["phone"]]
        wanted = {FIELDS[key]: person[key] or None for key in FIELDS}
        wanted["unit_title"] = person["unit"] + person["title"]
        if person["phone"] not in WITH_ODD_NOTES:
            wanted["remark"] = person["remark"] or None
        wrong += [(person["person_id"], key, stored[key]) for key, value in wanted.items() if stored[key] != value]
    assert wrong == []


def test_the_memberships_are_those_of_the_truth(haian):
    wanted = {(p["name"], p["phone"], code) for p in truth("persons") for code in p["libraries"].split("；")}
    assert len(wanted) == 5402
    assert haian.memberships.keys() == wanted


def test_odd_notes_are_kept_as_text(haian):
    notes = {p["phone"]: p["remark"] for p in haian.people.values() if p["phone"] in WITH_ODD_NOTES}
    assert notes["16401192180"] == "-2+3"
    assert notes["16024790331"] == "+86联系不便"


def test_there_is_one_event_for_each_batch_and_for_each_person_created_or_changed(haian):
    shared = sum(int(p["n_libraries"]) - 1 for p in truth("persons"))
    assert haian.counts["import_batch"] == 31
    assert haian.counts["event"] >= 31 + 4560 + shared


def test_the_offices_own_book_adds_nothing_to_the_31(haian):
    assert haian.consolidated.counts["unchanged"] == 4560
    assert haian.consolidated.memberships == 0
    assert haian.after.people == haian.people
    assert haian.after.memberships == haian.memberships


def test_differing_values_stay_with_the_book_that_says_them(haian):
    notes = [row for row in truth("library_rows") if row["note"] == "village_differs"]
    people = {p["person_id"]: p for p in truth("persons")}
    for row in notes:
        person = people[row["person_id"]]
        assert "village_id" in haian.memberships[person["name"], person["phone"], row["library"]], row


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", [1, 4, 9])
def test_any_order_of_books_gives_the_same_people(db, seed):
    codes = ["M03", "M12", "Z02", "Z09", "Z16", "Z17"]
    read_in(books(*codes))
    wanted = people_stored(), memberships_stored()
    for model in (ImportChange, WaitingRow, Membership, Representative, ImportBatch):
        db.session.query(model).delete()
    random.Random(seed).shuffle(codes)
    read_in(books(*codes))
    assert (people_stored(), memberships_stored()) == wanted


def test_the_same_file_twice_writes_nothing(db):
    read_in(books("Z15"))
    before = counted()
    report = read_in(books("Z15"))[0]
    assert (report.counts["unchanged"], report.counts["review"], report.memberships) == (78, 1, 0)
    assert counted() == before


def test_the_books_after_the_offices_own_book_add_no_one(db):
    read_in([CONSOLIDATED])
    people = people_stored()
    report = read_in(books("Z16"))[0]
    assert (report.counts["created"], report.counts["updated"], report.memberships) == (0, 1, 0)
    changed = {key: person for key, person in people_stored().items() if person != people[key]}
    assert [person["remark"] for person in changed.values()] == ['"引号",逗号, 制表'], "a blank note is filled"


def test_a_correction_by_hand_survives_the_book_read_again(db, make):
    read_in(books("Z16"))
    person = db.session.scalars(select(Representative).order_by(Representative.id)).first()
    own = db.session.scalars(select(Membership).filter_by(representative_id=person.id)).one()
    said, person.education = person.education, "博士后"
    own.differing = {**own.differing, "education": said}
    db.session.flush()
    report = read_in(books("Z16"))[0]
    db.session.expire_all()
    assert report.counts["updated"] == 0
    assert person.education == "博士后"


def test_a_main_library_that_comes_later_replaces_what_the_sub_library_said(db):
    read_in(books("Z16"))
    first = people_stored()
    reports = read_in(books("M09"))
    assert reports[0].counts["updated"] > 0
    shared = {row["person_id"] for row in truth("library_rows") if row["library"] == "Z16" and row["note"]}
    people = {p["person_id"]: p for p in truth("persons")}
    changed = [people[one] for one in shared if people[one]["libraries"] == "M09；Z16"]
    assert changed
    for person in changed:
        key = person["name"], person["phone"]
        assert people_stored()[key]["unit_title"] == person["unit"] + person["title"]
        assert people_stored()[key] != first[key]


def test_an_interrupted_file_leaves_nothing(db, monkeypatch):
    before = counted()
    with pytest.raises(KeyboardInterrupt), db.session.begin_nested():
        read_in(books("Z16"))
        raise KeyboardInterrupt
    assert counted() == before


def test_the_batch_keeps_the_library_and_the_counts(db):
    read_in(books("Z15"))
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.library_id == db.session.scalars(select(Library.id).filter_by(code="Z15")).one()
    assert batch.counts["created"] == 78
    assert batch.counts["memberships"] == 78
    waiting = db.session.scalars(select(WaitingRow)).one()
    assert (waiting.row_number, waiting.column, waiting.code) == (79, "联系电话", "PHONE_CONFLICT")
    assert waiting.candidate.name == "汤涵"
