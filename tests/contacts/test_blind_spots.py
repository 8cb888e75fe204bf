"""Whom nobody has contacted for too long: who counts, who sees it, and who is told once in a week."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from liaison.assignment.models import ENDED, SUPERSEDED, Pairing, Plan
from liaison.contacts import queries
from liaison.contacts.actions import remind_of_blind_spots
from liaison.contacts.models import Contact
from liaison.contacts.queries.blind_spots import NO_COMMITTEE
from liaison.core import clock
from liaison.core.db import db as database
from liaison.notices.models import Message
from liaison.notices.queries import unread_count
from liaison.roster.models import Member, Representative
from tests.statements import statements_sent
from tests.taking_out import take_out

TODAY = date(2026, 5, 6)
LONG_AGO = date(2026, 1, 1)


def days_ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture(autouse=True)
def sixth_of_may():
    with clock.set_clock(clock.at(TODAY)):
        yield


@pytest.fixture
def plan(make):
    return make(Plan, year=2026)


@pytest.fixture
def pair(make, people, plan):
    """A pair of 陈立平's (or another's) in force since the year began, or since another day."""

    def make_pair(slot=1, member=None, person=None, **values):
        member, person = member or people.member.member, person or make(Representative)
        given = {"plan_id": plan.id, "started_on": LONG_AGO, **values}
        return make(Pairing, member_id=member.id, representative_id=person.id, slot=slot, **given)

    return make_pair


@pytest.fixture
def meet(make):
    def record(pairing, days, **values):
        given = {"member_id": pairing.member_id, "representative_id": pairing.representative_id, **values}
        return make(Contact, contacted_on=days_ago(days), **given)

    return record


def found(actor, days=90, **wanted):
    return [row["representative_id"] for row in queries.blind_spot_rows(actor, days, **wanted)]


def test_the_last_contact_decides_to_the_day(people, pair, meet):
    for slot, days in ((1, 89), (2, 90), (3, 200)):
        meet(pair(slot), days)
    rows = queries.blind_spot_rows(people.office.actor, 90)
    assert [row["days"] for row in rows] == [90, 200]
    assert [row["last_on"] for row in rows] == [days_ago(90), days_ago(200)]
    meet(pair(4), 200)
    assert len(found(people.office.actor, 201)) == 0


def test_who_was_never_contacted_counts_from_when_the_pair_was_made(people, pair):
    old, _new = pair(1, started_on=days_ago(90)), pair(2, started_on=days_ago(89))
    assert found(people.office.actor) == [old.representative_id]
    assert queries.blind_spot_rows(people.office.actor, 90)[0]["last_on"] is None


def test_a_pair_kept_from_last_year_goes_on(make, people, pair):
    """A new plan of last week kept the pair: it has been in force for longer than that."""
    now = pair(started_on=days_ago(7))
    last_year = make(Plan, year=2025, state=ENDED)
    pair(
        person=now.representative, plan_id=last_year.id, is_current=False, started_on=date(2025, 1, 1),
        ended_on=days_ago(8), end_reason=SUPERSEDED,
    )  # fmt: skip
    assert found(people.office.actor) == [now.representative_id]


def test_voided_and_others_contacts_do_not_count(people, pair, meet):
    one = pair()
    meet(one, 5, state="作废")
    meet(one, 5, member_id=people.other_member.member.id)
    assert found(people.office.actor) == [one.representative_id]
    meet(one, 5)
    assert found(people.office.actor) == []


def test_drafts_and_those_who_left_are_no_blind_spots(make, people, pair):
    pair(1, is_current=False)
    pair(2, person=make(Representative, left_on=days_ago(1)))
    pair(3, member=make(Member, left_on=days_ago(1)))
    assert found(people.office.actor) == []


def test_each_sees_his_own(people, pair):
    mine, theirs = pair(), pair(member=people.other_member.member)
    both = [mine.representative_id, theirs.representative_id]
    assert sorted(found(people.office.actor)) == sorted(found(people.leader.actor)) == sorted(both)
    assert found(people.clerk.actor) == found(people.director.actor) == [mine.representative_id]
    assert found(people.other_clerk.actor) == [theirs.representative_id]
    assert found(people.unit_leader.actor) == []
    there = people.clerk.seat.organisation_id
    assert found(people.office.actor, committee_id=there) == [mine.representative_id]
    assert found(people.other_clerk.actor, committee_id=there) == []


def test_counts_by_committee_agree_with_the_list(make, people, pair):
    for slot in (1, 2, 3):
        pair(slot)
    pair(member=people.other_member.member)
    pair(member=make(Member, organisation_id=None))
    counts = queries.blind_counts(people.office.actor, 90)
    assert sum(one.people for one in counts) == len(found(people.office.actor)) == 5
    assert {(one.committee, one.people, one.members) for one in counts} == {
        ("曲塘镇政协工委", 3, 1), ("李堡镇政协工委", 1, 1), (NO_COMMITTEE, 1, 1),
    }  # fmt: skip


def test_the_page_names_them_and_keeps_the_phone_behind_a_button(browser, people, pair):
    people.member.member.phone = "15400001234"
    person = pair().representative
    clerk = browser(people.clerk)
    body = clerk.get("/contacts/blind-spots").get_data(as_text=True)
    assert "联系盲区 1 位代表" in clerk.page.words
    assert person.name in body and "还没联系过" in body
    assert "154****1234" in body and "15400001234" not in body
    clerk.get("/contacts/blind-spots?days=3000")
    assert "没有盲区" in clerk.page.words


@pytest.mark.parametrize("asked", ["days=0", "days=x", "days=99999999999", "committee=0", "committee=99999999999"])
def test_what_cannot_be_asks_for_what_is_usual(browser, people, pair, asked):
    pair()
    office = browser(people.office)
    assert office.get(f"/contacts/blind-spots?{asked}").status_code == 200
    assert "满 90 天没有联系" in office.page.words


def test_the_workbook_has_the_same_rows(browser, people, pair, meet):
    meet(pair(1), 100)
    pair(2)
    office = browser(people.office)
    assert office.get("/contacts/blind-spots/export").status_code == 200
    answer = take_out(office, "/contacts/blind-spots/export?days=90")
    cells = [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)]
    rows = [row for row in cells if row[2] == "陈立平"]
    assert [row[-1] for row in rows] == [100, None]
    assert browser(people.leader).post("/contacts/blind-spots/export").status_code == 404


def test_same_number_of_statements_for_many_rows(db, browser, people, pair, make):
    client, counts = browser(people.office), []
    for more in (1, 9):
        for _ in range(more):
            member = make(Member)
            for slot in (1, 2, 3, 4, 5):
                pair(slot, member=member)
        with statements_sent() as sent:
            client.get("/contacts/blind-spots")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_desks_are_told_once_a_week_and_by_numbers_only(db, people, pair):
    person = pair().representative
    pair(2)
    told = (people.clerk, people.director, people.office)
    silent = (people.other_clerk, people.leader, people.member)
    assert remind_of_blind_spots(people.office.actor) == 3
    assert remind_of_blind_spots(people.office.actor) == 0
    assert [unread_count(one.actor) for one in told + silent] == [1, 1, 1, 0, 0, 0]
    messages = db.session.scalars(select(Message)).all()
    assert {one.title for one in messages} == {"2 位代表满 90 天没有联系"}
    assert not any(person.name in one.title + one.body for one in messages)
    assert {one.link for one in messages} == {"/contacts/blind-spots?days=90"}
    with clock.set_clock(clock.at(date(2026, 5, 10))):
        assert remind_of_blind_spots(people.office.actor) == 0
    with clock.set_clock(clock.at(date(2026, 5, 11))):
        assert remind_of_blind_spots(people.office.actor) == 3


def test_nothing_to_tell_is_not_told(people):
    assert people.clerk and people.office
    assert remind_of_blind_spots(people.office.actor) == 0


def test_the_command_says_how_many(app, db, people, pair):
    pair()
    assert people.clerk and people.office
    database.session.commit()
    first = app.test_cli_runner().invoke(args=["remind", "blind-spots", "--json"])
    assert (first.exit_code, json.loads(first.output.splitlines()[-1])) == (
        0, {"outcome": "ok", "days": 90, "people": 1, "told": 2},
    )  # fmt: skip
    again = app.test_cli_runner().invoke(args=["remind", "blind-spots"])
    assert again.exit_code == 0 and "这一周已经发过" in again.output
