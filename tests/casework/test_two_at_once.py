"""Two transactions read the same row and both change it, past every form: the database lets only the first."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from liaison.casework.actions import advance
from liaison.casework.models import Case, StepRecord
from liaison.core.db import Base, transaction
from liaison.roster.models import Member
from tests.casework.stories import brought_to, housing
from tests.factories import make_row


@pytest.fixture
def meanwhile(app, db):
    """meanwhile(change, Model, id): somebody else reads the row anew, changes it, and is done."""

    def change_it(change, model, row_id):
        with app.app_context(), transaction():
            change(db.session.get(model, row_id))

    db.session.commit()
    return change_it


def test_of_two_who_move_a_case_one_wins(db, people, meanwhile):
    case, unit_id = brought_to("to_hand_over", people).id, housing().id
    clerk, director = people.clerk.actor, people.director.actor
    db.session.commit()
    db.session.remove()
    with transaction(write=False):
        seen = db.session.get(Case, case)
    meanwhile(lambda other: advance(other, "hand_over", director, unit_id=unit_id, opinion="先到"), Case, case)
    with pytest.raises(StaleDataError), transaction():
        advance(seen, "hand_over", clerk, unit_id=unit_id, opinion="后到")
    done = db.session.scalars(select(StepRecord).where(StepRecord.case_id == case, StepRecord.verb == "hand_over"))
    assert [step.actor_id for step in done] == [director.user_id]
    assert db.session.get(Case, case, populate_existing=True).state == "to_approve"


def test_of_two_who_edit_a_member_one_wins(db, meanwhile):
    member = make_row(Member, name="周桂芳").id
    db.session.commit()
    db.session.remove()
    with transaction(write=False):
        seen = db.session.get(Member, member)
    meanwhile(lambda other: setattr(other, "name", "先到"), Member, member)
    with pytest.raises(StaleDataError), transaction():
        seen.name = "后到"
    assert db.session.get(Member, member, populate_existing=True).name == "先到"


@pytest.mark.sqlite
def test_every_row_that_counts_its_versions_is_held_by_them():
    mappers = [one for one in Base.registry.mappers if "version" in one.columns]
    counted = [one for one in mappers if one.columns["version"].type.python_type is int]
    free = [one.class_.__name__ for one in counted if one.version_id_col is None]
    assert len(counted) > 20 and not free, f'add __mapper_args__ = {{"version_id_col": version}} to {free}'
