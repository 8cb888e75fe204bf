"""Opening, switching and ending sessions; tries to sign in are counted before they are checked."""

from __future__ import annotations

import logging
import secrets

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from liaison.access import Actor, Role
from liaison.accounts import queries, rules
from liaison.accounts.models import Seat, SignIn, SignInAttempt, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import aside, db
from liaison.core.errors import Refused
from liaison.core.limits import allow_aside
from liaison.core.outages import Outage, outage_of
from liaison.core.vault import index_of

logger = logging.getLogger(__name__)

SECRET_BYTES = 32
AGENT_LENGTH = 200
NOBODY = Actor(None, "（没有登录）", Role.SYSTEM)
UNKNOWN_NAME = "不认识的用户名"


def sign_in(
    username: str, password: str, address: str | None, agent: str | None, *, is_demo: bool, font_size: str = ""
) -> tuple[SignIn, str] | None:
    """Open a session for whoever proves to be this user; None for every reason why not, after the same time.

    is_demo: whether this is a demo, where the demo's users may sign in; font_size: as chosen before signing in.
    The password is checked while no transaction is open, so that nobody's save waits for it. Of somebody who has
    one-time codes the session opens nothing until a code was right (see `proofs`); till then his wrong tries count.
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
    if queries.has_second_factor(user.id):
        return store_sign_in(user, address, agent, awaits_code=True)
    forgive(db.session.connection(), user.id, address)
    return open_sign_in(user, address, agent)


def count_try(username: str, address: str | None) -> str:
    """Use one of the tries that an address has with a name, known or not; gives under what it was counted.

    What was typed may be a password: no more is stored than a keyed hash. Raises TooOften when there were too many.
    """
    whom = f"{address} {index_of(username.strip().lower(), 'sign_in')[:16]}"
    allow_aside("sign_in", whom)
    return whom


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


def knows_password(user: User, password: str, address: str | None) -> bool:
    """Whether this is somebody's present password; a wrong one counts with his wrong tries to sign in."""
    user_id, stored = user.id, user.password_hash
    attempt_id, is_admitted = note_attempt(user_id, address)
    is_right = rules.is_password(password, stored if is_admitted else None)
    attempt = db.session.get_one(SignInAttempt, attempt_id)
    if is_right:
        attempt.outcome = "right"
        forgive(db.session.connection(), user_id, address)
    else:
        note_refusal(attempt, db.session.get(User, user_id))
    return is_right


def may_sign_in(user: User, *, is_demo: bool, is_begun: bool = False) -> bool:
    """Whether the account can be used now: active, seated, its one-time password neither used nor too old.

    is_begun: the password was right a moment ago, which used a one-time one up.
    """
    is_fresh = is_begun or user.one_time_until is None or clock.now() < user.one_time_until
    return user.is_active and is_fresh and (is_demo or not user.is_demo) and bool(queries.seats_held(user))


def note_refusal(attempt: SignInAttempt, user: User | None) -> None:
    """Keep a try that failed, or that was not checked because the account is locked."""
    was_locked = attempt.outcome == "locked"
    attempt.outcome = "locked" if was_locked else "wrong"
    verb = "user.refuse_sign_in" if was_locked else "user.fail_sign_in"
    record(verb, attempt, NOBODY, label=user.username if user else UNKNOWN_NAME)


def settle(attempt: SignInAttempt, user: User, password: str) -> None:
    """A password was right: a one-time one is used up, an outdated hash renewed."""
    attempt.outcome = "right"
    if user.one_time_until:
        user.one_time_until = clock.now()
    elif user.password_hash and rules.is_outdated(user.password_hash):
        user.password_hash = rules.hashed(password)


def forgive(connection: Connection, user_id: int, *addresses: str | None) -> None:
    """Let the wrong tries for an account count no more; from these addresses only, where any are given."""
    of_user = [SignInAttempt.user_id == user_id, SignInAttempt.outcome.in_(("checking", "wrong"))]
    from_there = [SignInAttempt.address == address for address in addresses]
    connection.execute(update(SignInAttempt).where(*of_user, *from_there).values(outcome="forgiven"))


