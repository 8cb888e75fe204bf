"""Who plays in the demo: the sign-ins that are shown at start, and everybody else who holds a seat."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM, Actor, Role
from liaison.accounts import actions as accounts
from liaison.accounts import queries
from liaison.accounts.models import Seat, User
from liaison.core.db import db
from liaison.orgs.models import Organisation, Section
from liaison.roster.actions.members import open_account_for
from liaison.roster.models import Library, Member

PASSWORD = "haian-demo"  # noqa: S105 - everybody may know it: it opens demos only
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡林郭何高罗"
GIVEN_NAMES = (
    "建平", "海燕", "志远", "晓红", "国庆", "丽萍", "永刚", "秀英", "立新", "文娟", "卫东", "春梅", "振华", "玉兰",
    "学军", "慧敏", "庆生", "雪芹", "长青", "月琴", "育才", "素珍", "正义", "彩霞", "洪涛", "爱萍", "大勇",
)  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """One account that visitors may use. member_no: whose it is, for a member; library: which one he keeps."""

    username: str
    role: Role
    name: str = ""
    organisation: str = ""
    section: str = ""
    member_no: str = ""
    library: str = ""


TOWN, GROUP, OFFICE = "曲塘镇政协工委", "市政协城建工作组", "市政协办公室"
SIGN_INS = (
    SignIn("weiyuan1", Role.MEMBER, member_no="HA15270"),
    SignIn("weiyuan2", Role.MEMBER, member_no="HA15240"),
    SignIn("gongwei", Role.CLERK, "王敏", TOWN),
    SignIn("zhuren", Role.DIRECTOR, "周国平", TOWN),
    SignIn("chengjian", Role.CLERK, "孙丽华", GROUP),
    SignIn("zhujian", Role.UNIT_LEADER, "赵建华", "市住房和城乡建设局"),
    SignIn("jingban", Role.HANDLER, "李海峰", "市住房和城乡建设局", section="城建科"),
    SignIn("jiaotong", Role.UNIT_LEADER, "钱伟", "市交通运输局"),
    SignIn("duban", Role.SUPERVISOR, "高远", "市政协委员工作委员会"),
    SignIn("bangongshi", Role.OFFICE, "刘芸", OFFICE),
    SignIn("lingdao", Role.LEADER, "沈志明", OFFICE),
    SignIn("xinxiku", Role.LIBRARIAN, "马会云", "市农业农村局", library="M10"),
    SignIn("guanli", Role.ADMIN, "顾海燕"),
    SignIn("anquan", Role.SECURITY, "程志刚"),
    SignIn("shenji", Role.AUDITOR, "沈月华"),
)


def open_sign_ins() -> None:
    """Open the accounts for visitors; the lady of the office also supervises, so that one can switch seats."""
    for sign_in in SIGN_INS:
        open_sign_in(sign_in)
    supervising = organisation_named("市政协委员工作委员会").id
    accounts.give_seat(user_named("bangongshi"), Role.SUPERVISOR, SYSTEM, organisation_id=supervising)


def open_sign_in(sign_in: SignIn) -> User:
    """Open one account for visitors, of a member where it is his."""
    if sign_in.member_no:
        member = member_numbered(sign_in.member_no)
        place = {"organisation_id": member.organisation_id, "member_id": member.id}
        member.user = accounts.open_demo_account(sign_in.username, member.name, PASSWORD, sign_in.role, **place)
        return member.user
    return accounts.open_demo_account(sign_in.username, sign_in.name, PASSWORD, sign_in.role, **place_of(sign_in))


def place_of(sign_in: SignIn) -> dict[str, Any]:
    """Where the seat of a sign-in stands."""
    place: dict[str, Any] = {}
    if sign_in.organisation:
        place["organisation_id"] = organisation_named(sign_in.organisation).id
    if sign_in.section:
        sections = select(Section.id).where(Section.organisation_id == place["organisation_id"])
        place["section_id"] = db.session.scalars(sections.where(Section.name == sign_in.section)).one()
    if sign_in.library:
        place["library_id"] = db.session.scalars(select(Library.id).where(Library.code == sign_in.library)).one()
    return place


def seat_the_others(member_nos: set[str]) -> None:
    """Fill every first seat that is left, a handler's in each unit, and give these members their accounts."""
    serial = count()
    for unit, role in queries.organisations_lacking():
        open_for(unit, role, next(serial))
    for unit in db.session.scalars(select(Organisation).order_by(Organisation.code)).all():
        if unit.sections and not holder(Role.HANDLER, unit.id):
            open_for(unit, Role.HANDLER, next(serial), section_id=unit.sections[0].id)
    for member in db.session.scalars(select(Member).where(Member.no.in_(member_nos)).order_by(Member.no)).all():
        if member.user_id is None:
            open_account_for(member, SYSTEM)


def open_for(unit: Organisation, role: Role, serial: int, **section: int) -> None:
    """Open the account of an invented official; visitors who administer may reset his password."""
    name = SURNAMES[serial % len(SURNAMES)] + GIVEN_NAMES[serial % len(GIVEN_NAMES)]
    username = f"{unit.code}-{role.value.replace('_', '-')}".lower()
    accounts.open_account(username, name, role, SYSTEM, organisation_id=unit.id, **section)


def holder(role: Role, organisation_id: int) -> Seat | None:
    """The first seat of this role at an organisation."""
    seats = select(Seat).where(Seat.role == role, Seat.organisation_id == organisation_id, Seat.ended_on.is_(None))
    return db.session.scalars(seats.order_by(Seat.id).limit(1)).first()


def actor_at(role: Role, organisation_id: int) -> Actor:
    """Who acts in this role at an organisation."""
    seat = holder(role, organisation_id)
    if seat is None:
        raise LookupError(f"nobody is {role} at organisation {organisation_id}")
    return queries.actor_in(seat.user, seat)


def actor_of(member: Member) -> Actor:
    """A member as he acts himself."""
    seats = select(Seat).where(Seat.member_id == member.id).order_by(Seat.id).limit(1)
    seat = db.session.scalars(seats).one()
    return queries.actor_in(seat.user, seat)


def actor_named(username: str) -> Actor:
    """A visitor's account in its first seat."""
    user = user_named(username)
    return queries.actor_in(user, user.seats[0])


def user_named(username: str) -> User:
    """The user of this name, who exists."""
    return db.session.scalars(select(User).where(User.username == username)).one()


def member_numbered(no: str) -> Member:
    """The member of this number, who exists."""
    return db.session.scalars(select(Member).where(Member.no == no)).one()


def organisation_named(name: str) -> Organisation:
    """The organisation of this name, which exists."""
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def sign_in_rows() -> list[tuple[str, str, str, str]]:
    """(name, seat, user name, password) of the accounts for visitors, as far as they still hold a seat."""
    users = db.session.scalars(select(User).where(User.is_demo, User.is_active).order_by(User.id)).all()
    return [
        (user.name, "、".join(seat.title for seat in queries.seats_held(user)), user.username, PASSWORD)
        for user in users if queries.seats_held(user)
    ]  # fmt: skip
