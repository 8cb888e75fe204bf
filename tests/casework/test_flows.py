"""A case keeps the flow chart that it began with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from liaison.casework.actions import advance, open_case
from liaison.casework.actions.flows import register_flow
from liaison.casework.models import Case
from liaison.casework.models.flows import FlowVersion
from liaison.casework.queries.flows import faults, latest_version
from liaison.casework.rules import offered_moves
from liaison.casework.rules.flows import flow_of
from liaison.casework.workflow import CASEWORK, MOVES, STATES
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.definitions import definition_of, digest_of, flow_from, lost_columns, lost_verbs
from liaison.core.errors import Refused
from liaison.core.workflow import Flow
from liaison.starting import refuse_bad_flows

CHANGED = Flow(
    "casework", tuple(s for s in STATES if s.code != "voided"), tuple(
        replace(move, target="handling") if move.verb == "return_reply" else move
        for move in MOVES if move.verb != "void"
    ), first="to_consensus",
)  # fmt: skip


def opened(make, people):
    """A case of the member's that is opened now."""
    return open_case(make(Contact, member_id=people.member.member.id), people.member.actor, title="路灯不亮")


def test_a_chart_comes_back_from_what_was_written_down():
    assert flow_from(definition_of(CASEWORK), CASEWORK) == CASEWORK


def test_words_of_buttons_make_no_new_version():
    hinted = replace(MOVES[0], hint="别的话", icon="check")
    assert digest_of(definition_of(Flow("casework", STATES, (hinted, *MOVES[1:]), "to_consensus"))) == digest_of(
        definition_of(CASEWORK)
    )
    assert digest_of(definition_of(CHANGED)) != digest_of(definition_of(CASEWORK))


def test_registering_again_changes_nothing(db):
    first = register_flow()
    assert register_flow() is first
    assert db.session.scalar(select(func.count()).select_from(FlowVersion)) == 1


def test_cases_from_before_follow_the_first(db, make):
    case = make(Case)
    register_flow(CHANGED)
    db.session.refresh(case)
    assert case.flow_version.number == 1


def test_a_case_on_its_way_keeps_its_chart(db, make, people):
    old = opened(make, people)
    register_flow(CHANGED)
    new = opened(make, people)
    assert [old.flow_version.number, new.flow_version.number, latest_version().number] == [1, 2, 2]
    assert flow_of(old) is CASEWORK
    assert flow_of(new).by_verb["return_reply"].target == "handling"
    assert ["void" in flow_of(case).by_verb for case in (old, new)] == [True, False]


def test_it_moves_as_in_its_own_chart(db, make, people):
    old = opened(make, people)
    register_flow(CHANGED)
    new = opened(make, people)
    for case in (old, new):
        case.state, case.committee_id = "to_forward", people.clerk.seat.organisation_id
        db.session.flush()
        advance(case, "return_reply", people.clerk.actor, reason="再写清楚些")
    assert [old.state, new.state] == ["to_reply", "handling"]


def test_what_its_chart_lacks_is_neither_offered_nor_made(db, make, people):
    old = opened(make, people)
    register_flow(CHANGED)
    new = opened(make, people)
    for case in (old, new):
        case.committee_id = people.clerk.seat.organisation_id
    offered = [{move.verb for move in offered_moves(one, people.clerk.actor, clock.today())} for one in (old, new)]
    assert ["void" in verbs for verbs in offered] == [True, False]
    with pytest.raises(Refused, match="没有“作废”这一步"):
        advance(new, "void", people.clerk.actor, reason="填错了")


def test_what_the_program_has_no_more_is_named():
    definition = definition_of(CASEWORK)
    definition["moves"][0]["columns"].append("colour")
    definition["moves"].append({**definition["moves"][0], "verb": "dance"})
    assert next(lost_columns(definition, CASEWORK)) == (MOVES[0].title, "colour")
    assert lost_verbs(definition, CASEWORK) == ["dance"]


def test_moves_that_the_program_makes_no_more_are_named_with_their_cases(db, make, people):
    dancing = replace(MOVES[0], verb="dance", title="跳舞")
    register_flow(Flow("casework", STATES, (*MOVES, dancing), first="to_consensus"))
    case = opened(make, people)
    assert faults() == [f"流程定义第 2 版的“跳舞”，程序里没有了：还在办的 {case.number} 不能再这样办。"]


def test_the_program_does_not_start_with_a_version_it_cannot_work_with(app, db):
    definition = definition_of(CASEWORK)
    definition["moves"][0]["permission"] = "case.dance"
    db.session.add(FlowVersion(flow="casework", number=2, digest="x", definition=definition, made_at=clock.now()))
    db.session.commit()
    db.session.remove()
    with pytest.raises(SystemExit, match=r"没有启动[\s\S]*第 2 版[\s\S]*case.dance"):
        refuse_bad_flows(app)


def test_the_program_starts_with_what_it_has(app, db):
    db.session.commit()
    db.session.remove()
    refuse_bad_flows(app)
    assert latest_version().number == 1
