"""A step record that was changed in the database is named, whichever of its cells it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from liaison import checks
from liaison.casework.models import Case, StepRecord
from liaison.casework.models.seals import seal_of
from liaison.casework.queries.seals import faults
from liaison.migrate import downgrade, upgrade
from tests import canaries
from tests.casework.stories import brought_to
from tests.casework.test_conservation import closed, tamper

CHANGES = {
    "seq": "99", "step": "5", "round": "2", "verb": "'sign'", "actor_id": "actor_id + 1", "actor_name": "'某人'",
    "actor_role": "'办公室'", "on_behalf": "'某人'", "for_user_id": "1", "entered_at": "'2020-01-01 08:00:00'",
    "due_on": "NULL", "acted_at": "'2020-01-01 08:00:00'", "acted_on": "'2020-01-01'", "note": "'没有核查'",
    "filled": "'{}'", "shown": """'{"核查意见": "没有核查"}'""", "before": "'{}'", "is_imported": "1", "seal": "NULL",
}  # fmt: skip
CHANGE = "UPDATE step_record SET {} = {} WHERE case_id = :case AND verb = 'pass_check'"


@pytest.mark.sqlite
def test_every_cell_is_sealed(people, db):
    case, _sound = closed(people).id, closed(people)
    number = db.session.get(Case, case).number
    assert faults() == []
    for cell, value in CHANGES.items():
        meanwhile = db.session.begin_nested()
        tamper(db, CHANGE.format(cell, value), case=case)
        assert [one.split(" ")[0] for one in faults()] == [number], cell
        meanwhile.rollback()
    assert faults() == []


def test_no_cell_is_forgotten():
    assert set(CHANGES) == set(StepRecord.__table__.columns.keys()) - {"id", "case_id"}


def test_a_column_that_comes_later_breaks_no_seal():
    cells = {"id": 3, "verb": "sign", "note": None, "filled": {}, "is_imported": False}
    assert seal_of(cells) == seal_of({"verb": "sign", "id": 4, "seal": "x", "later": None})
    assert seal_of(cells) != seal_of({**cells, "verb": "reply"})


def test_check_says_so(people, db):
    case = closed(people)
    tamper(db, CHANGE.format("shown", CHANGES["shown"]), case=case.id)
    named = [one for one in checks.faults() if one.check == "环节记录"]
    assert [one.sentence for one in named] == faults() and f"{case.number} 的第 7 条环节记录（核查通过）" in faults()[0]


def test_what_stood_before_is_sealed_as_it_stands(people, db):
    brought_to("handling", people)
    before = db.session.scalars(select(StepRecord.seal).order_by(StepRecord.id)).all()
    db.session.commit()
    db.session.remove()
    downgrade("0030")  # where numbers stood as they are
    upgrade(has_copy=False)
    canaries.found.clear()
    assert db.session.scalars(select(StepRecord.seal).order_by(StepRecord.id)).all() == before
    assert faults() == []
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("UPDATE step_record SET note = 'x'"))
