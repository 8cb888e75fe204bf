"""Opening, changing and closing accounts, and what a person sets for himself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from liaison.access import GOVERNING, SYSTEM, Actor, Role
from liaison.accounts import queries, rules
from liaison.accounts.actions.passwords import Slip, give_one_time, set_password, slip_for
from liaison.accounts.actions.seats import give_seat, place, refuse_foreign_section, refuse_ungrantable
from liaison.accounts.actions.sign_ins import close_sign_ins
from liaison.accounts.models import ColumnChoice, User
from liaison.audit.actions import changed_fields, record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


def open_account(
    username: str, name: str, role: Role, actor: Actor, *, phone: str | None = None, **place_of_work: Any
) -> tuple[User, str]:
    """Open an account with its first seat. Gives the user and his one-time password, which is stored nowhere.

    place_of_work: organisation_id, section_id, member_id, library_id, as far as the role needs them.
    Raises Refused when the user name will not do or the actor may not give this role there.
    """
    refuse_ungrantable(role, place_of_work.get("organisation_id"), actor)
    refuse_foreign_section(place_of_work.get("section_id"), place_of_work.get("organisation_id"))
    user = new_user(username, name, phone)
    password = give_one_time(user)
    seat = place(user, role, **place_of_work)
    record("user.open", user, actor, label=user.username, changes={"seat": [None, seat.title]})
    return user, password


def seat_person(
    username: str, name: str, role: Role, actor: Actor, *, phone: str | None = None, **place_of_work: Any
) -> Slip | None:
    """Give a seat to whoever goes by this user name, or open an account for him; gives the slip of a new account.

    The name must be that of the account, so that nobody is seated by a slip of the pen.
    """
    user = queries.user_named(username)
    if user is None:
        return slip_for(*open_account(username, name, role, actor, phone=phone, **place_of_work))
    if user.name != name:
        sentence = "这个用户名已经有人用了：是他本人，请把姓名写对；不是，请换一个用户名"
        raise Refused(sentence, {"username": sentence})
    give_seat(user, role, actor, **place_of_work)
    return None


def open_demo_account(username: str, name: str, password: str, role: Role, **place_of_work: Any) -> User:
    """Open an account of the demo, whose password everybody knows; it never signs in anywhere else."""
    user = new_user(username, name, None)
    user.is_demo, user.must_change = True, False
    set_password(user, password)
    place(user, role, **place_of_work)
    record("user.open", user, SYSTEM, label=user.username)
    return user


def new_user(username: str, name: str, phone: str | None) -> User:
    """A stored user without password or seat."""
    known_as = username.strip().lower()
    if not USERNAME.fullmatch(known_as):
        sentence = "用户名请用 2–32 个小写字母、数字或 - _ . ，开头用字母或数字"
        raise Refused(sentence, {"username": sentence})
    if queries.user_named(known_as):
        sentence = f"用户名 {known_as} 已经有人用了，请换一个"
        raise Refused(sentence, {"username": sentence})
    user = User(username=known_as, name=name, phone=phone, created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    return user


def open_accounts_for_units(actor: Actor) -> list[Slip]:
    """Open the first accounts of every organisation where nobody holds that seat yet, e.g. d19-ld, gw06-jb.

    A unit gets its leader; a committee or working group its clerk and its director. Done again, it gives nothing.
    """
    slips = []
    for unit, role in queries.organisations_lacking():
        suffix, post = rules.SUFFIXES[role]
        username = free_username(f"{unit.code}-{suffix}".lower())
        name = f"{unit.short or unit.name}{post}"
        user, password = open_account(username, name, role, actor, organisation_id=unit.id)
        slips.append(slip_for(user, password))
    return slips


def free_username(wanted: str) -> str:
    """This user name, or the next one with a number that nobody has."""
    username, number = wanted, 1
    while queries.user_named(username):
        number += 1
        username = f"{wanted}{number}"
    return username


def create_admin(username: str, name: str, role: Role = Role.ADMIN, *, is_another: bool = False) -> Slip:
    """Open the account of an administrator from the command line; a further one only when asked for by word."""
    if queries.admins_but(None, role) and not is_another:
        raise Refused(f"已经有{role.title}了。确实要再加一位，请加上 --another。")
    user, password = open_account(username, name, role, SYSTEM)
    return slip_for(user, password)


def create_admins() -> list[Slip]:
    """Open an account for each of the three administrators whom nobody is yet (三员分立); none where all are there."""
    lacking = [role for role in GOVERNING if not queries.admins_but(None, role)]
    return [create_admin(free_username(role.value), role.title, role) for role in lacking]


def change_user(user: User, actor: Actor, *, name: str, phone: str | None) -> User:
    """Correct a person's name and telephone."""
    user.name, user.phone = name, phone
    changes = changed_fields(user)
    if changes:
        record("user.change", user, actor, label=user.username, changes=changes)
    return user


def disable(user: User, actor: Actor) -> None:
    """Close an account: its sessions end at once; what it did stays."""
    if user.id == actor.user_id:
        raise Refused("不能停用自己的账号，请另一位管理员来办。")
    refuse_losing_last_admin(user)
    user.is_active = False
    close_sign_ins(user)
    record("user.disable", user, actor, label=user.username)


def refuse_losing_last_admin(user: User) -> None:
    """Somebody must be able to administer the platform."""
    last = [role for role in queries.governing_roles(user) if not queries.admins_but(user.id, role)]
    if last:
        raise Refused(f"这是最后一位{last[0].title}，不能停用。请先给另一位开通{last[0].title}。")


def enable(user: User, actor: Actor) -> None:
    """Open a closed account again, with the password it had."""
    user.is_active = True
    record("user.enable", user, actor, label=user.username)


def choose_size(user: User, size: str, actor: Actor) -> None:
    """Large or normal letters, on every device of the user."""
    user.font_size = size if size in rules.FONT_SIZES else ""
    record("user.choose_size", user, actor, label=user.username)


def choose_keys(user: User, has_keys: bool, actor: Actor) -> None:
    """Switch the keys of the inbox on or off."""
    user.has_keys = has_keys
    record("user.choose_keys", user, actor, label=user.username)


def choose_columns(user: User, listing: str, keys: Sequence[str], actor: Actor) -> ColumnChoice:
    """Remember which columns a user takes out of a list. Raises Refused (field `columns`) when there are none."""
    if not keys:
        raise Refused("请至少选一列", {"columns": "请至少选一列"})
    choice = queries.column_choice(user.id, listing) or ColumnChoice(user_id=user.id, listing=listing)
    choice.keys = list(keys)
    db.session.add(choice)
    record("user.choose_columns", user, actor, label=listing)
    return choice
