"""Choosing and resetting passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison.access import Actor
from liaison.accounts import queries, rules
from liaison.accounts.actions.sign_ins import close_sign_ins, forgive
from liaison.accounts.models import OldPassword, SignIn, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused


@dataclass(frozen=True)
class Slip:
    """What is handed to a person on paper: his user name and one-time password, which is stored nowhere."""

    place: str
    role: str
    name: str
    username: str
    password: str
    until: datetime


def change_password(
    user: User, old: str, new: str, again: str, actor: Actor, *, session: SignIn | None, policy: rules.Policy
) -> None:
    """Choose a new password; all other sessions of the user end.

    old is asked for but where a one-time password was just used. Raises Refused beside the field that is wrong.
    """
    refuse_wrong_words(user, old, new, again, policy)
    if any(rules.is_password(new, stored) for stored in queries.past_hashes(user)):
        refuse("new", f"最近 {rules.REMEMBERED} 次用过的密码不能再用，请换一个")
    set_password(user, new)
    user.must_change, user.one_time_until = False, None
    close_sign_ins(user, but=session)
    record("user.change_password", user, actor, label=user.username)


def refuse_wrong_words(user: User, old: str, new: str, again: str, policy: rules.Policy) -> None:
    """Refuse a wrong old password, two different new ones, or one that is easily guessed."""
    if not user.must_change and not rules.is_password(old, user.password_hash):
        refuse("old", "原来的密码不对，请再写一次")
    if new != again:
        refuse("again", "两次写的新密码不一样，请再写一次")
    fault = rules.password_fault(new, rules.own_words(user.name, user.username, user.phone), policy)
    if fault:
        refuse("new", fault)


def refuse(field: str, sentence: str) -> None:
    """Refuse beside one field."""
    raise Refused(sentence, {field: sentence})


def set_password(user: User, password: str) -> None:
    """Store a password and remember its hash."""
    user.password_hash = rules.hashed(password)
    db.session.add(OldPassword(user_id=user.id, password_hash=user.password_hash, at=clock.now()))


def give_one_time(user: User) -> str:
    """Give an account a one-time password, to be changed when it is used."""
    password = rules.one_time_password()
    user.password_hash = rules.hashed_lightly(password)
    user.must_change, user.one_time_until = True, clock.now() + rules.ONE_TIME_LASTS
    return password


def reset_password(user: User, actor: Actor) -> Slip:
    """Give a new one-time password at the desk; the old password, all sessions and any lock end."""
    if user.is_demo:
        raise Refused("演示账号的密码是固定的，不用重设。")
    password = give_one_time(user)
    forgive(db.session.connection(), user.id)
    close_sign_ins(user)
    record("user.reset_password", user, actor, label=user.username)
    return slip_for(user, password)


def renew_slips(users: list[User], actor: Actor) -> list[Slip]:
    """New one-time passwords for accounts that were never used (slips lost, or 72 hours gone by)."""
    return [reset_password(user, actor) for user in users]


def slip_for(user: User, password: str) -> Slip:
    """The slip of a user with a fresh one-time password."""
    seat = next(iter(queries.seats_held(user)), None)
    return Slip(
        place=seat.organisation.name if seat and seat.organisation else "", role=seat.title if seat else "",
        name=user.name, username=user.username, password=password, until=user.one_time_until or clock.now(),
    )  # fmt: skip
