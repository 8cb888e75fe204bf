"""Which cases are to climb a rung of supervision now, who hears of it, and what waits for the office to send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, cast, func, null, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_now
from liaison.casework.models import Case, Instruction, LadderSetting, ProposedNotice, UrgingNotice
from liaison.casework.queries.holders import holders_of_each
from liaison.casework.rules import ladder as rules
from liaison.casework.workflow import CLOCK_STATES, MERGED
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.db import db
from liaison.orgs.models import Organisation

A_YEAR = timedelta(days=365)
NO_CASE = (MERGED, "voided", "to_consensus")
RUNNING = (*CLOCK_STATES, rules.TWICE_UNSATISFIED)
NAMES = tuple(one.name for one in fields(rules.Thresholds))
WATCHING = (Role.OFFICE, Role.SUPERVISOR)
STANDING = (
    Case.id, Case.state, Case.kind, Case.round, Case.due_on, Case.representative_id, Case.category_id,
)  # fmt: skip
ISSUED = (
    UrgingNotice.case_id, UrgingNotice.cause, UrgingNotice.level, UrgingNotice.round, UrgingNotice.rung_on,
    UrgingNotice.issued_on, UrgingNotice.answer_by, func.coalesce(UrgingNotice.answered_at, UrgingNotice.closed_at),
)  # fmt: skip
PREPARED = (
    ProposedNotice.case_id, ProposedNotice.cause, ProposedNotice.level, ProposedNotice.round, ProposedNotice.rung_on,
    ProposedNotice.proposed_on, cast(null(), Date), ProposedNotice.proposed_at,
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A case, the rung it is to climb, and what the notice asks for."""

    case: Case
    rung: rules.Rung
    demand: str


def setting_row() -> LadderSetting | None:
    """What the office settled, None while it changed nothing."""
    return db.session.get(LadderSetting, 1)


def thresholds() -> rules.Thresholds:
    """When the rungs are climbed."""
    row = setting_row()
    return rules.Thresholds(**{name: getattr(row, name) for name in NAMES}) if row else rules.Thresholds()


def rungs_due(today: date) -> list[Due]:
    """The cases that are to climb a rung, oldest first; seven queries however many there are."""
    calendar, limits = working_days(), thresholds()
    found = next_rungs(today, calendar, limits)
    cases = db.session.scalars(select(Case).where(Case.id.in_(found)).order_by(Case.id)).all() if found else []
    return [Due(one, found[one.id], rules.demand_of(found[one.id], one, today, calendar)) for one in cases]


def next_rungs(today: date, calendar: WorkingDays, limits: rules.Thresholds) -> dict[int, rules.Rung]:
    """`{case: the rung it is to climb}`."""
    running = Case.state.in_(RUNNING)
    rows = db.session.execute(select(*STANDING).where(running, Case.unit_id.is_not(None), Case.due_on.is_not(None)))
    climbed, matters, instructed = rungs_climbed(), same_matters(today), overdue_instructions(today)
    found = {}
    for row in rows:
        many = matters.get((row.representative_id, row.category_id), 1)
        standing = rules.Standing(row.state, row.kind, row.round, row.due_on, many, instructed.get(row.id))
        rung = rules.next_rung(standing, climbed.get(row.id, ()), today, calendar, limits)
        if rung:
            found[row.id] = rung
    return found


def rungs_climbed() -> Mapping[int, list[rules.Notice]]:
    """`{case: its notices}` of the cases that are being handled, those prepared included."""
    found: dict[int, list[rules.Notice]] = defaultdict(list)
    for statement in (
        select(*ISSUED).join(UrgingNotice.case).where(Case.state.in_(RUNNING)),
        select(*PREPARED).join(ProposedNotice.case).where(Case.state.in_(RUNNING)),
    ):
        for case_id, cause, level, round_, rung_on, day, answer_by, ended_at in db.session.execute(statement):
            rung_on = None if cause == rules.INSTRUCTED else rung_on  # noqa: PLW2901 - holds for the whole round
            found[case_id].append(rules.Notice(level, round_, rung_on, day, answer_by, is_open=ended_at is None))
    return found


def same_matters(today: date) -> dict[tuple[int, int], int]:
    """`{(representative, field): requests of a year}` where there was more than one."""
    number = func.count().label("number")
    counted = (
        select(Case.representative_id, Case.category_id, number)
        .where(Case.raised_on > today - A_YEAR, Case.category_id.is_not(None), Case.state.not_in(NO_CASE))
        .group_by(Case.representative_id, Case.category_id).having(number > 1)
    )  # fmt: skip
    return {(who, what): many for who, what, many in db.session.execute(counted)}


