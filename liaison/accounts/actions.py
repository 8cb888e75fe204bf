"""What can be done to users and sessions. Nothing here commits."""

from __future__ import annotations

import secrets

from liaison.accounts import queries
from liaison.accounts.models import SignIn, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db

SECRET_BYTES = 32


def open_sign_in(user: User, address: str | None, agent: str | None) -> tuple[SignIn, str]:
    """Begin a session in the user's first seat. Gives the session and its secret, which is stored nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now, seats = clock.now(), queries.seats_held(user)
    session = SignIn(
        secret_hash=queries.hash_of(secret), user_id=user.id, seat_id=seats[0].id if seats else None,
        created_at=now, seen_at=now, address=address, agent=(agent or "")[:200],
    )  # fmt: skip
    user.signed_in_at = now
    db.session.add(session)
    if seats:
        record("user.sign_in", user, queries.actor_in(user, seats[0]), label=user.username)
    return session, secret


def end_sign_in(session: SignIn) -> None:
    """Sign out: the secret opens nothing from now on."""
    session.ended_at = clock.now()
    actor = queries.actor_of(session)
    if actor:
        record("user.sign_out", session.user, actor, label=session.user.username)
