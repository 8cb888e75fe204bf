"""What members did in a year, from every row that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from liaison.casework.models import Case, StepRecord
from liaison.core.db import db
from liaison.performance.queries.deeds import recorded_acts
from liaison.performance.queries.facts import YearFacts
from liaison.performance.rules import CaseFact, ContactFact
from liaison.performance.rules.deeds import (
    CONTACT,
    FED_BACK,
    FIRST_OF_QUARTER,
    OWN,
    QUARTER,
    RATED,
    SHORT,
    SHORT_OF_OWN,
    TOLD,
    VALID_CONTACT,
    Act,
    quarter_name,
    quarter_of,
    quarter_source,
    short_quarters,
)
from liaison.performance.rules.targets import first_meetings

ONE_DAY = timedelta(days=1)
TELLING, AFTER_TELLING = "tell_asker", ("to_rate", "to_decide", "closed")


def acts_of(facts: YearFacts, member_id: int | None = None) -> list[Act]:
    """Everything that can earn or cost points in a year, up to its day. member_id: of records only his."""
    told = told_days(facts.cases)
    return [
        *(Act(f"contact:{one.id}", one.member_id, CONTACT, VALID_CONTACT, one.day) for one in facts.contacts),
        *(act for case in facts.cases for act in acts_of_case(case, told.get(case.id), facts.until)),
        *(Act(f"contact:{one.id}", one.member_id, OWN, FIRST_OF_QUARTER, one.day, detail=quarter_name(one.day))
          for one in first_meetings(facts.contacts, facts.fives)),
        *quarter_acts(facts),
        *recorded_acts(facts.year, facts.until, member_id),
    ]  # fmt: skip


def acts_of_case(case: CaseFact, told_on: date | None, until: date) -> Iterator[Act]:
    """The asker was told, and rated; what came after the day is left out."""
    days = [rating.day for rating in case.ratings[:1]]
    day = min([told_on, *days] if told_on else days, default=None)
    if day and day <= until:
        yield Act(f"case:{case.id}", case.member_id, FED_BACK, TOLD, day)
    rated = [rating for rating in case.ratings if rating.day <= until]
    if rated:
        yield Act(f"case:{case.id}", case.member_id, RATED, rated[-1].grade, rated[-1].day)


def told_days(cases: Iterable[CaseFact]) -> dict[int, date]:
    """`{case: day}` on which the asker was first told. A telling that was taken back again does not count."""
    wanted = {case.id for case in cases}
    is_standing = or_(StepRecord.round < Case.round, Case.state.in_(AFTER_TELLING))
    statement = (
        select(StepRecord.case_id, func.max(StepRecord.acted_on)).join(StepRecord.case)
        .where(StepRecord.verb == TELLING, is_standing).group_by(StepRecord.case_id, StepRecord.round)
        .order_by(StepRecord.case_id, StepRecord.round.desc())
    )  # fmt: skip
    return {case: day for case, day in db.session.execute(statement) if case in wanted}


def quarter_acts(facts: YearFacts) -> Iterator[Act]:
    """Each quarter that is over and had too few contacts, or in which too few of his own were met, of each member who
    served through it."""
    days, own = days_by_member(facts.contacts), days_by_member(first_meetings(facts.contacts, facts.fives))
    for member in facts.members:
        served = facts.until if member.left_on is None else min(facts.until, member.left_on - ONE_DAY)
        for end in short_quarters(facts.year, days.get(member.id, []), served):
            yield Act(quarter_source(member.id, end), member.id, QUARTER, SHORT, end)
        met, due = own.get(member.id, []), facts.due_each_quarter(member.id)
        for end in short_quarters(facts.year, met, served, due):
            told = f"应联系 {due} 位，联系了 {sum(quarter_of(day) == quarter_of(end) for day in met)} 位"
            yield Act(quarter_source(member.id, end), member.id, QUARTER, SHORT_OF_OWN, end, detail=told)


def days_by_member(contacts: Iterable[ContactFact]) -> dict[int, list[date]]:
    """`{member: days}` of contacts."""
    days: dict[int, list[date]] = {}
    for contact in contacts:
        days.setdefault(contact.member_id, []).append(contact.day)
    return days
