"""The rows behind a figure of a dashboard, as plain cells, each within the sight of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.casework.queries import cases_visible_to
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to
from liaison.core.db import db
from liaison.orgs.models import Area, Channel, Organisation, Sector
from liaison.performance.rules.boards import CASE, CONTACT, MEMBER, PAIR, PERSON, RETURN, SCAN
from liaison.roster.models import Member, Representative
from liaison.roster.queries import members_visible_to, representatives_visible_to

HEADINGS: Mapping[str, tuple[str, ...]] = {
    CASE: ("编号", "诉求", "提出日期", "委员", "责任单位", "办到哪", "评议"),
    CONTACT: ("编号", "日期", "委员", "代表", "区镇", "方式"),
    MEMBER: ("委员编号", "委员", "界别", "工委（工作组）"),
    PAIR: ("委员编号", "委员", "代表", "区镇"),
    PERSON: ("代表", "区镇"),
}
PATHS: Mapping[str, str] = {
    CASE: "/cases/", CONTACT: "/contacts/", MEMBER: "/members/", PAIR: "/representatives/",
    PERSON: "/representatives/",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Rows to be shown. rows: (where its page is, cells); hidden: how many the reader may not see."""

    headings: tuple[str, ...]
    rows: list[tuple[str, tuple[Any, ...]]]
    hidden: int


def rows_behind(actor: Actor, kind: str, things: Sequence[Any]) -> Table:
    """The things of one page as rows. One statement, two for pairs; what people wrote by code is only counted."""
    if kind == SCAN:
        return Table((), [], len(things))
    kind = CASE if kind == RETURN else kind
    ids = [ID_OF[kind](thing) for thing in things]
    cells = READERS[kind](actor, ids)
    rows = [(PATHS[kind] + str(cells[one][0]), cells[one][1:]) for one in ids if one in cells]
    return Table(HEADINGS[kind], rows, len(ids) - len(rows))


ID_OF: Mapping[str, Callable[[Any], Any]] = {
    CASE: lambda thing: getattr(thing, "case_id", None) or thing.id, CONTACT: lambda thing: thing.id,
    MEMBER: lambda thing: thing, PAIR: lambda thing: thing, PERSON: lambda thing: thing.id,
}  # fmt: skip


def keyed(statement: Select[Any]) -> dict[Any, tuple[Any, ...]]:
    """`{id: (address, cells …)}` of a statement whose first column is the id, the second what its address ends in."""
    return {row[0]: tuple(row[1:]) for row in db.session.execute(statement)}


def cases(actor: Actor, ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    """Cases within sight."""
    statement = (
        select(Case.id, Case.number, Case.number, Case.title, Case.raised_on, Member.name, Organisation.short,
               Case.state, Case.rating)
        .join(Case.member).outerjoin(Case.unit).where(Case.id.in_(ids), cases_visible_to(actor))
    )  # fmt: skip
    found = keyed(statement)
    return {one: (*row[:-2], CASEWORK.by_code[row[-2]].title, row[-1]) for one, row in found.items()}


def contacts(actor: Actor, ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    """Contacts within sight."""
    statement = (
        select(Contact.id, Contact.number, Contact.number, Contact.contacted_on, Member.name, Representative.name,
               Area.name, Channel.short)
        .join(Contact.member).join(Contact.representative).join(Representative.area).join(Contact.channel)
        .where(Contact.id.in_(ids), contacts_visible_to(actor))
    )  # fmt: skip
    return keyed(statement)


def members(actor: Actor, ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    """Members within sight."""
    statement = (
        select(Member.id, Member.id, Member.no, Member.name, Sector.name, Organisation.name)
        .join(Member.sector).outerjoin(Member.organisation).where(Member.id.in_(ids), members_visible_to(actor))
    )  # fmt: skip
    return keyed(statement)


def people(actor: Actor, ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    """Representatives within sight."""
    statement = (
        select(Representative.id, Representative.id, Representative.name, Area.name).join(Representative.area)
        .where(Representative.id.in_(ids), representatives_visible_to(actor))
    )  # fmt: skip
    return keyed(statement)


def pairs(actor: Actor, ids: Sequence[tuple[int, int]]) -> dict[Any, tuple[Any, ...]]:
    """Members and those of their own whom the actor sees."""
    keepers = members(actor, [one for one, _other in ids])
    kept = people(actor, [other for _one, other in ids])
    return {
        (one, other): (other, *keepers[one][1:3], *kept[other][1:])
        for one, other in ids if one in keepers and other in kept
    }  # fmt: skip


READERS: Mapping[str, Callable[[Actor, Sequence[Any]], dict[Any, tuple[Any, ...]]]] = {
    CASE: cases, CONTACT: contacts, MEMBER: members, PAIR: pairs, PERSON: people,
}  # fmt: skip
