"""Reading sessions, and the tries to open one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Date, between, bindparam, exists, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import joinedload, with_expression

from liaison.access import Actor, Role
from liaison.accounts import rules
from liaison.accounts.models import Proxy, RoleNetwork, Seat, SecondFactor, SignIn, SignInAttempt, User
from liaison.accounts.queries.proxies import OpenSeat, seats_stood_in
from liaison.accounts.queries.seats import actor_in, seats_held
from liaison.accounts.rules import codes
from liaison.core import clock
from liaison.core.db import db

COUNTED = ("checking", "wrong")
STANDS_IN = exists().where(
    Proxy.to_user_id == SignIn.user_id, Proxy.ended_at.is_(None),
    between(bindparam("day", type_=Date), Proxy.starts_on, Proxy.ends_on),
)  # fmt: skip
HAS_CODES = exists().where(SecondFactor.user_id == SignIn.user_id, SecondFactor.confirmed_at.is_not(None))
IS_BOUNDED = exists().where(RoleNetwork.id.is_not(None))
# Every request asks this, so it is put together once. The seat he chose is mostly one of the user's seats.
LIVE = (
    select(SignIn)
    .where(SignIn.secret_hash == bindparam("secret_hash"), SignIn.ended_at.is_(None))
    .options(
        joinedload(SignIn.user, innerjoin=True).joinedload(User.seats).joinedload(Seat.organisation),
        with_expression(SignIn.is_standing_in, STANDS_IN),
        with_expression(SignIn.has_codes, HAS_CODES),
        with_expression(SignIn.is_bounded, IS_BOUNDED),
    )
)


def hash_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_sign_in(secret: str) -> SignIn | None:
    """The session of this secret, while it lives and its user may sign in; with the user's seats.

    One that awaits a code is given too: whoever asks must look at `awaits_code`.
    """
    return live_sign_in_of(hash_of(secret))


def live_sign_in_of(secret_hash: str) -> SignIn | None:
    """As `live_sign_in`, by what is stored of its secret; a session that was read before is read anew."""
    asked = {"secret_hash": secret_hash, "day": clock.today()}
    session = db.session.scalars(LIVE, asked).unique().one_or_none()
    if session is None or not session.user.is_active or has_run_out(session):
        return None
    return session


def has_run_out(session: SignIn) -> bool:
    """Whether a session was idle too long, or is too old."""
    life = rules.lifetime(role_of(session), session.way)
    now = clock.now()
    if session.awaits_code:
        return now - session.created_at > codes.CODE_LASTS
    return now - session.seen_at > life.idle or now - session.created_at > life.absolute


def role_of(session: SignIn) -> Role:
    """The role a session was opened or switched to; in somebody else's seat one works as at a desk."""
    is_own = session.seat is not None and session.seat.user_id == session.user_id
    return Role(session.seat.role) if session.seat and is_own else Role.HANDLER


def is_stale(session: SignIn) -> bool:
    """Whether it is time to note that the session is in use."""
    return clock.now() - session.seen_at >= rules.SEEN_EVERY


def open_seats(session: SignIn) -> list[OpenSeat]:
    """The seats that the person of a session may take today: his own first, then those in which he stands in."""
    own = [OpenSeat(seat) for seat in seats_held(session.user) if rules.opens(session.way, Role(seat.role))]
    is_alone = session.is_standing_in is False or session.way == rules.BY_PHONE
    return own if is_alone else own + seats_stood_in(session.user)


def actor_at(session: SignIn, seats: Sequence[OpenSeat]) -> Actor | None:
    """The person of a session in the seat he chose, or in his first where that is open to him no more."""
    chosen = next((one for one in seats if one.seat.id == session.seat_id), next(iter(seats), None))
    return actor_in(session.user, chosen.seat, is_cases_only=chosen.is_cases_only) if chosen else None


def actor_of(session: SignIn) -> Actor | None:
    """As `actor_at`, of the seats that are open to him now; None without a seat."""
    return actor_at(session, open_seats(session))


def live_sign_ins(user: User) -> list[SignIn]:
    """The sessions of a user that can still be used, last used first."""
    statement = (
        select(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), ~SignIn.awaits_code)
        .options(joinedload(SignIn.seat))
        .order_by(SignIn.seen_at.desc())
    )
    return [session for session in db.session.scalars(statement) if not has_run_out(session)]


def failed_at(connection: Connection, *where: ColumnElement[bool]) -> Sequence[datetime]:
    """The moments of the last day's wrong tries, oldest first."""
    statement = (
        select(SignInAttempt.at)
        .where(*where, SignInAttempt.outcome.in_(COUNTED), SignInAttempt.at > clock.now() - rules.MEMORY)
        .order_by(SignInAttempt.at, SignInAttempt.id)
    )
    return connection.scalars(statement).all()


def is_locked(connection: Connection, user_id: int | None, address: str | None) -> bool:
    """Whether a try for this account from this address is to be refused unchecked.

    Three counters: account and address together (5), the address with all accounts (50), and the account from
    all addresses (20). The last one never shuts out an address from which the owner has signed in before,
    so that a stranger's guesses cannot keep him from his work.
    """
    of_user, of_address = SignInAttempt.user_id == user_id, SignInAttempt.address == address
    counters = [([of_address], rules.LIMIT_OF_ADDRESS)]
    if user_id is not None:
        counters.append(([of_user, of_address], rules.LIMIT_OF_PAIR))
        if not has_signed_in_from(connection, user_id, address):
            counters.append(([of_user], rules.LIMIT_OF_ACCOUNT))
    now = clock.now()
    return any(rules.is_locked(failed_at(connection, *where), limit, now) for where, limit in counters)


def has_signed_in_from(connection: Connection, user_id: int, address: str | None) -> bool:
    """Whether the user has ever signed in from this address."""
    return bool(connection.scalar(select(exists().where(SignIn.user_id == user_id, SignIn.address == address))))


def recent_failures(user: User) -> int:
    """How many wrong tries of the last day count against the account."""
    return len(failed_at(db.session.connection(), SignInAttempt.user_id == user.id))
