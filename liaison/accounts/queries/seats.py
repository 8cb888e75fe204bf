"""Reading seats: who sits where today, and what may be seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor, Role
from liaison.accounts import rules
from liaison.accounts.models import Seat, User
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Organisation, Section


def actor_in(user: User, seat: Seat, *, is_cases_only: bool = False) -> Actor:
    """A user in one of his seats, or in that of somebody for whom he stands in, as plain values."""
    is_own = seat.user_id == user.id
    return Actor(
        user_id=user.id, name=user.name, role=Role(seat.role), seat_id=seat.id,
        organisation_id=seat.organisation_id, organisation=seat.organisation.name if seat.organisation else "",
        section_id=seat.section_id, area_id=seat.organisation.area_id if seat.organisation else None,
        member_id=seat.member_id, library_id=seat.library_id, on_behalf=None if is_own else seat.user.name,
        for_user_id=None if is_own else seat.user_id, is_cases_only=is_cases_only,
    )  # fmt: skip


def actor_again(then: Actor) -> tuple[Actor, User] | tuple[None, None]:
    """(who somebody is today in the seat that he had, his account); nobody where it is his no more."""
    seat = db.session.get(Seat, then.seat_id) if then.seat_id else None
    if seat is None or seat.user_id != then.user_id or not seat.user.is_active or not is_held(seat, clock.today()):
        return None, None
    return actor_in(seat.user, seat), seat.user


def is_held(seat: Seat, day: date) -> bool:
    """Whether a seat is held on a day."""
    return seat.started_on <= day and (seat.ended_on is None or seat.ended_on > day)


def held_now() -> ColumnElement[bool]:
    """As `is_held`, for today, in a statement."""
    return held_on(clock.today())


def held_on(day: Any) -> ColumnElement[bool]:
    """As `is_held`, in a statement; day: of any kind that a statement takes, a bound one too."""
    return and_(Seat.started_on <= day, or_(Seat.ended_on.is_(None), Seat.ended_on > day))


def seats_held(user: User) -> list[Seat]:
    """The seats a user holds today, first given first."""
    today = clock.today()
    return [seat for seat in user.seats if is_held(seat, today)]


def seats_of_member(member_id: int) -> Sequence[Seat]:
    """The seats of a member held today, by himself or by somebody to whom one was passed on (换人)."""
    statement = select(Seat).where(Seat.member_id == member_id, held_now()).options(joinedload(Seat.user))
    return db.session.scalars(statement.order_by(Seat.id)).all()


def seat_visible_to(actor: Actor, seat_id: int) -> Seat | None:
    """A seat held today: any for those who administer, else one of the actor's own organisation."""
    seat = db.session.get(Seat, seat_id)
    if seat is None or not is_held(seat, clock.today()):
        return None
    is_own = seat.organisation_id is not None and seat.organisation_id == actor.organisation_id
    return seat if is_own or actor.role in rules.EVERYWHERE else None


def section_visible_to(actor: Actor, section_id: int) -> Section | None:
    """A section in use: any for those who administer, else one of the actor's own organisation."""
    section = db.session.get(Section, section_id)
    if section is None or not section.is_active:
        return None
    return section if actor.role in rules.EVERYWHERE or section.organisation_id == actor.organisation_id else None


def organisation_visible_to(actor: Actor, organisation_id: int | None) -> Organisation | None:
    """The organisation whose seats the actor sees: the one asked for, if he may, else his own."""
    wanted = organisation_id if actor.role in rules.EVERYWHERE else actor.organisation_id
    return db.session.get(Organisation, wanted) if wanted else None


def seats_at(organisation: Organisation, day: date | None = None) -> list[Seat]:
    """The seats held on a day, today unless given, at an organisation, with users and sections, first given first."""
    statement = (
        select(Seat)
        .where(Seat.organisation_id == organisation.id, Seat.role != Role.MEMBER, held_on(day or clock.today()))
        .options(joinedload(Seat.user), joinedload(Seat.section))
        .order_by(Seat.id)
    )
    return list(db.session.scalars(statement))


def sections_at(organisation_id: int) -> list[tuple[str, str]]:
    """`[(id, name)]` of the sections in use at an organisation."""
    statement = (
        select(Section.id, Section.name)
        .where(Section.organisation_id == organisation_id, Section.is_active)
        .order_by(Section.id)
    )
    return [(str(row.id), row.name) for row in db.session.execute(statement)]


def organisation_choices() -> list[tuple[str, str]]:
    """`[(id, name)]` of the organisations in use, in the order of their codes."""
    statement = select(Organisation.id, Organisation.name).where(Organisation.is_active).order_by(Organisation.code)
    return [(str(row.id), row.name) for row in db.session.execute(statement)]


def seat_titles(user_ids: Iterable[int]) -> dict[int, str]:
    """`{user id: seats held today, joined by ；}` in one statement."""
    statement = (
        select(Seat.user_id, Seat.role, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.user_id.in_(list(user_ids)), held_now())
        .order_by(Seat.id)
    )
    titles: dict[int, list[str]] = {}
    for row in db.session.execute(statement):
        titles.setdefault(row.user_id, []).append(Role(row.role).at(row.name))
    return {user_id: "；".join(of_user) for user_id, of_user in titles.items()}


def organisations_lacking() -> list[tuple[Organisation, Role]]:
    """The first seats that nobody holds today: `(organisation, role)` in the order of the codes."""
    taken = db.session.execute(select(Seat.organisation_id, Seat.role).where(held_now()))
    held = {(row.organisation_id, row.role) for row in taken}
    statement = (
        select(Organisation)
        .where(Organisation.is_active, Organisation.kind.in_(rules.FIRST_SEATS))
        .order_by(Organisation.code)
    )
    return [
        (unit, role)
        for unit in db.session.scalars(statement)
        for role in rules.FIRST_SEATS[unit.kind]
        if (unit.id, role) not in held
    ]


def unused_accounts(organisation_id: int) -> list[User]:
    """The users seated at an organisation who have never signed in, by user name."""
    statement = (
        select(User)
        .where(User.id.in_(select(Seat.user_id).where(Seat.organisation_id == organisation_id, held_now())))
        .where(User.is_active, User.must_change, User.signed_in_at.is_(None))
        .order_by(User.username)
    )
    return list(db.session.scalars(statement))
