"""Reading what came in without an account: by its number, by its form, and what waits for a committee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.casework.models import Case, PublicRequest, RatingCode, StationCode
from liaison.casework.rules import public as rules
from liaison.core import clock
from liaison.core.db import db
from liaison.files.queries import seen_through
from liaison.orgs.models import Area, Organisation, Station

DESK = (Role.CLERK, Role.DIRECTOR)
WITH_STATION = joinedload(PublicRequest.code).joinedload(StationCode.station).joinedload(Station.area)
Village = aliased(Area)


def code_with_token(token: str) -> StationCode | None:
    """The code of a poster, with its station, whether open or not."""
    if "\0" in token:
        return None
    whole = joinedload(StationCode.station)
    wanted = select(StationCode).where(StationCode.token == token)
    return db.session.scalar(wanted.options(whole.joinedload(Station.area), whole.joinedload(Station.village)))


def request_with_key(key_hash: str) -> PublicRequest | None:
    """What this very form brought in before."""
    return db.session.scalar(select(PublicRequest).where(PublicRequest.key_hash == key_hash))


def request_numbered(number: str) -> PublicRequest | None:
    """The request of a 查询号, with the case it became."""
    wanted = select(PublicRequest).where(PublicRequest.number == number)
    return db.session.scalar(wanted.options(joinedload(PublicRequest.case), WITH_STATION))


def request_with_id(request_id: int) -> PublicRequest | None:
    """The request of an id that we gave out ourselves, signed."""
    return db.session.get(PublicRequest, request_id)


def is_same_of_late(code: StationCode, text: str) -> bool:
    """Whether the same words came in through the same code within a day."""
    since = clock.now() - rules.SAME_TEXT
    same = select(PublicRequest.id).where(
        PublicRequest.code_id == code.id, PublicRequest.made_at > since, PublicRequest.text == text
    )  # fmt: skip
    return db.session.scalar(same.limit(1)) is not None


def live_rating_code(case: Case | None) -> RatingCode | None:
    """The code of this round that was given out and can still be used, whether or not a rating is wanted."""
    if case is None:
        return None
    live = select(RatingCode).where(
        RatingCode.case_id == case.id, RatingCode.round == case.round, RatingCode.used_at.is_(None),
        RatingCode.expires_at > clock.now(),
    )  # fmt: skip
    return db.session.scalars(live.order_by(RatingCode.id.desc()).limit(1)).first()


def requests_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one condition of lists, pages and counts: a committee's desk its own, the office all."""
    if actor.role is Role.OFFICE:
        return true()
    return PublicRequest.committee_id == actor.organisation_id if actor.role in DESK else false()


def public_request_for(actor: Actor, request_id: int) -> PublicRequest | None:
    """The request of this id within the actor's sight."""
    wanted = select(PublicRequest).where(PublicRequest.id == request_id, requests_visible_to(actor))
    return db.session.scalar(wanted.options(joinedload(PublicRequest.case), WITH_STATION))


seen_through(PublicRequest.__tablename__, public_request_for)


def public_request_rows(actor: Actor, state: str) -> Select[Any]:
    """Rows of a list: what waits the oldest first, what is decided the latest first."""
    columns = (
        PublicRequest.id, PublicRequest.text, PublicRequest.place, PublicRequest.made_at, PublicRequest.decided_at,
        PublicRequest.decided_by, PublicRequest.decline_reason, Station.name.label("station"),
        Area.name.label("town"), Case.number.label("case"), PublicRequest.asker_phone.is_not(None).label("has_phone"),
    )  # fmt: skip
    joined = select(*columns).join(PublicRequest.code).join(StationCode.station).join(Station.area)
    whole = joined.outerjoin(Case, Case.id == PublicRequest.case_id)
    order = PublicRequest.made_at if state == rules.WAITING else PublicRequest.decided_at.desc()
    return whole.where(requests_visible_to(actor), PublicRequest.state == state).order_by(order, PublicRequest.id)


def declined_before(moment: datetime) -> Sequence[PublicRequest]:
    """What was declined before a moment and is not forgotten yet."""
    old = PublicRequest.state == rules.DECLINED, PublicRequest.decided_at < moment
    return db.session.scalars(select(PublicRequest).where(*old, PublicRequest.text != rules.FORGOTTEN)).all()


def public_request_counts(actor: Actor) -> dict[str, int]:
    """`{state: number}` within sight."""
    counted = select(PublicRequest.state, func.count()).where(requests_visible_to(actor)).group_by(PublicRequest.state)
    return dict(db.session.execute(counted).all())


def stations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """A committee's desk sees its town's stations and those it answers for; the office all."""
    if actor.role is Role.OFFICE:
        return true()
    own = [StationCode.owner_id == actor.organisation_id, Station.area_id == actor.area_id]
    return or_(*own) if actor.role in DESK else false()


def station_code_rows(actor: Actor) -> Sequence[Any]:
    """(id, name, town, village, owner, expires_on, is_paused, token is there as has_code, waiting) of each station."""
    waiting = func.sum(case((PublicRequest.state == rules.WAITING, 1), else_=0)).label("waiting")
    columns = (
        Station.id, Station.name, Area.name.label("town"), Village.name.label("village"),
        Organisation.name.label("owner"), StationCode.expires_on, StationCode.is_paused, StationCode.place,
    )  # fmt: skip
    joined = select(*columns, StationCode.id.is_not(None).label("has_code"), waiting).join(Station.area)
    whole = (
        joined.outerjoin(Village, Village.id == Station.village_id)
        .outerjoin(StationCode, StationCode.station_id == Station.id)
        .outerjoin(Organisation, Organisation.id == StationCode.owner_id)
        .outerjoin(PublicRequest, PublicRequest.code_id == StationCode.id)
    )
    shown = whole.where(Station.is_active, stations_visible_to(actor)).group_by(*columns, StationCode.id)
    return db.session.execute(shown.order_by(Station.id)).all()


def stations_without_code(actor: Actor) -> Sequence[Station]:
    """Stations in use within sight that have no code yet."""
    bare = select(Station).outerjoin(StationCode, StationCode.station_id == Station.id).where(
        Station.is_active, StationCode.id.is_(None), stations_visible_to(actor)
    )  # fmt: skip
    whole = bare.options(joinedload(Station.area), joinedload(Station.village))
    return db.session.scalars(whole.order_by(Station.id)).all()


def code_of_station(actor: Actor, station_id: int) -> StationCode | None:
    """The code of this station within the actor's sight."""
    wanted = select(StationCode).join(StationCode.station).where(Station.id == station_id, stations_visible_to(actor))
    whole = joinedload(StationCode.station)
    return db.session.scalar(wanted.options(whole.joinedload(Station.area), whole.joinedload(Station.village)))
