"""Reading 代办: who stands in for whom today, in which seats, and what was done in somebody's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased, joinedload

from liaison.access import GOVERNING, Actor, Role
from liaison.accounts.models import Proxy, Seat, User
from liaison.accounts.queries.seats import held_on
from liaison.accounts.rules.absences import Chair, Hop, stand_ins
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db

# What somebody does with his own account while he stands in is not done in the other's name.
OWN_THINGS = ("user", "message")
PICKS_ANYBODY = (Role.OFFICE,)


@dataclass(frozen=True)
class OpenSeat:
    """A seat that somebody may take today: his own, or one in which he stands in for its holder."""

    seat: Seat
    is_own: bool = True
    is_cases_only: bool = False


def in_force(day: Any) -> ColumnElement[bool]:
    """The proxies that give rights on a day, in a statement."""
    return and_(Proxy.starts_on <= day, Proxy.ends_on >= day, Proxy.ended_at.is_(None))


ABSENT, OTHER = aliased(User), aliased(User)
HOPS = (
    select(Proxy.from_user_id, Proxy.to_user_id, Proxy.seat_id, Proxy.is_cases_only, Proxy.is_anywhere)
    .join(ABSENT, ABSENT.id == Proxy.from_user_id)
    .join(OTHER, OTHER.id == Proxy.to_user_id)
    .where(in_force(bindparam("day", type_=Date)), ABSENT.is_active, OTHER.is_active)
    .order_by(Proxy.id)
)


def hops_on(day: date) -> list[Hop]:
    """Who stands in for whom on a day; of those whose account is closed nothing is passed on."""
    return [Hop(*row) for row in db.session.execute(HOPS, {"day": day})]


def chairs_of(user_ids: Iterable[int], day: date) -> list[Chair]:
    """The seats that these users hold on a day."""
    statement = (
        select(Seat.id, Seat.user_id, Seat.role, Seat.organisation_id)
        .where(Seat.user_id.in_(list(user_ids)), held_on(day))
        .order_by(Seat.id)
    )
    return [Chair(row.id, row.user_id, Role(row.role), row.organisation_id) for row in db.session.execute(statement)]


def people_in(hops: Iterable[Hop]) -> set[int]:
    """Everybody who is absent or stands in."""
    return {user_id for hop in hops for user_id in (hop.from_user, hop.to_user)}


def seats_stood_in(user: User, day: date | None = None) -> list[OpenSeat]:
    """The seats of others in which a user may act on a day, today unless given; with their holders and places."""
    day = day or clock.today()
    hops = hops_on(day)
    if user.id not in {hop.to_user for hop in hops}:
        return []
    chairs = chairs_of(people_in(hops), day)
    taken = {chair.seat_id: stand_ins(chair, hops, chairs).get(user.id) for chair in chairs}
    wanted = {seat_id: is_narrow for seat_id, is_narrow in taken.items() if is_narrow is not None}
    return [OpenSeat(seat, False, wanted[seat.id]) for seat in seats_with(wanted)]


def seats_with(ids: Iterable[int]) -> Sequence[Seat]:
    """These seats with their holders and places, first given first."""
    statement = (
        select(Seat)
        .where(Seat.id.in_(list(ids)))
        .options(joinedload(Seat.user), joinedload(Seat.organisation), joinedload(Seat.section))
        .order_by(Seat.id)
    )
    return db.session.scalars(statement).all()


def stand_ins_of(seat_ids: Iterable[int], day: date | None = None) -> dict[int, list[int]]:
    """`{seat id: [user ids]}` of all who may act in these seats besides their holders; two queries at most."""
    day, wanted = day or clock.today(), set(seat_ids)
    hops = hops_on(day)
    if not hops:
        return {}
    chairs = chairs_of(people_in(hops), day)
    return {chair.seat_id: sorted(stand_ins(chair, hops, chairs)) for chair in chairs if chair.seat_id in wanted}


WITH_PEOPLE = select(Proxy).options(
    joinedload(Proxy.absent), joinedload(Proxy.stand_in), joinedload(Proxy.seat).joinedload(Seat.organisation),
    joinedload(Proxy.seat).joinedload(Seat.section),
)  # fmt: skip


def not_over(day: date) -> ColumnElement[bool]:
    """The proxies that last or are still to come, in a statement."""
    return and_(Proxy.ended_at.is_(None), Proxy.ends_on >= day)


def proxies_of(user_id: int) -> Sequence[Proxy]:
    """Those in which this user is absent or stands in, last days first."""
    mine = or_(Proxy.from_user_id == user_id, Proxy.to_user_id == user_id)
    return db.session.scalars(WITH_PEOPLE.where(mine).order_by(Proxy.starts_on.desc(), Proxy.id.desc())).all()


def proxies_ahead(user_ids: Iterable[int]) -> list[Proxy]:
    """Those in which these users are absent, which last or are still to come, first days first."""
    wanted = WITH_PEOPLE.where(Proxy.from_user_id.in_(list(user_ids)), not_over(clock.today()))
    return list(db.session.scalars(wanted.order_by(Proxy.starts_on, Proxy.id)))


def proxies_in_force() -> Sequence[Proxy]:
    """Those that give rights today."""
    return db.session.scalars(WITH_PEOPLE.where(in_force(clock.today())).order_by(Proxy.id)).all()


def proxy_visible_to(actor: Actor, proxy_id: int) -> Proxy | None:
    """A proxy that is not over: one's own, one for a seat of the actor's organisation, any for the office."""
    proxy = db.session.scalars(WITH_PEOPLE.where(Proxy.id == proxy_id, not_over(clock.today()))).one_or_none()
    if proxy is None or actor.for_user_id is not None:
        return None
    at = proxy.seat.organisation_id if proxy.seat else None
    is_leader = actor.role in (Role.UNIT_LEADER, Role.DIRECTOR) and at is not None and at == actor.organisation_id
    is_mine = proxy.from_user_id == actor.user_id
    return proxy if is_mine or is_leader or actor.role in PICKS_ANYBODY else None


def overlapping(from_user_id: int, seat_id: int | None, starts_on: date, ends_on: date) -> Proxy | None:
    """A proxy of the same person for the same seat on some of these days."""
    same_seat = or_(Proxy.seat_id.is_(None), Proxy.seat_id == seat_id) if seat_id else Proxy.id.is_not(None)
    statement = WITH_PEOPLE.where(
        Proxy.from_user_id == from_user_id, same_seat, Proxy.ended_at.is_(None), Proxy.starts_on <= ends_on,
        Proxy.ends_on >= starts_on,
    )  # fmt: skip
    return db.session.scalars(statement).first()


def people_beside(seats: Iterable[Seat], but: int, *, is_anywhere: bool = False) -> list[tuple[str, str]]:
    """`[(user id, name and seat)]` of those who may stand in: of the same organisation, or all; by name.

    For a member's seat: the members; for a seat at no organisation: those who hold the same one. but: the absent.
    """
    near = [beside(seat) for seat in seats if seat.role not in GOVERNING]
    statement = (
        select(Seat)
        .join(User, User.id == Seat.user_id)
        .where(held_on(clock.today()), User.is_active, User.id != but, Seat.role.not_in(GOVERNING))
        .options(joinedload(Seat.user), joinedload(Seat.organisation), joinedload(Seat.section))
        .order_by(User.name, Seat.id)
    )
    found = statement if is_anywhere else statement.where(or_(Seat.id.is_(None), *near))
    told: dict[str, str] = {}
    for seat in db.session.scalars(found):
        told.setdefault(str(seat.user_id), f"{seat.user.name}（{seat.title}）")
    return list(told.items())


def beside(seat: Seat) -> ColumnElement[bool]:
    """The seats of those who are of the same house as a seat's holder, in a statement."""
    if seat.organisation_id is not None and seat.role != Role.MEMBER:
        return and_(Seat.organisation_id == seat.organisation_id, Seat.role != Role.MEMBER)
    return and_(Seat.role == seat.role, or_(Seat.organisation_id.is_(None), Seat.role == Role.MEMBER))


def done_in_name_of(user_id: int) -> Select[Any]:
    """Rows (at, actor_name, verb, thing, label, changes) of what others did in this user's name, newest first."""
    columns = (Event.at, Event.actor_name, Event.verb, Event.thing, Event.label, Event.changes)
    mine = (Event.for_user_id == user_id, Event.thing.not_in(OWN_THINGS))
    return select(*columns).where(*mine).order_by(Event.id.desc())
