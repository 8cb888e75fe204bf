"""What the tests of plans begin with: the sixth of May 2026, a crowd to pair, a draft of two members."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.assignment.actions import draw_up
from liaison.core import clock
from liaison.roster.models import Member, Representative

TODAY = date(2026, 5, 6)


@pytest.fixture
def sixth_of_may():
    with clock.set_clock(clock.at(TODAY)):
        yield


@pytest.fixture
def office(people):
    """Who draws up the plans."""
    return people.office.actor


@pytest.fixture
def crowd(make):
    """Two members and twelve representatives of their town and sector."""
    return [make(Member) for _ in range(2)], [make(Representative) for _ in range(12)]


@pytest.fixture
def other(make, people):
    """吴晓梅, a member of another committee."""
    return make(Member, name="吴晓梅", organisation_id=people.other_clerk.seat.organisation_id)


@pytest.fixture
def draft(sixth_of_may, make, people, other):
    """A draft for two members of 曲塘镇, with one representative to spare."""
    people.member.member.name = "陈立平"
    for letter in "一二三四五六七八九十芳":
        make(Representative, name=f"周{letter}")
    return draw_up(2026, people.office.actor)
