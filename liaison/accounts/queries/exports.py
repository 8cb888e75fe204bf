"""Reading the register of exports, and requests for whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.accounts.models import Export, ExportRequest, Proxy
from liaison.accounts.models.exports import APPROVED, ASKED
from liaison.accounts.queries.proxies import in_force
from liaison.accounts.queries.users import escaped
from liaison.core import clock
from liaison.core.db import db
from liaison.core.sheets.copies import number_in

FOUND_IN = (Export.number, Export.title, Export.range, Export.purpose, Export.actor_name, Export.address)


def exports_found(words: str = "", kind: str = "", since: date | None = None, until: date | None = None) -> Select[Any]:
    """The register, newest first. words: part of number, title, filters, purpose, name, address or sum; kind: full."""
    wanted: list[ColumnElement[bool]] = []
    if words:
        pattern = f"%{escaped(words)}%"
        places = [one.ilike(pattern, escape="\\") for one in (*FOUND_IN, cast(Export.columns, String))]
        wanted.append(or_(*places, Export.sha256 == words.strip().lower()))
    if kind:
        wanted.append(Export.is_full.is_(kind == "full"))
    if since:
        wanted.append(Export.at >= clock.at(since))
    if until:
        wanted.append(Export.at < clock.end_of(until))
    return select(Export.__table__).where(*wanted).order_by(Export.id.desc())


def copy_known(sha256: str, mark: str | None, seen: Sequence[str] = ()) -> tuple[Any, str]:
    """(the row of the register, how a file was recognised: same / mark / words); (None, "") for a strange one.

    mark: what it carries unseen; seen: numbers that stand in it for everybody to read.
    """
    number = number_in(mark)
    ways = (
        ("same", Export.sha256 == sha256), ("mark", Export.number == number if number else None),
        ("words", Export.number.in_(list(seen)) if seen else None),
    )  # fmt: skip
    for way, condition in ways:
        if condition is None:
            continue
        found = db.session.execute(select(Export.__table__).where(condition).order_by(Export.id)).first()
        if found:
            return found, way
    return None, ""


def request_visible_to(actor: Actor, number: int) -> ExportRequest | None:
    """A request: to whoever asked, and to whoever may approve such requests or keeps the register."""
    found = db.session.get(ExportRequest, number)
    is_own = found is not None and found.user_id == actor.user_id
    return found if is_own or allowed(actor, "export.view") else None


def open_requests() -> Sequence[ExportRequest]:
    """What waits for an approval, oldest first."""
    wanted = select(ExportRequest).where(ExportRequest.state == ASKED).order_by(ExportRequest.id)
    return db.session.scalars(wanted).all()


def live_request(actor: Actor, address: str) -> ExportRequest | None:
    """The request of this person for this list that waits, or may be fetched."""
    is_usable = and_(ExportRequest.state == APPROVED, ExportRequest.until > clock.now())
    wanted = select(ExportRequest).where(
        ExportRequest.user_id == actor.user_id, ExportRequest.address == address,
        or_(ExportRequest.state == ASKED, is_usable),
    )  # fmt: skip
    return db.session.scalars(wanted.order_by(ExportRequest.id.desc())).first()


def usable_request(number: int, key: str, address: str, actor: Actor) -> ExportRequest | None:
    """The approved request that this person may fetch this list by."""
    its = ExportRequest.id == number, ExportRequest.user_id == actor.user_id, ExportRequest.listing == key
    holds = ExportRequest.address == address, ExportRequest.state == APPROVED, ExportRequest.until > clock.now()
    return db.session.scalar(select(ExportRequest).where(*its, *holds))


def stand_beside(one: set[int], other: set[int]) -> bool:
    """Whether one of these stands in for one of those today, or the other way round."""
    def passes(giver: set[int], taker: set[int]) -> ColumnElement[bool]:
        return and_(Proxy.from_user_id.in_(giver), Proxy.to_user_id.in_(taker))

    either = or_(passes(one, other), passes(other, one))
    return db.session.scalar(select(Proxy.id).where(in_force(clock.today()), either).limit(1)) is not None


def taken_out_on(day: date) -> Sequence[Any]:
    """(user_id, actor_name, count, rows) of each person's exports from the pages on a day."""
    wanted = (
        select(Export.user_id, func.max(Export.actor_name), func.count(), func.sum(Export.row_count))
        .where(Export.at >= clock.at(day), Export.at < clock.end_of(day), Export.user_id.is_not(None))
        .group_by(Export.user_id).order_by(Export.user_id)
    )  # fmt: skip
    return db.session.execute(wanted).all()
