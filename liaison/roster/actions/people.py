"""What is done to one representative by hand: add, change, let go, take back, join and leave libraries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.accounts.actions import show_number
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.text import initials, mask_phone, pinyin
from liaison.orgs.models import Area, IdentityType
from liaison.roster.actions.lists import called, in_words
from liaison.roster.actions.tombstones import refuse_erased
from liaison.roster.models import Library, Membership, Representative
from liaison.roster.queries import known_as
from liaison.roster.rules import FIELDS, Person, joined, show, tidy

IDENTITY = ("name", "phone")
CHANGED_MEANWHILE = "别人刚刚改过这位代表的资料，您的修改还没有保存。请看看最新内容，再存一次。"


def add_representative(
    library: Library, actor: Actor, *, is_another: bool = False, entered_on: date | None = None, **cells: Any
) -> Representative:
    """Take a person into a library.

    is_another: the actor has looked and says that he is none of those who are very like him.
    Raises Refused when he is there already, seems to be, or when type or village do not fit sector or town.
    """
    refuse_misfit(cells)
    refuse_known(cells, is_another=is_another)
    person = Representative(**whole(cells), entered_on=entered_on or clock.today())
    name_changed(person)
    db.session.add(person)
    person.memberships.append(Membership(library=library, differing={}, entered_on=person.entered_on))
    record("representative.add", person, actor, changes={"所属信息库": [None, library.name]})
    return person


def whole(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells with unit and post joined, where they came apart."""
    return {**cells, "unit_title": cells.get("unit_title") or joined(cells.get("unit"), cells.get("title"))}


def name_changed(person: Representative) -> None:
    """Set what is derived from the name."""
    person.pinyin, person.initials = pinyin(person.name), " ".join(initials(person.name))


def refuse_misfit(cells: dict[str, Any]) -> None:
    """Refuse an identity type of another sector and a village of another town."""
    kind = db.session.get(IdentityType, cells["identity_type_id"])
    if kind is None or kind.sector_id != cells["sector_id"]:
        sentence = "这个身份类型不属于所选的界别，请改选其中一个"
        raise Refused(sentence, {"identity_type_id": sentence})
    village = db.session.get(Area, cells["village_id"]) if cells.get("village_id") else None
    if village and village.parent_id != cells["area_id"]:
        sentence = f"{village.name}不在{called(Area, cells['area_id'])}，请改选村（社区）"
        raise Refused(sentence, {"village_id": sentence})


def refuse_known(cells: dict[str, Any], person: Representative | None = None, *, is_another: bool = False) -> None:
    """Refuse somebody who is there already; somebody who only seems to be is let through when so said."""
    for one in known_as(cells["name"], cells["phone"], cells.get("birth"), cells["area_id"]):
        if person is not None and one.id == person.id:
            continue
        if (one.name, one.phone) == (cells["name"], cells["phone"]):
            sentence = f"{one.name}（{mask_phone(one.phone)}）已经在库里{'，现在是出库' if one.left_on else ''}"
            raise Refused(f"{sentence}，请打开他的页面修改。", {"phone": sentence})
        if not is_another:
            who = f"{one.name}（{mask_phone(one.phone)}，{one.area.name}）"
            sentence = f"和{who}很像，请核对；不是同一个人就勾选这一项"
            raise Refused(sentence, {"is_another": sentence})


def change_representative(
    person: Representative, actor: Actor, version: int | None, *, is_another: bool = False, **cells: Any
) -> Representative:
    """Correct what is shown of a person; each library's book keeps what it said, so that reading it again is no news.

    Raises Refused as `add_representative`, and when somebody changed him since this version.
    """
    if version != person.version:
        raise Refused(CHANGED_MEANWHILE)
    refuse_erased(person)
    told = whole({key: getattr(person, key) for key in (*IDENTITY, *FIELDS)} | cells)
    if told["unit_title"] != person.unit_title:
        told |= {"unit": None, "title": None}
    refuse_misfit(told)
    refuse_known(told, person, is_another=is_another)
    changes = {key: [getattr(person, key), value] for key, value in told.items() if getattr(person, key) != value}
    if not changes:
        return person
    keep_what_books_say(person, changes)
    for key, (_before, after) in changes.items():
        setattr(person, key, after)
    name_changed(person)
    record("representative.change", person, actor, changes=in_words(changes))
    return person


def keep_what_books_say(person: Representative, changes: dict[str, list[Any]]) -> None:
    """Write down on each membership what its book said before a correction by hand, name and phone included."""
    known = Person(
        person.id, person.name, person.phone, {key: getattr(person, key) for key in (*IDENTITY, *FIELDS)},
        {one.library_id: dict(one.differing) for one in person.memberships},
    )  # fmt: skip
    for key, (_before, after) in changes.items():
        show(known, key, after)
    tidy(known)
    for membership in person.memberships:
        membership.differing = known.differing[membership.library_id]


def leave(person: Representative, actor: Actor, reason: str, left_on: date | None = None) -> None:
    """Take a person out of all libraries (出库); his history stays."""
    if person.left_on:
        raise Refused(f"{person.name}已经在 {person.left_on} 出库了。")
    person.left_on, person.left_reason = left_on or clock.today(), reason
    record("representative.leave", person, actor, changes={"出库原因": [None, reason], "日期": [None, person.left_on]})


def restore(person: Representative, actor: Actor) -> None:
    """Take a person in again who had left."""
    if person.left_on is None:
        raise Refused(f"{person.name}在库里，不用恢复。")
    refuse_erased(person)
    before = person.left_on
    person.left_on = person.left_reason = None
    record("representative.restore", person, actor, changes={"日期": [before, None]})


def add_membership(person: Representative, library: Library, actor: Actor) -> Membership:
    """Let a person stand in one more library."""
    refuse_gone(person)
    standing = db.session.scalar(select(Membership).filter_by(representative_id=person.id, library_id=library.id))
    if standing and standing.ended_on is None:
        raise Refused(f"{person.name}已经在{library.name}里了。", {"library_id": "已经在这个信息库里，请选另一个"})
    membership = standing or Membership(representative=person, library=library, differing={}, entered_on=clock.today())
    membership.ended_on = None
    db.session.add(membership)
    record("membership.add", membership, actor, label=f"{person.name}：{library.name}")
    return membership


def refuse_gone(person: Representative) -> None:
    """Refuse to do something to a person who has left."""
    if person.left_on:
        raise Refused(f"{person.name}已经出库，请先恢复。")


def end_membership(membership: Membership, actor: Actor) -> None:
    """Take a person out of one library; of his last one only by letting him leave."""
    person = membership.representative
    others = [one for one in person.memberships if one.ended_on is None and one.id != membership.id]
    if membership.ended_on:
        raise Refused(f"{person.name}已经不在{membership.library.name}里了。")
    if not others:
        raise Refused(f"{person.name}只在这一个信息库里。要让他离开，请用“出库”。")
    membership.ended_on = clock.today()
    record("membership.end", membership, actor, label=f"{person.name}：{membership.library.name}")


def show_phone(person: Any, actor: Actor, why: str, why_words: str | None = None) -> str:
    """The whole number of a representative or member, noted in the log with the reason."""
    return show_number(f"{type(person).__tablename__}.show_phone", person, person.phone, actor, why, why_words)
