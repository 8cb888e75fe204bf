"""四眼原则 (AZ-08): nobody approves, rules on, checks or rates what was in his own hands, nor gives himself a right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from liaison.access import Role
from liaison.accounts import actions as accounts
from liaison.assignment import actions as assignment
from liaison.assignment.models import Plan
from liaison.casework import actions
from liaison.casework.actions.turns import refuse_same_hands
from liaison.casework.queries import history_of
from liaison.casework.rules.hands import OTHER_HANDS, RAISED
from liaison.casework.workflow import CASEWORK, MOVES
from liaison.core import clock
from liaison.core.errors import Refused
from tests.casework.stories import HEARD, RATED, SUGGESTION, SURVEY, brought_to, opened, sheets
from tests.factories import make_row

OTHER_WAYS = {"case.rule_extension", "plan.publish"}  # proved in test_turns.py and test_proxies.py, and below
DONE_BY = {"finish": "handler", "sign": "unit_leader", "reply": "handler", "decline": "unit_leader",
           "submit": "member", "supplement": "member"}  # fmt: skip

pytestmark = pytest.mark.sqlite  # who did what is asked in plain SQL


@pytest.fixture
def rated(people):
    """A case that went the whole way, each step by another; its unit asked to be let off on the way."""
    case = opened(people)
    actions.advance(case, "submit", people.member.actor, survey=SURVEY, suggestion=SUGGESTION)
    for _start, verb, person, cells in sheets(people):
        actions.advance(case, verb, person.actor, **cells)
    return case


def is_refused(case, verb, actor):
    """Whether this person may not make the move for having had it in his hands."""
    try:
        refuse_same_hands(case, verb, actor)
    except Refused as refusal:
        return refusal.sentence == OTHER_HANDS[verb][1]
    return False


@pytest.mark.parametrize("verb", OTHER_HANDS)
def test_who_did_it_does_not_judge_it(rated, people, make, verb):
    """Every person of the story, in his own seat, standing in for another, and stood in for by another."""
    before, _sentence = OTHER_HANDS[verb]
    if "decline" in before:
        record = next(one for one in history_of(rated) if one.verb == "sign")
        make(type(record), case_id=rated.id, seq=99, step=4, round=rated.round, verb="decline",
             actor_id=people.unit_leader.user.id, actor_name="赵建华", actor_role="unit_leader",
             acted_at=clock.now(), acted_on=clock.today())  # fmt: skip
    judge = people.other_clerk.actor
    doers = {DONE_BY[one] for one in before}
    for name in ("member", "clerk", "director", "unit_leader", "handler", "office", "supervisor"):
        user = getattr(people, name).user
        seen = is_refused(rated, verb, replace(judge, user_id=user.id))
        through = is_refused(rated, verb, replace(judge, for_user_id=user.id))
        assert (seen, through) == (name in doers, name in doers), (verb, name)


def test_every_judgement_of_the_flow_is_among_them():
    """A move of another than the doers that says yes or no to what they did: named, or why not."""
    judged = {CASEWORK.by_verb[verb].permission for verb in OTHER_HANDS} | OTHER_WAYS
    free = {
        "case.sign": "a leader may handle a matter himself; the committee checks it",
        "case.sign_out": "the clerk's own superior; a switch of the organisation",
        "case.decide": "closes, asks for nothing that the office asked for", "case.reopen": "the office's alone",
        "case.hand_over": "the committee takes over what its member raised; the unit's leader approves",
        "case.forward_reply": "passes on, judges nothing",
        "case.recheck": "the unit looks again at what it planned itself; nothing is judged",
    }  # fmt: skip
    words = ("rule", "approve", "check", "sign", "decide", "rate", "reopen", "hand_over", "forward")
    asked = {move.permission for move in MOVES if any(word in move.permission for word in words)}
    assert asked <= judged | {*free}, f"say who may not: {asked - judged - {*free}}"


def test_the_raiser_does_not_approve_though_his_committee_wrote_it_down(people):
    case = brought_to("to_approve", people)
    cells = sheets(people)[1][3]
    people.member.member.user_id = people.unit_leader.user.id
    with pytest.raises(Refused, match="您自己反映的"):
        actions.advance(case, "approve", people.unit_leader.actor, **cells)
    other = people.seat("杨帆", Role.UNIT_LEADER, "市住房和城乡建设局")
    actions.advance(case, "approve", other.actor, **cells)
    assert RAISED and case.state == "handling"


def test_the_handler_neither_checks_nor_rates(people):
    case = brought_to("to_check", people)
    as_clerk = replace(people.clerk.actor, user_id=people.handler.user.id)
    with pytest.raises(Refused, match="不能自己核查"):
        actions.advance(case, "pass_check", as_clerk, opinion="已到现场核查")
    for _start, verb, person, cells in sheets(people)[4:]:
        actions.advance(case, verb, person.actor, **cells)
    with pytest.raises(Refused, match="不能代诉求人评"):
        actions.rate_for_asker(case, as_clerk, **HEARD, **RATED)
    assert case.state == "to_rate"


def test_nobody_puts_his_own_draft_in_force(people):
    plan = make_row(Plan, state="draft", made_by_id=people.office.user.id)
    with pytest.raises(Refused):
        assignment.publish(plan, people.office.actor)


@pytest.mark.parametrize(
    ("giver", "role"), [("security", Role.SECURITY), ("office", Role.LEADER), ("unit_leader", Role.HANDLER)]
)
def test_nobody_seats_himself(people, giver, role):
    person = getattr(people, giver)
    place = {"organisation_id": person.seat.organisation_id} if role is Role.HANDLER else {}
    with pytest.raises(Refused, match="给自己加身份"):
        accounts.give_seat(person.user, role, person.actor, **place)


def test_nobody_takes_a_seat_over_himself(people):
    with pytest.raises(Refused, match="给自己加身份"):
        accounts.change_holder(people.handler.seat, people.unit_leader.user, people.unit_leader.actor)
    for person in (people.office, people.security):
        with pytest.raises(Refused):
            accounts.disable(person.user, person.actor)
        with pytest.raises(Refused):
            accounts.end_seat(person.seat, person.actor)


@pytest.mark.parametrize("name", ["office", "unit_leader"])
def test_nobody_makes_himself_the_stand_in_of_another(people, name):
    person = getattr(people, name)
    day = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="不能派自己"):
        accounts.appoint_proxy(
            people.handler.user, person.actor, to_user_id=person.user.id, starts_on=day, ends_on=day, reason="请假"
        )
