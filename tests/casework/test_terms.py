"""The change of term: who leaves, what hangs on them, who follows; figures of the past stay."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.access.table import allowed
from liaison.assignment.models import Pairing
from liaison.assignment.queries import pairs_on
from liaison.audit.models import Event
from liaison.casework import actions, queries, rules
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.performance.queries import year_facts
from liaison.reports.queries import case_counts, cases_with
from liaison.roster.models import Member, MemberTerm, Term
from liaison.roster.queries import as_of

DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def june():
    with clock.set_clock(clock.at(date(2026, 6, 5))):
        yield


@pytest.fixture
def term(make):
    return make(Term, name="十五届", starts_on=date(2022, 1, 1))


@pytest.fixture
def leaving(people, make, term):
    """陈立平 with an open case at 待反馈, an ended one and two representatives."""
    member = people.member.member
    contact = make(Contact, member_id=member.id, contacted_on=date(2026, 3, 1))
    for state, day in (("to_tell", None), ("closed", date(2026, 4, 1))):
        make(Case, contact_id=contact.id, state=state, raised_on=date(2026, 3, 1), holder_organisation_id=None,
             transferred_on=date(2026, 3, 2), closed_on=day)  # fmt: skip
    for slot in (1, 2):
        make(Pairing, member_id=member.id, slot=slot)
    return member


@pytest.fixture
def staying(make, leaving):
    return make(Member, name="孙志强", organisation_id=leaving.organisation_id)


def open_case():
    return database.session.scalars(select(Case).where(Case.state == "to_tell")).one()


def change(*leaving, successors=None, **cells):
    """What the office would send for these members."""
    ids = tuple(member.id for member in leaving)
    seen = [row for row in queries.serving_members() if row.id in ids]
    given = {
        "name": "十六届", "day": DAY, "leaving": ids, "successors": successors or {},
        "mark": queries.orphans_of(seen).mark,
    }  # fmt: skip
    return actions.ChangeOfTerm(**{**given, **cells})


def test_what_hangs_on_somebody_is_shown_first(people, leaving, staying):
    rows = {row.id: row for row in queries.serving_members()}
    assert (rows[leaving.id].open_cases, rows[leaving.id].pairs, rows[staying.id].open_cases) == (1, 2, 0)
    orphans = queries.orphans_of([rows[leaving.id]])
    assert (orphans.case_count, orphans.pair_count, orphans.accounts, orphans.seats) == (1, 2, 1, {})
    assert [row.number for row in orphans.cases[leaving.id]] == [open_case().number]
    assert queries.orphans_of([rows[staying.id]]).mark != orphans.mark


def test_everything_is_done_at_once(people, leaving, staying):
    new = actions.end_term(change(leaving, successors={leaving.id: staying.id}), people.office.actor)
    assert (new.name, new.starts_on, new.ends_on) == ("十六届", DAY, None)
    old = database.session.scalars(select(Term).where(Term.name == "十五届")).one()
    assert old.ends_on == date(2026, 5, 31)
    assert (leaving.left_on, leaving.left_reason, people.member.user.is_active) == (DAY, "换届", False)
    pairs = database.session.scalars(select(Pairing).where(Pairing.member_id == leaving.id)).all()
    assert {(one.is_current, one.ended_on, one.end_reason) for one in pairs} == {(False, date(2026, 5, 31), "换届")}
    assert [case.member_id for case in leaving_cases()] == [staying.id, leaving.id]


def leaving_cases():
    """The open case and the ended one."""
    return database.session.scalars(select(Case).order_by(Case.state.desc())).all()


def test_each_change_has_its_event(people, leaving, staying):
    actions.end_term(change(leaving, successors={leaving.id: staying.id}), people.office.actor)
    verbs = ("term.end", "member.leave", "pairing.unpair", "case.carry_over", "user.disable")
    told = database.session.scalars(select(Event).where(Event.verb.in_(verbs))).all()
    assert sorted(one.verb for one in told) == sorted(["pairing.unpair", *verbs])
    (carried,) = [one for one in told if one.verb == "case.carry_over"]
    assert (carried.thing_id, carried.changes) == (open_case().id, {"member": ["陈立平", "孙志强"]})


def test_the_successor_acts_and_the_former_stays_in_the_records(people, leaving, staying, make):
    before = year_facts(2026, date(2026, 12, 31)).by_member()[leaving.id]
    counts = case_counts(leaving.id, 2026)
    follower = people.member_named("接手人", organisation_id=leaving.organisation_id)
    actions.end_term(change(leaving, successors={leaving.id: follower.member.id}), people.office.actor)
    case = open_case()
    assert allowed(follower.actor, "case.tell_asker", case)
    assert queries.case_for(follower.actor, case.number) is case
    assert queries.case_for(people.member.actor, case.number) is None
    assert not allowed(people.office.actor, "case.tell_asker", case)
    assert (case.raised_by, case.contact.member_id) == (leaving, leaving.id)
    assert rules.whose_turn(case, "诉求人").holder == "接手人委员"
    assert year_facts(2026, date(2026, 12, 31)).by_member()[leaving.id] == before
    assert (case_counts(leaving.id, 2026), case_counts(follower.member.id, 2026)) == (counts, (0, 0))
    assert len(cases_with(people.office.actor, member=leaving.id)) == 2
    assert len(cases_with(people.office.actor, member=follower.member.id)) == 1


def test_the_office_acts_where_nobody_follows(people, leaving, staying):
    office = people.office.actor
    assert queries.task_rows(office) == []
    actions.end_term(change(leaving, successors={leaving.id: None}), office)
    case = open_case()
    assert case.member_id == leaving.id
    assert [row.number for row in queries.task_rows(office)] == [case.number]
    assert queries.task_count(office, queries.open_work(office)) == 1
    assert rules.whose_turn(case, "诉求人").holder == "政协办公室（替已离任的陈立平）"
    told = {"told_on": clock.today(), "told_by": "电话", "attitude": "理解接受", "told": "告诉他灯装好了"}
    assert allowed(office, "case.tell_asker", case)
    actions.make_move(case, "tell_asker", office, **told)
    assert case.state == "to_rate"


def test_who_served_is_written_down(people, leaving, staying, make, term):
    new = make(Member, name="新来的", first_term="十六届")
    long_gone = make(Member, name="早就离任", left_on=date(2021, 1, 1))
    mid_term = make(Member, name="中途离任", left_on=date(2025, 1, 1))
    follower = actions.end_term(change(leaving, successors={leaving.id: staying.id}), people.office.actor)
    rows = database.session.execute(select(MemberTerm.term_id, MemberTerm.member_id)).all()
    served = {one: {member for term_id, member in rows if term_id == one} for one in (term.id, follower.id)}
    assert served == {term.id: {leaving.id, staying.id, mid_term.id}, follower.id: {staying.id, new.id}}
    assert (new.entered_on, staying.entered_on, long_gone.left_on) == (DAY, None, date(2021, 1, 1))


def test_the_day_before_is_as_it_was(people, leaving, staying):
    actions.end_term(change(leaving, successors={leaving.id: staying.id}), people.office.actor)
    office, before = people.office.actor, date(2026, 5, 31)
    assert {row["name"] for row in as_of.members_on(office, before, {})} == {"陈立平", "孙志强"}
    assert {row["name"] for row in as_of.members_on(office, DAY, {})} == {"孙志强"}
    assert [len(pairs_on(office, day)) for day in (before, DAY)] == [2, 0]


def test_a_seat_besides_keeps_the_account_open(people, leaving, staying, make):
    people.seat("另一个", "clerk", "曲塘镇政协工委").seat.user_id = people.member.user.id
    database.session.flush()
    database.session.refresh(people.member.user)
    rows = [row for row in queries.serving_members() if row.id == leaving.id]
    assert leaving.id in queries.orphans_of(rows).seats
    actions.end_term(change(leaving, successors={leaving.id: staying.id}), people.office.actor)
    assert people.member.user.is_active
    assert people.member.seat.ended_on == clock.today()


def test_nothing_is_done_when_something_changed_meanwhile(people, leaving, staying, make):
    decided = change(leaving, successors={leaving.id: staying.id})
    make(Case, contact_id=open_case().contact_id, state="handling")
    with pytest.raises(Refused, match="刚刚有变化"):
        actions.end_term(decided, people.office.actor)
    assert leaving.is_active


@pytest.mark.parametrize(
    ("cells", "words"),
    [({"name": "十五届"}, "已经有十五届"), ({"day": date(2026, 6, 6)}, "日期还没到"),
     ({"day": date(2021, 12, 31)}, "要在这以后"), ({"successors": {}}, "请给他选接手"), ({"mark": ""}, "刚刚有变化"),
     ({"leaving": (10**6,)}, "刚刚有变化")],
)  # fmt: skip
def test_what_cannot_be_is_refused(people, leaving, staying, cells, words):
    with pytest.raises(Refused, match=words):
        actions.end_term(change(leaving, **{"successors": {leaving.id: staying.id}, **cells}), people.office.actor)


def test_only_who_stays_can_follow(people, leaving, staying, make):
    gone = make(Member, left_on=date(2025, 1, 1))
    for nobody in (leaving.id, gone.id):
        with pytest.raises(Refused, match="不是留任的委员"):
            actions.end_term(change(leaving, successors={leaving.id: nobody}), people.office.actor)


def test_there_must_be_a_term_to_end(people, make):
    with pytest.raises(Refused, match="请先在“届次和换届”里登记本届"):
        actions.end_term(change(), people.office.actor)
