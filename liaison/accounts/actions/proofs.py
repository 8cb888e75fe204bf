"""Proving who one is: the one-time code after the password, and once more before a high-value act (step-up)."""

from __future__ import annotations

from liaison.accounts import queries, rules
from liaison.accounts.actions.codes import use_code
from liaison.accounts.actions.sign_ins import (
    forgive,
    give_new_secret,
    may_sign_in,
    note_attempt,
    note_refusal,
    note_sign_in,
)
from liaison.accounts.models import SignIn, SignInAttempt, User
from liaison.accounts.rules import codes
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db


def finish_sign_in(session: SignIn, code: str, address: str | None, *, is_demo: bool) -> str | None:
    """The code after the password: gives the session's new secret, or None when it is wrong or the account locked.

    Wrong codes are counted with wrong passwords, so that the fifth locks both.
    """
    secret_hash, user_id = session.secret_hash, session.user_id
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = is_admitted and use_code(user_id, code)
    attempt, found = db.session.get_one(SignInAttempt, attempt_id), queries.live_sign_in_of(secret_hash)
    if found is None or not is_right or not may_sign_in(found.user, is_demo=is_demo, is_begun=True):
        note_refusal(attempt, db.session.get(User, user_id))
        return None
    attempt.outcome = "right"
    forgive(found.user, address)
    found.awaits_code, found.proved_at = False, clock.now()
    note_sign_in(found, found.user)
    return give_new_secret(found)


def prove_again(session: SignIn, proof: str, address: str | None) -> str | None:
    """The password or a one-time code once more: gives the session's new secret, or None when it is wrong.

    The password is checked while no transaction is open, as when signing in.
    """
    secret_hash, user_id, stored = session.secret_hash, session.user_id, session.user.password_hash
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = proves(user_id, proof, stored if is_admitted else None, is_admitted=is_admitted)
    attempt, found = db.session.get_one(SignInAttempt, attempt_id), queries.live_sign_in_of(secret_hash)
    if found is None or not is_right:
        note_refusal(attempt, db.session.get(User, user_id))
        return None
    attempt.outcome = "right"
    forgive(found.user, address)
    return note_proof(found)


def proves(user_id: int, proof: str, stored: str | None, *, is_admitted: bool) -> bool:
    """Whether this is the user's password, or a code of his that was not used yet."""
    if codes.is_one_time(codes.typed(proof)) and queries.has_second_factor(user_id):
        return is_admitted and use_code(user_id, proof)
    return rules.is_password(proof, stored)


def note_proof(session: SignIn) -> str:
    """He has just proved who he is; gives the session's new secret."""
    session.proved_at = clock.now()
    actor = queries.actor_of(session)
    if actor:
        record("user.prove", session.user, actor.himself, label=session.user.username)
    return give_new_secret(session)