def open_sign_in(
    user: User, address: str | None, agent: str | None, way: str = rules.BY_PASSWORD
) -> tuple[SignIn, str]:
    """Begin a session in the user's first seat. Gives the session and its secret, which is stored nowhere."""
    session, secret = store_sign_in(user, address, agent, way)
    note_sign_in(session, user)
    return session, secret


def store_sign_in(
    user: User, address: str | None, agent: str | None, way: str = rules.BY_PASSWORD, *, awaits_code: bool = False
) -> tuple[SignIn, str]:
    """Store a session, as part of signing in; one that awaits a code opens nothing but the page that asks for it."""
    secret, now = new_secret(), clock.now()
    seats = [seat for seat in queries.seats_held(user) if rules.opens(way, Role(seat.role))]
    session = SignIn(
        secret_hash=queries.hash_of(secret), user_id=user.id, seat_id=seats[0].id if seats else None, created_at=now,
        seen_at=now, address=address, agent=(agent or "")[:AGENT_LENGTH], way=way, awaits_code=awaits_code,
        proved_at=None if way == rules.BY_PHONE else now,
    )  # fmt: skip
    db.session.add(session)
    return session, secret


def note_sign_in(session: SignIn, user: User) -> None:
    """Somebody is in: his oldest sessions beyond the third end, and the log says so."""
    db.session.flush()
    user.signed_in_at = clock.now()
    close_oldest(user, session.way)
    seats = queries.seats_held(user)
    if seats:
        changes = {} if session.way == rules.BY_PASSWORD else {"way": [None, rules.WAYS[session.way]]}
        record("user.sign_in", user, queries.actor_in(user, seats[0]), label=user.username, changes=changes)


def close_oldest(user: User, way: str) -> None:
    """Nobody has more than three sessions; phones of the office's code are counted apart."""
    alike = [one for one in queries.live_sign_ins(user) if (one.way == rules.BY_PHONE) == (way == rules.BY_PHONE)]
    for session in sorted(alike, key=lambda one: one.id)[: -rules.MOST_SESSIONS]:
        session.ended_at = clock.now()


def new_secret() -> str:
    """What a cookie holds: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def give_new_secret(session: SignIn) -> str:
    """The same session under another secret: the old one opens nothing any more (no fixation)."""
    secret = new_secret()
    session.secret_hash = queries.hash_of(secret)
    return secret


def note_use(session_id: int) -> None:
    """Note that a session is in use, in a transaction of its own: the page that is fetched may not write.

    On a full disk it is not noted, for reading goes on there.
    """
    try:
        with aside() as connection:
            connection.execute(update(SignIn).where(SignIn.id == session_id).values(seen_at=clock.now()))
    except DBAPIError as error:
        if outage_of(error) not in (Outage.FULL, Outage.DOWN):
            raise
        logger.warning("the use of session %s was not noted", session_id)


def switch_seat(session: SignIn, seat_id: int | None, actor: Actor) -> str:
    """Go on in another seat that is open. Gives the session's new secret; the old one opens nothing any more."""
    chosen = next((one for one in queries.open_seats(session) if one.seat.id == seat_id), None)
    if chosen is None:
        raise Refused("这个身份您现在没有了，请刷新页面再选。")
    session.seat = chosen.seat
    secret = give_new_secret(session)
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


def close_sign_ins_at(seat: Seat) -> None:
    """End the sessions in which its holder sits in this seat: what he was there, he is no longer."""
    mine = SignIn.user_id == seat.user_id, SignIn.seat_id == seat.id, SignIn.ended_at.is_(None)
    db.session.execute(update(SignIn).where(*mine).values(ended_at=clock.now()))


def unlock(user: User, actor: Actor) -> None:
    """Let somebody try again at once who mistyped his password too often."""
    forgive(db.session.connection(), user.id)
    record("user.unlock", user, actor, label=user.username)
