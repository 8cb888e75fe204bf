"""Books with masked phones come back as they went out; only a key that was made here, for somebody in sight, counts."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.access import SYSTEM
from liaison.core import text
from liaison.core.intake import UNCHANGED, Given
from liaison.core.sheets import SheetPage, write_book
from liaison.core.sheets.masking import MEMBER, REPRESENTATIVE, Keyed, key_of, masked, person_behind
from liaison.orgs.models import Area
from liaison.roster import queries, sheets
from liaison.roster.actions import MEMBERS, REPRESENTATIVES
from liaison.roster.actions.imports.engine import take_in, try_out
from liaison.roster.models import Library, Member, Membership, Representative
from tests.factories import first
from tests.hostile.strings import naughty

pytestmark = pytest.mark.sqlite
WORDS = [word for word in naughty() if text.paragraphs(word) and len(word) < 200]
BOOKS = {
    "representatives": (REPRESENTATIVES, sheets.REPRESENTATIVE_COLUMNS, queries.roster_rows, REPRESENTATIVE),
    "members": (MEMBERS, sheets.MEMBER_COLUMNS, queries.member_rows, MEMBER),
}


@pytest.fixture
def six(make, db):
    """Six representatives of one library."""
    library = first(Library, code="Z06")
    found = [make(Representative) for _ in range(6)]
    for person in found:
        make(Membership, representative_id=person.id, library_id=library.id)
    return found


def book_of(kind, actor=SYSTEM, *, is_full=False, change=lambda rows: None):
    """What a book that goes out says when it is read again. change: of its cells before that."""
    _kind, columns, rows_of, letter = BOOKS[kind]
    page, stream = SheetPage("名单", columns, list(rows_of(actor)), ["名单"]), io.BytesIO()
    page = page if is_full else masked(page, Keyed(letter))
    rows = [dict(row) for row in page.rows]
    change(rows)
    write_book(stream, [SheetPage(page.name, page.columns, rows, page.title_rows)])
    stream.seek(0)
    return BOOKS[kind][0].sheet.read(stream, filename="名单.xlsx")


def outcomes(kind, reading, actor=SYSTEM):
    """What would become of the rows, and what is said of them."""
    report = try_out(BOOKS[kind][0], reading, Given("名单.xlsx", "", is_dry=True), actor).report
    return [row.outcome for row in report.rows], report.warnings


@pytest.mark.parametrize("is_full", [False, True])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), min_size=6, max_size=6))
def test_whatever_stands_in_it_a_book_that_comes_back_changes_nothing(db, six, is_full, words):
    for person, word in zip(six, words, strict=True):
        person.remark = text.paragraphs(text.plain_cell(word.encode("utf-8", "replace").decode())) or None
    db.session.flush()
    assert outcomes("representatives", book_of("representatives", is_full=is_full)) == ([UNCHANGED] * 6, {})


def test_a_book_of_members_that_comes_back_changes_nothing(db, make, people):
    for _ in range(3):
        make(Member)
    make(Member, phone=None)
    found, said = outcomes("members", book_of("members", change=lambda rows: rows.pop()))
    assert set(found) == {UNCHANGED} and said == {}
    before = {one.id: one.phone for one in db.session.query(Member)}
    take_in(MEMBERS, book_of("members", change=lambda rows: rows.pop()), Given("名单.xlsx", ""), SYSTEM)
    assert {one.id: one.phone for one in db.session.query(Member)} == before


def test_a_phone_written_into_a_masked_book_is_not_read_and_that_is_said(db, six):
    def write(rows):
        rows[2]["phone"] = text.Phone("15400009999")

    reading = book_of("representatives", change=write)
    reading.rows[2].cells["phone"] = "15400009999"
    found, said = outcomes("representatives", reading)
    assert found == [UNCHANGED] * 6
    assert said and "改过的 1 个号码没有用上" in said["PHONES_NOT_READ"]


@pytest.mark.parametrize("forge", [
    lambda rows: rows[0].update(row_key=rows[0]["row_key"][:-1] + ("0" if rows[0]["row_key"][-1] != "0" else "1")),
    lambda rows: rows[0].update(row_key="R999999-000000000000"), lambda rows: rows[0].update(row_key=None),
    lambda rows: rows[0].update(row_key=key_of("M", 1)), lambda rows: rows[0].update(row_key="=1+1"),
    lambda rows: rows[0].update(row_key=rows[0]["row_key"].replace("R", "R1", 1)),
])  # fmt: skip
def test_a_key_that_was_not_made_here_gives_no_number(db, six, forge):
    found, _said = outcomes("representatives", book_of("representatives", change=forge))
    assert UNCHANGED not in found[:1] and found[1:] == [UNCHANGED] * 5


def test_a_key_of_somebody_elses_row_gives_no_other_name(db, six):
    def swap(rows):
        rows[0]["row_key"] = rows[1]["row_key"]

    found, _said = outcomes("representatives", book_of("representatives", change=swap))
    assert found[0] in ("review", "duplicate", "rejected") and UNCHANGED in found[1:]


def test_a_key_of_somebody_out_of_sight_gives_no_number(db, make, people):
    town = first(Area, name="李堡镇")
    far = make(Representative, area_id=town.id, village_id=None)
    assert not list(queries.roster_rows(people.clerk.actor))
    reading = book_of("representatives")
    report = try_out(REPRESENTATIVES, reading, Given("名单.xlsx", "", is_dry=True), people.clerk.actor).report
    assert [row.outcome for row in report.rows] == ["rejected"]
    assert far.phone.full not in str(report.rows)


def test_a_key_names_its_person_and_nothing_else(app):
    assert person_behind(key_of("R", 4711)) == ("R", 4711)
    for strange in (None, "", 4711, "R4711", "R4711-" + "0" * 12, "M" + key_of("R", 4711)[1:]):
        assert person_behind(strange) is None
