"""What is done to one member by hand, and the accounts of all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.accounts import actions as accounts
from liaison.accounts.actions import Slip
from liaison.accounts.actions.users import free_username
from liaison.accounts.queries import seats_held, seats_of_member
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.text import initials, pinyin
from liaison.orgs.models import Area
from liaison.roster.actions.lists import called, in_words
from liaison.roster.models import Member
from liaison.roster.queries import members_without_account

CHANGED_MEANWHILE = "别人刚刚改过这位委员的资料，您的修改还没有保存。请看看最新内容，再存一次。"


def add_member(actor: Actor, **cells: Any) -> Member:
    """Add a member; his 委员编号 must be new."""
    refuse_taken_number(cells["no"])
    refuse_strange_village(cells)
    spelt = {"pinyin": pinyin(cells["name"]), "initials": " ".join(initials(cells["name"]))}
    member = Member(**cells, **spelt, entered_on=clock.today())
    db.session.add(member)
    record("member.add", member, actor)
    return member


def refuse_taken_number(no: str, member: Member | None = None) -> None:
    """Refuse a 委员编号 that somebody else has."""
    other = db.session.scalar(select(Member).where(Member.no == no))
    if other and other is not member:
        sentence = f"编号 {no} 是{other.name}的，请换一个"
        raise Refused(sentence, {"no": sentence})


def refuse_strange_village(cells: dict[str, Any]) -> None:
    """Refuse a village that is not of the town of residence."""
    village = db.session.get(Area, cells["home_village_id"]) if cells.get("home_village_id") else None
    if village and village.parent_id != cells.get("home_area_id"):
        town = called(Area, cells.get("home_area_id")) or "所选区镇"
        sentence = f"{village.name}不在{town}，请改选村（社区）"
        raise Refused(sentence, {"home_village_id": sentence})


def change_member(member: Member, actor: Actor, version: int | None, **cells: Any) -> Member:
    """Correct a member's data. Raises Refused when somebody changed him since this version."""
    if version != member.version:
        raise Refused(CHANGED_MEANWHILE)
    refuse_taken_number(cells.get("no", member.no), member)
    refuse_strange_village({"home_area_id": member.home_area_id, "home_village_id": member.home_village_id} | cells)
    changes = {key: [getattr(member, key), value] for key, value in cells.items() if getattr(member, key) != value}
    for key, (_before, after) in changes.items():
        setattr(member, key, after)
    if changes:
        member.pinyin, member.initials = pinyin(member.name), " ".join(initials(member.name))
        record("member.change", member, actor, changes=in_words(changes))
    return member


def leave_member(member: Member, actor: Actor, reason: str, left_on: date | None = None) -> None:
    """A member serves no longer; his account is closed (or his seat ended, if he holds others), his records stay."""
    if member.left_on:
        raise Refused(f"{member.name}已经在 {member.left_on} 离任了。")
    member.left_on, member.left_reason = left_on or clock.today(), reason
    record("member.leave", member, actor, changes={"离任原因": [None, reason], "日期": [None, member.left_on]})
    close_account(member, actor)


def close_account(member: Member, actor: Actor) -> None:
    """End the seats of a member, whoever holds them now; close the account of whom no other seat is left."""
    for seat in seats_of_member(member.id):
        accounts.end_seat(seat, actor)
        if seat.user.is_active and not seats_held(seat.user):
            accounts.disable(seat.user, actor)
    if member.user and member.user.is_active and not seats_held(member.user):
        accounts.disable(member.user, actor)


def return_member(member: Member, actor: Actor) -> None:
    """A member serves again; his account is opened again, or he is seated again."""
    if member.left_on is None:
        raise Refused(f"{member.name}在任，不用恢复。")
    before = member.left_on
    member.left_on = member.left_reason = None
    record("member.return", member, actor, changes={"日期": [before, None]})
    if member.user and not member.user.is_active:
        accounts.enable(member.user, actor)
    if member.user and not seats_of_member(member.id):
        place = {"organisation_id": member.organisation_id, "member_id": member.id}
        accounts.give_seat(member.user, Role.MEMBER, actor, **place)


def open_accounts_for_members(actor: Actor) -> list[Slip]:
    """Open an account for each serving member who has none: his 委员编号 is the user name. Gives the slips.

    Done again, it gives nothing. The slips name the committee, to be printed by it.
    """
    return [open_account_for(member, actor) for member in members_without_account()]


def open_account_for(member: Member, actor: Actor) -> Slip:
    """Open one member's account and seat him; gives his slip."""
    username = free_username(member.no.lower())
    user, password = accounts.open_account(
        username, member.name, Role.MEMBER, actor, phone=member.phone, organisation_id=member.organisation_id,
        member_id=member.id,
    )  # fmt: skip
    member.user = user
    return accounts.slip_for(user, password)
