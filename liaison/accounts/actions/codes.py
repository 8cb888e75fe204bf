"""One-time codes (TOTP) and codes on paper: setting them up, using each once, taking them away."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from liaison.access import Actor
from liaison.accounts import queries
from liaison.accounts.actions.sign_ins import close_sign_ins
from liaison.accounts.models import RecoveryCode, SecondFactor, User
from liaison.accounts.rules import codes
from liaison.audit.actions import record
from liaison.core import clock, vault
from liaison.core.db import db
from liaison.core.errors import Refused

ALREADY = "动态码已经设好了。要换手机，请先停用现在的。"
WRONG = "动态码不对。请看手机上现在的 6 位数字；手机的时间要准"


def where(user_id: int) -> str:
    """The place that a user's secret is sealed for."""
    return f"second_factor.secret.{user_id}"


def begin_second_factor(user: User, actor: Actor) -> SecondFactor:
    """Make a secret for the user's phone; it counts only after the first right code. One begun before is dropped."""
    if queries.has_second_factor(user.id):
        raise Refused(ALREADY)
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    sealed = vault.seal(codes.new_secret(), where(user.id))
    factor = SecondFactor(user_id=user.id, secret=sealed, made_at=clock.now())
    db.session.add(factor)
    record("user.begin_code", user, actor, label=user.username)
    return factor


def secret_of(factor: SecondFactor) -> str:
    """The secret, to be shown to its owner while he sets his phone up."""
    return vault.unseal(factor.secret, where(factor.user_id))


def confirm_second_factor(user: User, code: str, actor: Actor) -> list[str]:
    """The first right code: from now on signing in asks for one. Gives the codes on paper, which are seen this once."""
    factor = queries.second_factor(user.id)
    if factor is None or factor.confirmed_at:
        raise Refused(ALREADY if factor else "请先点“开始设置”。")
    if not uses_step(db.session.connection(), user.id, codes.typed(code), is_confirmed=False):
        raise Refused(WRONG, {"code": WRONG})
    factor.confirmed_at = clock.now()
    record("user.set_code", user, actor, label=user.username)
    return give_recovery_codes(user)


def renew_recovery_codes(user: User, actor: Actor) -> list[str]:
    """New codes on paper; the old ones open nothing any more."""
    if not queries.has_second_factor(user.id):
        raise Refused("还没有设动态码，不用备用码。")
    record("user.renew_recovery_codes", user, actor, label=user.username)
    return give_recovery_codes(user)


def give_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes in place of all others; only their hashes are stored."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    given = [codes.recovery_code() for _ in range(codes.RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=hash_of(code)) for code in given)
    db.session.flush()
    return given


def hash_of(code: str) -> str:
    """What is stored of a code on paper: case and dashes make no difference."""
    return queries.hash_of(codes.typed(code))


def use_code(connection: Connection, user_id: int, code: str) -> bool:
    """Whether this is a right code of the phone or of the paper; if so it is used up, whoever asks at the same time."""
    plain = codes.typed(code)
    if codes.is_one_time(plain):
        return uses_step(connection, user_id, plain, is_confirmed=True)
    unused = RecoveryCode.user_id == user_id, RecoveryCode.code_hash == hash_of(plain), RecoveryCode.used_at.is_(None)
    return connection.execute(update(RecoveryCode).where(*unused).values(used_at=clock.now())).rowcount == 1


def uses_step(connection: Connection, user_id: int, code: str, *, is_confirmed: bool) -> bool:
    """Whether a code is right and its half minute was not used yet; it is noted in one statement, so only once."""
    columns = SecondFactor.id, SecondFactor.secret, SecondFactor.last_step
    mine = SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None) == is_confirmed
    factor = connection.execute(select(*columns).where(*mine)).one_or_none()
    secret = vault.unseal(factor.secret, where(user_id)) if factor else ""
    step = codes.step_of(secret, code, clock.now(), factor.last_step) if factor else None
    if step is None:
        return False
    later = SecondFactor.id == factor.id, SecondFactor.last_step < step
    return connection.execute(update(SecondFactor).where(*later).values(last_step=step)).rowcount == 1


def drop_second_factor(user: User, actor: Actor) -> None:
    """Take one-time codes away (phone lost or changed): its sessions end when somebody else does it, all is noted."""
    if queries.second_factor(user.id) is None:
        raise Refused(f"{user.name}没有设动态码，不用重置。")
    for model in (RecoveryCode, SecondFactor):
        db.session.execute(delete(model).where(model.user_id == user.id))
    if actor.user_id != user.id:
        close_sign_ins(user)
    record("user.drop_code", user, actor, label=user.username)


