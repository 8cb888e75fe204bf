"""Giving, ending and passing on seats; the sections in which they stand."""

from __future__ import annotations

from typing import Any

from liaison.access import GOVERNING, Actor, Role, family
from liaison.accounts import queries, rules
from liaison.accounts.actions.sign_ins import close_sign_ins_at
from liaison.accounts.models import Seat, User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.models import Organisation, Section


def place(user: User, role: Role, **place_of_work: Any) -> Seat:
    """Seat a user from today on, as part of another verb that notes its own event."""
    refuse_two_families(user, role)
    seat = Seat(user=user, role=role, started_on=clock.today(), **place_of_work)
    db.session.add(seat)
    db.session.flush()
    db.session.refresh(user, ["seats"])
    return seat


def refuse_two_families(user: User, role: Role) -> None:
    """Refuse a seat that does not go with those he holds (三员分立); the database refuses it too."""
    held = next((seat for seat in queries.seats_held(user) if family(Role(seat.role)) != family(role)), None)
    if held:
        raise Refused(
            f"{user.name}现在是{held.role_title}，不能再当{role.title}：系统管理员、安全管理员、审计员"
            "要由不同的人担任，也不办业务。请换一个人，或者先取消原来的身份。"
        )  # fmt: skip


def refuse_ungrantable(role: Role, organisation_id: int | None, actor: Actor) -> None:
    """Refuse a seat that the actor may not give there."""
    is_own = organisation_id is not None and organisation_id == actor.organisation_id
    if not rules.may_give(actor.role, role, is_own_organisation=is_own):
        raise Refused(f"您不能开通“{role.title}”。请联系政协办公室。")
    organisation = db.session.get(Organisation, organisation_id) if organisation_id else None
    kinds = rules.SEATED_AT.get(role)
    if kinds and (organisation is None or organisation.kind not in kinds):
        sentence = f"“{role.title}”要设在{'区镇或部门' if 'town' in kinds else '政协工委或工作组'}，请换一个单位"
        raise Refused(sentence, {"organisation_id": sentence})


def refuse_foreign_section(section_id: int | None, organisation_id: int | None) -> None:
    """Refuse a section of another unit, or one that was retired."""
    section = db.session.get(Section, section_id) if section_id else None
    if section_id and (section is None or not section.is_active or section.organisation_id != organisation_id):
        sentence = "这个科室不在本单位，请重新选科室"
        raise Refused(sentence, {"section_id": sentence})


def give_seat(user: User, role: Role, actor: Actor, **place_of_work: Any) -> Seat:
    """Give a user one more seat. place_of_work: organisation_id, section_id, member_id, library_id.

    Raises Refused when the actor may not give this role there, or the user holds the very seat.
    """
    refuse_own(user, actor)
    refuse_ungrantable(role, place_of_work.get("organisation_id"), actor)
    refuse_foreign_section(place_of_work.get("section_id"), place_of_work.get("organisation_id"))
    wanted = {"role": role, "organisation_id": None, "section_id": None, "member_id": None, "library_id": None}
    wanted |= place_of_work
    if any(all(getattr(held, key) == value for key, value in wanted.items()) for held in queries.seats_held(user)):
        raise Refused(f"{user.name}已经是{role.title}了，不用再加。")
    seat = place(user, role, **place_of_work)
    record("seat.give", seat, actor, label=str(seat))
    return seat


def refuse_own(user: User, actor: Actor) -> None:
    """Nobody gives himself a right."""
    if user.id == actor.user_id:
        raise Refused("不能给自己加身份，请另一位有权的同志来办。")


def end_seat(seat: Seat, actor: Actor) -> None:
    """End a seat today; its rights end with the next request of whoever holds it."""
    if seat.id == actor.seat_id:
        raise Refused("这是您正在用的身份，不能自己取消。要交给别人，请用“换人”。")
    refuse_unendable(seat, actor)
    seat.ended_on = clock.today()
    close_sign_ins_at(seat)
    record("seat.end", seat, actor, label=str(seat))


def refuse_unendable(seat: Seat, actor: Actor) -> None:
    """Refuse to end a seat that the actor could not give, or the last administrator's."""
    refuse_ungrantable(Role(seat.role), seat.organisation_id, actor)
    if seat.role in GOVERNING and not queries.admins_but(seat.user_id, Role(seat.role)):
        raise Refused(f"这是最后一位{seat.role_title}，请先给另一位开通{seat.role_title}。")


def change_holder(seat: Seat, successor: User, actor: Actor) -> Seat:
    """Pass a seat on to another user; gives his seat. What is open goes with it (casework passes on the tasks)."""
    if successor.id == seat.user_id:
        raise Refused("接手的人和现在是同一位，请另选一位。")
    refuse_own(successor, actor)
    if not successor.is_active:
        raise Refused(f"{successor.name}的账号已停用，请先启用，或另选一位。")
    refuse_unendable(seat, actor)
    seat.ended_on = clock.today()
    if seat.id != actor.seat_id:
        close_sign_ins_at(seat)
    new = place(
        successor, Role(seat.role), organisation_id=seat.organisation_id, section_id=seat.section_id,
        member_id=seat.member_id, library_id=seat.library_id,
    )  # fmt: skip
    changes = {"user": [seat.user.name, successor.name]}
    record("seat.hand_over", new, actor, label=new.title, changes=changes)
    return new


def add_section(organisation: Organisation, name: str, actor: Actor) -> Section:
    """Add a section to a unit, or take up again one of that name."""
    section = next((one for one in organisation.sections if one.name == name), None)
    if section and section.is_active:
        refuse_same_name(name)
    if section is None:
        section = Section(organisation=organisation, name=name)
        db.session.add(section)
    section.is_active = True
    record("section.add", section, actor, label=f"{organisation.name} {name}")
    return section


def rename_section(section: Section, name: str, actor: Actor) -> Section:
    """Give a section another name; its handlers and cases stay with it."""
    if any(one.name == name and one is not section for one in section.organisation.sections):
        refuse_same_name(name)
    changes = {"name": [section.name, name]}
    section.name = name
    record("section.rename", section, actor, label=f"{section.organisation.name} {name}", changes=changes)
    return section


def refuse_same_name(name: str) -> None:
    """Two sections of a unit never share a name."""
    sentence = f"本单位已经有“{name}”了，请换一个名称"
    raise Refused(sentence, {"name": sentence})


def retire_section(section: Section, actor: Actor) -> None:
    """Retire a section in which nobody sits any more; what it handled stays."""
    seated = [seat for seat in queries.seats_at(section.organisation) if seat.section_id == section.id]
    if seated:
        names = "、".join(seat.user.name for seat in seated[:5])
        raise Refused(f"{names}还在“{section.name}”，请先给他们换人或取消席位，再停用科室。")
    section.is_active = False
    record("section.retire", section, actor, label=f"{section.organisation.name} {section.name}")