def overdue_instructions(today: date) -> dict[int, date]:
    """`{case: the day by which a leader wanted to know}` where he does not know yet."""
    waiting = select(Instruction.case_id, func.min(Instruction.answer_by)).where(
        Instruction.answered_at.is_(None), Instruction.answer_by < today
    )
    return dict(db.session.execute(waiting.group_by(Instruction.case_id)).all())


def needless_notices() -> Sequence[UrgingNotice]:
    """What the program sent itself and nobody answered, although the unit has reported the result."""
    silent = UrgingNotice.answered_at.is_(None), UrgingNotice.closed_at.is_(None), UrgingNotice.is_automatic
    wanted = select(UrgingNotice).join(UrgingNotice.case).where(*silent, Case.state.not_in(RUNNING))
    return db.session.scalars(wanted.order_by(UrgingNotice.id).execution_options(populate_existing=True)).all()


def hearers_of(cases: Sequence[Case]) -> dict[int, dict[int, list[int]]]:
    """`{case: {level: [user ids]}}`: who is told of a notice of that level. Four queries at most."""
    places = {place for case in cases for place in (case.unit_id, case.committee_id) if place}
    wanted = or_(Seat.organisation_id.in_(places), Seat.role.in_((*WATCHING, Role.LEADER)))
    statement = select(Seat.user_id, Seat.role, Seat.organisation_id).join(User, User.id == Seat.user_id)
    seats = db.session.execute(statement.where(wanted, held_now(), User.is_active)).all()
    holders = holders_of_each(cases)
    return {case.id: by_level(case, holders[case.id], seats) for case in cases}


def by_level(case: Case, holders: Iterable[int], seats: Sequence[Any]) -> dict[int, list[int]]:
    """Who hears of each level: whoever has the case; from 催办 his leader; from 督办 the office and the committee;
    of 挂牌通报 the leaders."""
    more = {
        rules.URGE: {s.user_id for s in seats if (s.role, s.organisation_id) == (Role.UNIT_LEADER, case.unit_id)},
        rules.SUPERVISE: {s.user_id for s in seats if s.role in WATCHING or s.organisation_id == case.committee_id},
        rules.LIST: {s.user_id for s in seats if s.role == Role.LEADER},
    }
    told, found = set(holders), {}
    for level in (rules.REMIND, rules.URGE, rules.SUPERVISE, rules.LIST):
        told = told | more.get(level, set())
        found[level] = sorted(told)
    return found


def steps_soon_due(today: date, calendar: WorkingDays, ahead: int) -> Sequence[Case]:
    """The cases whose step has a limit of its own that runs out within so many working days and began before today,
    what is due first before the rest."""
    soon = Case.step_due_on.between(today, calendar.add(today, ahead)), Case.entered_at < clock.at(today)
    wanted = select(Case).where(Case.state.in_(rules.REMINDED_OF), *soon).options(joinedload(Case.member))
    return db.session.scalars(wanted.order_by(Case.step_due_on, Case.id)).all()


def watchers() -> list[int]:
    """The users of the office and the supervisors."""
    seats = select(Seat.user_id).join(User, User.id == Seat.user_id).where(
        Seat.role.in_(WATCHING), held_now(), User.is_active
    )
    return sorted(set(db.session.scalars(seats)))


def proposed_rows() -> Select[Any]:
    """Rows of the notices that wait for the office, the highest level and the oldest first."""
    return (
        select(
            ProposedNotice.id, ProposedNotice.level, ProposedNotice.cause, ProposedNotice.demand,
            ProposedNotice.proposed_on, Case.number.label("case_number"), Case.title, Case.due_on,
            Organisation.short.label("unit"),
        )
        .join(Case, Case.id == ProposedNotice.case_id).outerjoin(Organisation, Organisation.id == Case.unit_id)
        .where(ProposedNotice.settled_at.is_(None)).order_by(ProposedNotice.level.desc(), ProposedNotice.id)
    )  # fmt: skip


def proposed_count() -> int:
    """How many wait."""
    return db.session.scalar(select(func.count()).where(ProposedNotice.settled_at.is_(None))) or 0


def proposed_for(_actor: Actor, proposed: int) -> ProposedNotice | None:
    """The prepared notice with this id; whoever may send them sees all cases."""
    return db.session.get(ProposedNotice, proposed)
