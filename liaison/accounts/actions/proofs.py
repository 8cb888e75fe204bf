"""Proving who one is: the one-time code after the password, and once more before a high-value act (step-up)."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.engine import Connection

from liaison.accounts import queries, rules
from liaison.accounts.actions.codes import use_code
from liaison.accounts.actions.sign_ins import (
    forgive,
    give_new_secret,
    may_sign_in,
    new_secret,
    note_attempt,
    note_refusal,
    note_sign_in,
)
from liaison.accounts.models import SignIn, SignInAttempt, User
from liaison.accounts.rules import codes
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import aside, db


def finish_sign_in(session: SignIn, code: str, address: str | None, *, is_demo: bool) -> str | None:
    """The code after the password: gives the session's new secret, or None when it is wrong or the account locked.

    Wrong codes are counted with wrong passwords, so that the fifth locks both.
    """
    secret_hash, user_id = session.secret_hash, session.user_id
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = is_admitted and use_code(db.session.connection(), user_id, code)
    attempt, found = db.session.get_one(SignInAttempt, attempt_id), queries.live_sign_in_of(secret_hash)
    if found is None or not is_right or not may_sign_in(found.user, is_demo=is_demo, is_begun=True):
        note_refusal(attempt, db.session.get(User, user_id))
        return None
    attempt.outcome = "right"
    forgive(db.session.connection(), user_id, address)
    found.awaits_code, found.proved_at = False, clock.now()
    note_sign_in(found, found.user)
    return give_new_secret(found)


def prove_again(session: SignIn, proof: str, address: str | None) -> str | None:
    """The password or a one-time code once more: gives the session's new secret, or None when it is wrong.

    The password is checked while no transaction is open, as when signing in. A right proof is kept whatever becomes
    of the act that it was asked for.
    """
    secret_hash, user_id, stored = session.secret_hash, session.user_id, session.user.password_hash
    is_code = codes.is_one_time(codes.typed(proof)) and queries.has_second_factor(user_id)
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = not is_code and rules.is_password(proof, stored if is_admitted else None)
    secret = new_secret()
    with aside() as connection:
        is_right = is_right or (is_code and is_admitted and use_code(connection, user_id, proof))
        if is_right:
            keep_proof(connection, secret_hash, secret)
            forgive(connection, user_id, address)
            connection.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(outcome="right"))
    found = queries.live_sign_in_of(queries.hash_of(secret) if is_right else secret_hash)
    if found is None or not is_right:
        note_refusal(db.session.get_one(SignInAttempt, attempt_id), db.session.get(User, user_id))
        return None
    note_proof(found)
    return secret


def keep_proof(connection: Connection, secret_hash: str, secret: str) -> None:
    """The session has another secret now, and its user has just proved who he is."""
    mine = SignIn.secret_hash == secret_hash, SignIn.ended_at.is_(None)
    values = {"secret_hash": queries.hash_of(secret), "proved_at": clock.now()}
    connection.execute(update(SignIn).where(*mine).values(**values))


def renew_proof(session: SignIn) -> str:
    """Whoever has just set his phone up has proved who he is; gives the session's new secret."""
    session.proved_at = clock.now()
    return give_new_secret(session)


def note_proof(session: SignIn) -> None:
    """The log says that he has proved who he is."""
    actor = queries.actor_of(session)
    if actor:
        record("user.prove", session.user, actor.himself, label=session.user.username)
