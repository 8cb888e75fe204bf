"""A past year's ledger and the list of pairs through the pages' own steps: looked at, words mapped, written, undone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.assignment.models import Pairing, Plan
from liaison.assignment.sheets import assignments_page
from liaison.casework.models import Case, StepRecord
from liaison.casework.sheets.ledger import LEDGER, ledger_pages
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.sheets import write_book
from liaison.roster.actions import imports
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from tests.casework.ledgers import contact, course, request
from tests.casework.ledgers import people as make_people


@pytest.fixture
def hand_in(db, people, tmp_path):
    """hand_in(kind, pages): a workbook, handed in by the office, settled as its headings say, and read."""

    def read(kind, pages, name="台账.xlsx", **settled):
        actor, path = people.office.actor, tmp_path / name
        write_book(path, pages)
        batch = imports.open_import(kind, name, path.read_bytes(), actor, tmp_path)
        look = imports.survey_of(batch, tmp_path)
        mapping = {heading.word: heading.key or "" for heading in look.headings}
        imports.settle_columns(batch, actor, mapping=mapping, **settled)
        return imports.read_import(batch, tmp_path, actor)

    return read


def number_of(db, model):
    return db.session.scalar(select(func.count()).select_from(model))


def outcomes(batch):
    return {key: number for key, number in batch.counts.items() if number}


def contacts_page(*rows):
    return [LEDGER.page([{column.key: row.get(column.key) for column in LEDGER.columns} for row in rows])]


def test_a_ledger_with_a_strange_word(db, hand_in, people):
    office = people.office.actor
    make_people()
    rows = [request(category_id="路灯"), request("LX20240002", category_id="路灯"), contact("LX20240003")]
    batch = hand_in("contacts", contacts_page(*rows))
    assert outcomes(batch) == {"review": 2, "created": 1} and number_of(db, Contact) == 0
    (word,) = imports.unknown_words(batch)
    assert (word.title, word.word, len(word.rows), word.suggestion) == ("诉求子类", "路灯", 2, "路灯照明")
    assert "道路破损" in word.choices and "婚姻家庭" not in word.choices
    imports.map_words(batch, {"category_id": {"路灯": "路灯照明"}}, office)
    imports.stage_again(batch, office)
    assert outcomes(batch) == {"created": 3}
    imports.write_import(batch, office, batch.counts)
    assert (batch.state, number_of(db, Contact), number_of(db, Case)) == ("written", 3, 2)
    assert [verdict.label for verdict in taking_back(batch).restored] == ["LX20240001", "LX20240002", "LX20240003"]
    take_back(batch, office)
    assert (number_of(db, Contact), number_of(db, Case)) == (0, 0)


def test_a_log_of_steps(db, hand_in, people):
    office = people.office.actor
    make_people()
    imports.write_import(batch := hand_in("contacts", contacts_page(request())), office, batch.counts)
    log = hand_in("steps", ledger_pages(2024, [], course())[1:], "环节.xlsx")
    assert outcomes(log) == {"created": 7}
    imports.write_import(log, office, log.counts)
    assert (log.state, number_of(db, StepRecord)) == ("written", 7)


def test_a_list_of_pairs_asks_for_its_year(db, hand_in, people):
    office = people.office.actor
    member, person = make_people()
    rows = [{"no": member.no, "member": member.name, "slot": 1, "name": person.name, "phone": person.phone}]
    batch = hand_in("assignments", [assignments_page(rows, 2024)], "名单.xlsx")
    assert (batch.answers, outcomes(batch)) == ({"year": 2024}, {"created": 1})
    year = clock.today().year
    batch = hand_in("assignments", [assignments_page(rows, 2024)], "名单.xlsx", answers={"year": year})
    imports.write_import(batch, office, batch.counts)
    assert db.session.scalars(select(Plan.year)).all() == [year] and number_of(db, Pairing) == 1
    take_back(batch, office)
    assert (number_of(db, Plan), number_of(db, Pairing)) == (0, 0)


def test_a_year_that_can_have_no_plan_is_refused(hand_in, people):
    member, person = make_people()
    rows = [{"no": member.no, "member": member.name, "slot": 1, "name": person.name, "phone": person.phone}]
    with pytest.raises(Refused, match="请把年份写成"):
        hand_in("assignments", [assignments_page(rows, 2024)], "名单.xlsx", answers={"year": 1990})
