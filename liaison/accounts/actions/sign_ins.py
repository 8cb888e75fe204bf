"""Opening, switching and ending sessions; tries to sign in are counted before they are checked."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select, update

from liaison.access import Actor, Role
from liaison.accounts import queries, rules
from liaison.accounts.models import SignIn, SignInAttempt, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import aside, db
from liaison.core.errors import Refused

SECRET_BYTES = 32
AGENT_LENGTH = 200
NOBODY = Actor(None, "（没有登录）", Role.SYSTEM)
UNKNOWN_NAME = "不认识的用户名"


def sign_in(
    username: str, password: str, address: str | None, agent: str | None, *, is_demo: bool, font_size: str = ""
) -> tuple[SignIn, str] | None:
    """Open a session for whoever proves to be this user; None for every reason why not, after the same time.

    is_demo: whether this is a demo, where the demo's users may sign in; font_size: as chosen before signing in.
    The password is checked while no transaction is open, so that nobody's save waits for it.
    """
    user = queries.user_named(username)
    user_id, stored = (user.id, user.password_hash) if user else (None, None)
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = rules.is_password(password, stored if is_admitted else None)
    attempt = db.session.get_one(SignInAttempt, attempt_id)
    if user is None or not is_right or not may_sign_in(user, is_demo=is_demo):
        note_refusal(attempt, user)
        return None
    settle(attempt, user, password)
    if font_size in rules.FONT_SIZES:
        user.font_size = user.font_size or font_size
    return open_sign_in(user, address, agent)


def note_attempt(user_id: int | None, address: str | None) -> tuple[int, bool]:
    """Store a try before it is checked, in a transaction of its own. Gives its id and whether it may be checked.

    Tries for one account queue up behind each other here, so that many at once are still counted one by one.
    """
    with aside() as connection:
        connection.execute(select(User.id).where(User.id == user_id).with_for_update())
        is_admitted = not queries.is_locked(connection, user_id, address)
        attempt = insert(SignInAttempt).values(
            user_id=user_id, address=address, at=clock.now(), outcome="checking" if is_admitted else "locked"
        )
        return connection.execute(attempt).inserted_primary_key[0], is_admitted


def may_sign_in(user: User, *, is_demo: bool) -> bool:
    """Whether the account can be used now: active, seated, its one-time password neither used nor too old."""
    is_fresh = user.one_time_until is None or clock.now() < user.one_time_until
    return user.is_active and is_fresh and (is_demo or not user.is_demo) and bool(queries.seats_held(user))


def note_refusal(attempt: SignInAttempt, user: User | None) -> None:
    """Keep a try that failed, or that was not checked because the account is locked."""
    was_locked = attempt.outcome == "locked"
    attempt.outcome = "locked" if was_locked else "wrong"
    verb = "user.refuse_sign_in" if was_locked else "user.fail_sign_in"
    record(verb, attempt, NOBODY, label=user.username if user else UNKNOWN_NAME)


def settle(attempt: SignInAttempt, user: User, password: str) -> None:
    """A try was right: earlier wrong ones from there count no more, and a one-time password is used up."""
    forgive(user, attempt.address)
    attempt.outcome = "right"
    if user.one_time_until:
        user.one_time_until = clock.now()
    elif user.password_hash and rules.is_outdated(user.password_hash):
        user.password_hash = rules.hashed(password)


def forgive(user: User, *addresses: str | None) -> None:
    """Let the wrong tries for an account count no more; from these addresses only, where any are given."""
    of_user = [SignInAttempt.user_id == user.id, SignInAttempt.outcome.in_(("checking", "wrong"))]
    from_there = [SignInAttempt.address == address for address in addresses]
    db.session.execute(update(SignInAttempt).where(*of_user, *from_there).values(outcome="forgiven"))


def open_sign_in(user: User, address: str | None, agent: str | None) -> tuple[SignIn, str]:
    """Begin a session in the user's first seat. Gives the session and its secret, which is stored nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now, seats = clock.now(), queries.seats_held(user)
    session = SignIn(
        secret_hash=queries.hash_of(secret), user_id=user.id, seat_id=seats[0].id if seats else None,
        created_at=now, seen_at=now, address=address, agent=(agent or "")[:AGENT_LENGTH],
    )  # fmt: skip
    user.signed_in_at = now
    db.session.add(session)
    if seats:
        record("user.sign_in", user, queries.actor_in(user, seats[0]), label=user.username)
    return session, secret


def note_use(session_id: int) -> None:
    """Note that a session is in use, in a transaction of its own: the page that is fetched may not write."""
    with aside() as connection:
        connection.execute(update(SignIn).where(SignIn.id == session_id).values(seen_at=clock.now()))


def switch_seat(session: SignIn, seat_id: int | None, actor: Actor) -> str:
    """Go on in another seat that is open. Gives the session's new secret; the old one opens nothing any more."""
    chosen = next((one for one in queries.open_seats(session) if one.seat.id == seat_id), None)
    if chosen is None:
        raise Refused("这个身份您现在没有了，请刷新页面再选。")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.seat, session.secret_hash = chosen.seat, queries.hash_of(secret)
    changes = {"seat": [None, queries.actor_in(session.user, chosen.seat).shown_title]}
    record("user.switch_seat", session.user, actor.himself, label=session.user.username, changes=changes)
    return secret


def end_sign_in(session: SignIn) -> None:
    """Sign out: the secret opens nothing from now on."""
    session.ended_at = clock.now()
    actor = queries.actor_of(session)
    if actor:
        record("user.sign_out", session.user, actor.himself, label=session.user.username)


def end_sign_ins(user: User, actor: Actor, but: SignIn | None = None) -> int:
    """End the sessions of a user on all devices, but for one; gives how many there were."""
    count = close_sign_ins(user, but)
    record("user.end_sign_ins", user, actor, label=user.username, changes={"count": [None, count]})
    return count


def close_sign_ins(user: User, but: SignIn | None = None) -> int:
    """As `end_sign_ins`, as part of another verb that notes its own event."""
    sessions = [session for session in queries.live_sign_ins(user) if session is not but]
    for session in sessions:
        session.ended_at = clock.now()
    return len(sessions)


def unlock(user: User, actor: Actor) -> None:
    """Let somebody try again at once who mistyped his password too often."""
    forgive(user)
    record("user.unlock", user, actor, label=user.username)
