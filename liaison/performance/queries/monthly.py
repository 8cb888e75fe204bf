"""The figures of one month, beside the same month of the year before and the year so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now
from liaison.core import clock
from liaison.core.db import db
from liaison.performance.queries.aims import aims
from liaison.performance.queries.boards import Reading, reading_for
from liaison.performance.rules.aims import Aims
from liaison.performance.rules.boards import Tally
from liaison.performance.rules.monthly import last_of, year_before


@dataclass(frozen=True)
class MonthFigures:
    """A month. reading, month: the year up to its last day, and of that only the month; year_ago: as month;

    aims: what its shares are held against.
    """

    first: date
    reading: Reading
    month: Reading
    year_ago: Reading
    aims: Aims

    @property
    def columns(self) -> list[Tally]:
        """本月, 去年同月, 本年累计."""
        return [self.month.total(), self.year_ago.total(), self.reading.total()]


def month_figures(actor: Actor, first: date) -> MonthFigures:
    """The figures of the month that begins on this day, within sight."""
    reading = reading_for(actor, first.year, last_of(first, clock.today()))
    before = year_before(first)
    past = reading_for(actor, before.year, last_of(before, clock.today()))
    return MonthFigures(first, reading, since(reading, first), since(past, before), aims())


def since(reading: Reading, first: date) -> Reading:
    """Of a year so far only what was begun on this day or later."""
    facts = reading.facts
    contacts = [one for one in facts.contacts if one.day >= first]
    cases = [one for one in facts.cases if one.day >= first]
    return Reading(replace(facts, contacts=contacts, cases=cases), reading.actor)


def readers_of(roles: Iterable[Role]) -> list[int]:
    """The users who sit in one of these roles today."""
    seats = select(Seat.user_id).where(Seat.role.in_(list(roles)), held_now()).distinct()
    return list(db.session.scalars(seats.order_by(Seat.user_id)))
