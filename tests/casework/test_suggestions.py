"""Proposals to change a field's unit, and the page that shows how often suggestions are right."""

from __future__ import annotations

import pytest

from liaison.audit.models import Event
from liaison.casework import actions, queries
from liaison.casework.models import RoutingRuling
from liaison.core.errors import Refused
from liaison.orgs.models import Category, Organisation
from tests.casework.stories import brought_to, housing
from tests.factories import first

FIELD = "交通信号标线"


def transport():
    return first(Organisation, name="市交通运输局")


def police():
    return first(Organisation, name="市公安局")


def reassigned(people, unit=None):
    """A case that its unit returned and that was given to another one."""
    case = brought_to("to_approve", people)
    decline = {"decline_kind": "不是本单位职责", "reason": "归交通局管", "proposed_unit_id": transport().id}
    actions.advance(case, "decline", people.unit_leader.actor, **decline)
    unit_id = (unit or transport()).id
    return actions.advance(case, "rule_reassign", people.director.actor, unit_id=unit_id, opinion="同意改派")


def proposed():
    return [(one.category, one.old_unit, one.unit, len(one.cases)) for one in queries.proposals()]


def test_three_upheld_returns_propose_a_rule(people):
    for number in (1, 2):
        reassigned(people)
        assert proposed() == [], number
    reassigned(people)
    assert proposed() == [(FIELD, "市公安局", "市交通运输局", 3)]


def test_what_already_is_the_rule_is_not_proposed(people):
    for _ in range(3):
        reassigned(people, police())
    assert proposed() == []


def test_a_return_that_was_taken_back_does_not_count(people):
    for _ in range(2):
        reassigned(people)
    actions.take_back(reassigned(people), people.director.actor)
    assert proposed() == []


def test_accepting_changes_the_rule_and_the_suggestions(people, db):
    for _ in range(3):
        reassigned(people)
    [one] = queries.proposals()
    actions.accept_proposal(one, people.office.actor, transport().id)
    db.session.flush()
    assert first(Category, name=FIELD).unit_id == transport().id
    event = db.session.query(Event).filter_by(verb="rule_proposal.accept").one()
    assert event.changes == {"默认承办单位": ["市公安局", "市交通运输局"]}
    assert proposed() == []
    [found, *_] = queries.suggestions_for(brought_to("to_hand_over", people))
    assert found.name == "市交通运输局"


def test_a_rejected_rule_comes_back_only_with_as_many_new_returns(people, db):
    for _ in range(3):
        reassigned(people)
    [one] = queries.proposals()
    actions.reject_proposal(one, people.office.actor, transport().id)
    assert first(Category, name=FIELD).unit_id == police().id
    for _ in range(2):
        reassigned(people)
        assert proposed() == []
    reassigned(people)
    assert proposed() == [(FIELD, "市公安局", "市交通运输局", 3)]
    assert [ruling.is_accepted for ruling in queries.rulings()] == [False]


def test_another_unit_than_the_page_showed_is_refused(people):
    for _ in range(3):
        reassigned(people)
    [one] = queries.proposals()
    with pytest.raises(Refused, match="市交通运输局"):
        actions.accept_proposal(one, people.office.actor, housing().id)


def test_the_office_decides_on_the_page(browser, people, db):
    for _ in range(3):
        reassigned(people)
    client = browser(people.office)
    page = client.get("/suggestions").get_data(as_text=True)
    assert "交通信号标线类：建议改由市交通运输局办" in page
    category = first(Category, name=FIELD).id
    stale = client.post(f"/suggestions/{category}/accept", data={"unit_id": housing().id})
    assert stale.status_code == 409
    done = client.post(f"/suggestions/{category}/accept", data={"unit_id": transport().id}, follow_redirects=True)
    assert "以后建议转给市交通运输局" in done.get_data(as_text=True)
    assert db.session.query(RoutingRuling).one().is_accepted
    assert client.post(f"/suggestions/{category}/reject", data={"unit_id": ""}).status_code == 404


def test_the_office_leaves_the_rule_as_it_is(browser, people, db):
    for _ in range(3):
        reassigned(people)
    category = first(Category, name=FIELD).id
    done = browser(people.office).post(
        f"/suggestions/{category}/reject", data={"unit_id": transport().id}, follow_redirects=True
    )
    assert "不采纳" in done.get_data(as_text=True)
    assert first(Category, name=FIELD).unit_id == police().id


def test_nobody_else_sees_it(browser, people):
    for person in (people.clerk, people.director, people.member, people.unit_leader):
        assert browser(person).get("/suggestions").status_code == 404
