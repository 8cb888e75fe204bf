"""Who holds a case today, by name, and the cases that nobody can take on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Select, String, and_, bindparam, cast, literal, null, or_, select, union_all

from liaison.access import Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_on, stand_ins_of
from liaison.casework.models import Case
from liaison.casework.queries.desk import WAITING_FOR
from liaison.casework.queries.handlers import HANDLED, is_seated, without_handler
from liaison.casework.rules.holders import seats_holding
from liaison.casework.workflow import CASEWORK, COMMITTEE, OFFICE, UNIT
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Organisation

SEATS_NEAR = (
    select(Seat.id, Seat.user_id, Seat.role, Seat.organisation_id, Seat.section_id, Seat.member_id)
    .join(User, User.id == Seat.user_id)
    .where(
        or_(
            Seat.organisation_id.in_(bindparam("places", expanding=True)),
            Seat.member_id.in_(bindparam("members", expanding=True)), Seat.role == Role.OFFICE,
        ),
        held_on(bindparam("today", type_=Date)), User.is_active,
    ).order_by(Seat.id)
)  # fmt: skip
AT_DESK = {COMMITTEE: (Role.CLERK, Role.DIRECTOR), UNIT: (Role.UNIT_LEADER, Role.HANDLER), OFFICE: (Role.OFFICE,)}
MOST_NAMED = 3


@dataclass(frozen=True)
class Vacancy:
    """A case that waits for somebody who is not there. role: who is missing; organisation: where."""

    case_id: int
    number: str
    state: str
    role: Role
    organisation_id: int | None
    organisation: str


def holders_of(case: Case) -> list[int]:
    """The ids of the users whose turn it is, stand-ins (代办) included; none where it waits for the asker."""
    return holders_of_each([case])[case.id]


def holders_of_each(cases: Iterable[Case]) -> dict[int, list[int]]:
    """`{case id: [user ids]}` as `holders_of`, in a constant number of queries."""
    cases = list(cases)
    seats = seats_near(cases)
    held = {case.id: seats_holding(case, seats, roles_waiting(case.state)) for case in cases}
    others = stand_ins_of({seat.id for those in held.values() for seat in those})
    return {
        case_id: sorted({user_id for seat in those for user_id in (seat.user_id, *others.get(seat.id, ()))})
        for case_id, those in held.items()
    }  # fmt: skip


def roles_waiting(state: str) -> set[Role]:
    """The roles on whose desks a state lies."""
    return {role for role, states in WAITING_FOR.items() if state in states}


def seats_near(cases: Sequence[Case]) -> Sequence[Any]:
    """The seats held today by people who can sign in: at the units and committees of these cases, the members'
    and the office's."""
    places = {place for case in cases for place in (case.unit_id, case.committee_id) if place}
    members = {case.member_id for case in cases}
    cells = {"places": sorted(places), "members": sorted(members), "today": clock.today()}
    return db.session.execute(SEATS_NEAR, cells).all()


def missing_holders() -> list[Vacancy]:
    """The cases that wait for somebody who is not there, oldest first, in one query.

    The handler of a case is missing when he left or his account is closed (the unit's leader has it then); a desk
    when nobody at all sits there who could make the next step.
    """
    today = clock.today()
    rows = db.session.execute(union_all(waiting_for_handler(today), *waiting_for_desks(today)).order_by("id"))
    return [Vacancy(row.id, row.number, row.state, Role(row.role), row.place_id, row.place or "") for row in rows]


def lacks_handler(case: Case) -> bool:
    """Whether a case that is to be handled lies where nobody handles anything, as a section without people."""
    here = select(Case.id).where(Case.id == case.id, without_handler(clock.today()))
    return case.state in HANDLED and db.session.scalar(here) is not None


def waiting_for_handler(day: date) -> Select[Any]:
    """Cases whose handler is missing."""
    return cases_at(Role.HANDLER, Case.unit_id).where(without_handler(day))


def waiting_for_desks(day: date) -> list[Select[Any]]:
    """Cases that wait for a desk at which nobody sits, by who should sit there."""
    found = []
    for (holder, roles), states in states_by_desk().items():
        place = {COMMITTEE: Case.committee_id, UNIT: Case.unit_id}.get(holder)
        here = () if place is None else (Seat.organisation_id == place,)
        nobody = ~is_seated(day, Seat.role.in_(roles), *here)
        known = Case.id.is_not(None) if place is None else place.is_not(None)
        found.append(cases_at(roles[0], place).where(and_(Case.state.in_(states), known, nobody)))
    return found


def states_by_desk() -> dict[tuple[str, tuple[Role, ...]], list[str]]:
    """`{(holder, roles of which one must be there): [states]}`; handlers are looked for one by one."""
    desks: dict[tuple[str, tuple[Role, ...]], list[str]] = defaultdict(list)
    for state in CASEWORK.states:
        roles = tuple(role for role in AT_DESK.get(state.holder, ()) if role in roles_waiting(state.code))
        if roles and state.code not in HANDLED:
            desks[state.holder, roles].append(state.code)
    return desks


def cases_at(role: Role, place: Any) -> Select[Any]:
    """(id, number, state, role, place_id, place) of cases; place: the column of the organisation, None for none."""
    if place is None:
        nowhere = cast(null(), Integer).label("place_id"), cast(null(), String).label("place")
        return select(Case.id, Case.number, Case.state, literal(role.value).label("role"), *nowhere)
    columns = (Case.id, Case.number, Case.state, literal(role.value).label("role"), place.label("place_id"))
    return select(*columns, Organisation.name.label("place")).join(Organisation, Organisation.id == place)


def vacancies_by_place() -> dict[tuple[str, Role], list[Vacancy]]:
    """`{(organisation, who is missing): cases}`, in the order of the oldest case."""
    places: dict[tuple[str, Role], list[Vacancy]] = defaultdict(list)
    for one in missing_holders():
        places[one.organisation, one.role].append(one)
    return places


def vacancies(*, with_numbers: bool = True) -> list[str]:
    """One sentence for each place where somebody is missing; of the cases their numbers at most."""
    return [
        vacancy_words(place, role, cases, with_numbers=with_numbers)
        for (place, role), cases in vacancies_by_place().items()
    ]  # fmt: skip


def vacancy_words(place: str, role: Role, cases: Sequence[Vacancy], *, with_numbers: bool = True) -> str:
    """市住建局的 3 件诉求经办人不在了（2026-0386、…），已放到负责人的待办里，请另定经办人。"""
    some = "、".join(one.number for one in cases[:MOST_NAMED]) + ("……" if len(cases) > MOST_NAMED else "")
    named = f"（{some}）" if with_numbers else ""
    if role is Role.HANDLER:
        return f"{place}的 {len(cases)} 件诉求经办人不在了{named}，已放到负责人的待办里，请另定经办人"
    return f"{role.at(place)}没有人，{len(cases)} 件诉求没人办{named}，请在“人员与科室”里加人"
