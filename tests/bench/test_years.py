"""The rows of further years and counties are there, each with its own people and numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.casework.models import Case, StepRecord
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.performance.queries import year_facts
from liaison.performance.rules import last_day
from liaison.roster.models import Member
from tests.bench.years import add_counties, add_years
from tests.casework.stories import opened

pytestmark = [pytest.mark.bench, pytest.mark.sqlite]


def counted():
    """How many contacts, cases, steps and members there are."""
    return [db.session.scalar(select(func.count(one.id))) for one in (Contact, Case, StepRecord, Member)]


def test_years_and_counties_repeat_what_there_is(people):
    case = opened(people)
    year, before = case.contact.contacted_on.year, counted()
    db.session.flush()
    figures = year_facts(year, last_day(year)).by_member()[people.member.member.id]
    add_years(2)
    assert counted() == [3 * before[0], 3 * before[1], 3 * before[2], before[3]]
    earlier = year_facts(year - 2, last_day(year - 2)).by_member()[people.member.member.id]
    assert (earlier.contacts, earlier.requests) == (figures.contacts, figures.requests)
    add_counties(2)
    assert counted()[3] == 3 * before[3] and counted()[0] == 9 * before[0]
    facts = year_facts(year, last_day(year))
    counts = [(one.name, facts.by_member()[one.id].contacts) for one in facts.members]
    assert counts.count((people.member.member.name, figures.contacts)) == 3
