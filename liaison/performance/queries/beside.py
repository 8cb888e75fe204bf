"""What dashboards read beside the facts of a year: replies, returns, stations, libraries, what was written by code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Row, Select, select, true

from liaison.access import Actor
from liaison.casework.models import Case, PublicRequest, StationCode, StepRecord
from liaison.casework.queries.public import requests_visible_to
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.performance.queries.facts import SEES_ALL, YearFacts
from liaison.performance.rules.boards import SETTLE, UNRATED_END, Return, Scan
from liaison.roster.models import Membership

ASKING = "decline"
ENDING, TAKEN_BACK = (SETTLE, UNRATED_END), "take_back"
ENDS = frozenset(CASEWORK.by_verb[verb].target for verb in ENDING)
LEAVING = tuple(move.verb for move in CASEWORK.moves if move.target not in ENDS | {None} and ENDS & set(move.starts))
GRANTED, KEPT = ("rule_supplement", "rule_reassign", "settle_reassign"), ("rule_keep", "settle_keep")


def within(facts: YearFacts, statement: Select) -> Select:
    """A statement about contacts, for those of the year up to its day."""
    return statement.where(Contact.contacted_on >= date(facts.year, 1, 1), Contact.contacted_on <= facts.until)


def replies_of(facts: YearFacts) -> dict[int, date]:
    """`{case: day of its first reply}`."""
    statement = select(Case.id, Case.replied_on).join(Case.contact).where(Case.replied_on.is_not(None))
    return dict(db.session.execute(within(facts, statement)).all())


def endings_of(facts: YearFacts) -> dict[int, str]:
    """`{case: the move by which it had ended without a rating at the end of the day}`; what was taken back is not."""
    statement = (
        select(StepRecord.case_id, StepRecord.seq, StepRecord.verb).join(StepRecord.case).join(Case.contact)
        .where(StepRecord.verb.in_((*ENDING, *LEAVING, TAKEN_BACK)), StepRecord.acted_on <= facts.until)
        .order_by(StepRecord.case_id, StepRecord.seq)
    )  # fmt: skip
    moves: dict[int, list[Row]] = {}
    for row in db.session.execute(within(facts, statement)):
        made = moves.setdefault(row.case_id, [])
        if row.verb != TAKEN_BACK:
            made.append(row)
        elif made and made[-1].seq == row.seq - 1:
            made.pop()
    return {case: made[-1].verb for case, made in moves.items() if made and made[-1].verb in ENDING}


def stations_of(facts: YearFacts) -> dict[int, int]:
    """`{contact: the station where it was}`."""
    statement = select(Contact.id, Contact.station_id).where(Contact.station_id.is_not(None))
    return dict(db.session.execute(within(facts, statement)).all())


def returns_of(facts: YearFacts) -> list[Return]:
    """Each time a unit asked to be rid of one of these cases, up to the day."""
    units = {case.id: case.unit_id for case in facts.cases}
    told = (ASKING, *GRANTED, *KEPT)
    statement = (
        select(StepRecord.case_id, StepRecord.verb, StepRecord.before, StepRecord.is_imported)
        .join(StepRecord.case).join(Case.contact)
        .where(StepRecord.verb.in_(told), StepRecord.acted_on <= facts.until)
        .order_by(StepRecord.case_id, StepRecord.seq)
    )  # fmt: skip
    rows = [row for row in db.session.execute(within(facts, statement)) if row.case_id in units]
    return [
        Return(row.case_id, row.before.get("unit_id") or units[row.case_id], ruling(row, rows[place:]))
        for place, row in enumerate(rows, start=1) if row.verb == ASKING
    ]  # fmt: skip


def ruling(asked: Row, later: Iterable[Row]) -> bool | None:
    """What was ruled of it; a past ledger tells of no ruling, there it was taken back."""
    following = next(iter(later), None)
    if following is None or following.case_id != asked.case_id or following.verb == ASKING:
        return True if asked.is_imported else None
    return following.verb in GRANTED


def people_in_libraries(day: date) -> dict[int, tuple[int, ...]]:
    """`{representative: the libraries he was in at the end of the day}`."""
    here = (Membership.entered_on <= day, Membership.ended_on.is_(None) | (Membership.ended_on > day))
    statement = select(Membership.representative_id, Membership.library_id).where(*here).order_by(Membership.id)
    found: dict[int, tuple[int, ...]] = {}
    for person, library in db.session.execute(statement):
        found[person] = (*found.get(person, ()), library)
    return found


def scans_of(facts: YearFacts, actor: Actor) -> list[Scan]:
    """What people wrote through the codes of stations in the year, up to the day, within sight."""
    since, until = clock.at(date(facts.year, 1, 1)), clock.end_of(facts.until)
    sight = true() if actor.role in SEES_ALL else requests_visible_to(actor)
    statement = (
        select(PublicRequest.id, StationCode.station_id).join(StationCode, StationCode.id == PublicRequest.code_id)
        .where(PublicRequest.made_at >= since, PublicRequest.made_at < until, sight)
    )  # fmt: skip
    return [Scan(*row) for row in db.session.execute(statement.order_by(PublicRequest.id))]
