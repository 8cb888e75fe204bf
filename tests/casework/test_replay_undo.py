"""Taking a past year's ledger back: contacts and cases without steps go, those with steps stay and say why."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.casework.models import Case, CoUnit, StepRecord
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from liaison.roster.models import ImportBatch
from tests.casework.ledgers import contact, course, let_in, let_steps_in, people, request, step


@pytest.fixture
def known(db):
    """The people whom the ledgers name."""
    return people()


def last_batch():
    """The file that was read in last."""
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()


def numbers():
    """How many contacts, cases and helping units there are."""
    return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Contact, Case, CoUnit))


def told(verdicts):
    return [(verdict.label, verdict.sentence) for verdict in verdicts]


def test_contacts_and_cases_go_and_come_again(known, tmp_path):
    let_in(tmp_path, request(), contact("LX20240002"))
    batch = last_batch()
    assert (batch.kind, batch.counts["created"], numbers()) == ("contacts", 2, (2, 1, 2))
    assert told(taking_back(batch).restored) == [
        ("LX20240001", "删掉这次导入新增的"), ("LX20240002", "删掉这次导入新增的"),
    ]  # fmt: skip
    before = db.session.scalars(select(Case)).one().number
    undo = take_back(batch, SYSTEM)
    assert numbers() == (0, 0, 0)
    take_back(undo, SYSTEM)
    assert numbers() == (2, 1, 2) and db.session.scalars(select(Case)).one().number == before


def test_what_has_steps_stays(known, tmp_path):
    let_in(tmp_path, request(), contact("LX20240002"), contact("LX20240003"))
    batch = last_batch()
    let_steps_in(tmp_path, *course(), step(1, "连线", contact()["contacted_on"], number="LX20240002"))
    found = taking_back(batch)
    assert [verdict.label for verdict in found.restored] == ["LX20240003"]
    sentences = dict(told(found.impossible))
    assert sentences["LX20240002"] == "已有 1 条环节记录"
    assert sentences["LX20240001"] == "已有 1 次评议、7 条环节记录"
    take_back(batch, SYSTEM)
    assert numbers()[0] == 2


def test_steps_are_only_added_to(known, tmp_path):
    let_in(tmp_path, request(), contact("LX20240002"))
    let_steps_in(tmp_path, *course(), step(1, "连线", contact()["contacted_on"], number="LX20240002"))
    batch = last_batch()
    found = taking_back(batch)
    assert batch.kind == "steps" and not found.restored and not found.kept
    assert sorted(told(found.impossible)) == [
        ("LX20240001", "环节记录只增不改，删不掉"), ("LX20240002", "环节记录只增不改，删不掉"),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(StepRecord)) == 7


def test_a_further_case_of_an_old_contact_goes_alone(known, tmp_path):
    let_in(tmp_path, request())
    let_in(tmp_path, request("LX20240001/2", title="路面破损"))
    batch = last_batch()
    assert [verdict.label for verdict in taking_back(batch).restored] == ["LX20240001/2"]
    take_back(batch, SYSTEM)
    assert numbers()[:2] == (1, 1)
