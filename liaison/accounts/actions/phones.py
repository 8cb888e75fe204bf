"""The office's login codes: a member without a password scans one and his phone is in for 30 days (DECISIONS 33)."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from liaison.access import Actor, Role
from liaison.accounts import queries, rules
from liaison.accounts.actions.sign_ins import may_sign_in, open_sign_in
from liaison.accounts.models import PhoneCode, SignIn, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused

CODE_BYTES = 16


def may_have_phone_code(user: User) -> bool:
    """Whether a phone of his would open anything: he is a member."""
    return user.is_active and any(rules.opens(rules.BY_PHONE, Role(seat.role)) for seat in queries.seats_held(user))


def make_phone_code(user: User, actor: Actor) -> tuple[PhoneCode, str]:
    """A code for a member's phone: gives its row and the code itself (128 bits), which is stored nowhere.

    Codes that were made before and not scanned open nothing any more. Raises Refused for who is no member.
    """
    if not may_have_phone_code(user):
        raise Refused("登录二维码只给委员用。别的身份请用密码登录。")
    now, code = clock.now(), secrets.token_urlsafe(CODE_BYTES)
    for earlier in queries.open_phone_codes(user.id):
        earlier.until = now
    row = PhoneCode(
        user_id=user.id, code_hash=queries.hash_of(code), made_by=actor.name, made_by_id=actor.user_id, made_at=now,
        until=now + rules.PHONE_CODE_LASTS,
    )  # fmt: skip
    db.session.add(row)
    record("user.make_phone_code", user, actor, label=user.username)
    return row, code


def use_phone_code(code: str, address: str | None, agent: str | None, *, is_demo: bool) -> tuple[SignIn, str] | None:
    """Sign the phone in that scanned a code; None when it was used, is too old or nobody's.

    The code is used up in one statement: of two phones at the same time one comes in.
    """
    unused = (PhoneCode.code_hash == queries.hash_of(code), PhoneCode.used_at.is_(None), PhoneCode.until > clock.now())
    statement = update(PhoneCode).where(*unused).values(used_at=clock.now()).returning(PhoneCode.user_id)
    user_id = db.session.scalar(statement)
    user = db.session.get(User, user_id) if user_id else None
    if user is None or not may_have_phone_code(user) or not may_sign_in(user, is_demo=is_demo, is_begun=True):
        return None
    return open_sign_in(user, address, agent, rules.BY_PHONE)


def end_phone(session: SignIn, actor: Actor) -> None:
    """Sign a phone out: lost, sold, or no longer his."""
    session.ended_at = clock.now()
    record("user.end_phone", session.user, actor, label=session.user.username)
