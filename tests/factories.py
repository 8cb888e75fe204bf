"""Rows for tests: say only what matters, the rest is filled in sensibly."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.accounts import queries
from liaison.accounts.models import Seat, User
from liaison.assignment.models import Pairing, Plan
from liaison.casework.models import Case, PublicRequest, StationCode
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, Channel, IdentityType, Organisation, Section, Sector, Station, Task
from liaison.roster.models import Library, Member, Membership, Representative

serial = itertools.count(1)
SURNAMES = "丁万尹包邱毕卜巫冉卓"
GIVEN = "安邦成德福根宏嘉康礼茂念培庆瑞淑泰维贤逸"


def name_of(n: int) -> str:
    """A name of its own for every row, which no test gives to somebody it looks for."""
    rest, last = divmod(n, len(GIVEN))
    rest, middle = divmod(rest, len(GIVEN))
    return SURNAMES[rest % len(SURNAMES)] + GIVEN[middle] + GIVEN[last]


def first(model: Any, **where: Any) -> Any:
    """The first stored row that matches."""
    return db.session.scalars(select(model).filter_by(**where).order_by(model.id)).first()


def village_of(area: Area) -> Area | None:
    """The first village of a town."""
    return first(Area, parent_id=area.id)


def user_values(n: int) -> dict[str, Any]:
    """A user who may sign in."""
    return {
        "username": f"user{n}", "name": name_of(n), "must_change": False, "created_at": clock.now(),
    }  # fmt: skip


def member_values(n: int) -> dict[str, Any]:
    """A member of 农业界 who lives in 曲塘镇."""
    town = first(Area, name="曲塘镇")
    return {
        "no": f"HA9{n:04d}", "name": name_of(n), "sector_id": first(Sector, name="农业界").id,
        "home_area_id": town.id, "home_village_id": village_of(town).id, "work_area_id": town.id,
        "organisation_id": first(Organisation, name="曲塘镇政协工委").id,
    }  # fmt: skip


def representative_values(n: int) -> dict[str, Any]:
    """A representative of 农业界 in 曲塘镇. The phones are of the range that only invented people have."""
    town, sector = first(Area, name="曲塘镇"), first(Sector, name="农业界")
    phone = f"154{n:08d}"
    return {
        "name": name_of(n), "phone": phone, "sector_id": sector.id,
        "identity_type_id": first(IdentityType, sector_id=sector.id).id, "area_id": town.id,
        "village_id": village_of(town).id, "entered_on": date(2024, 1, 1),
    }  # fmt: skip


def contact_values(n: int) -> dict[str, Any]:
    """A contact of today."""
    return {
        "number": f"LX2026{50_000 + n}", "member_id": lambda: make_row(Member).id,
        "representative_id": lambda: make_row(Representative).id, "contacted_on": clock.today(),
        "channel_id": first(Channel).id, "task_id": first(Task).id, "recorded_at": clock.now(),
    }  # fmt: skip


def case_values(n: int) -> dict[str, Any]:
    """A case that waits to be handed over by 曲塘镇政协工委."""
    town = first(Area, name="曲塘镇")
    committee = first(Organisation, name="曲塘镇政协工委").id
    return {
        "number": f"2026-{50_000 + n}", "contact_id": lambda: make_row(Contact).id, "raised_on": clock.today(),
        "title": "刘圩村路口没有红绿灯", "text": "放学时车流混杂。", "state": "to_hand_over", "kind": "意见建议",
        "area_id": town.id, "committee_id": committee, "holder_organisation_id": committee,
        "entered_at": clock.now(),
    }  # fmt: skip


def station_code_values(n: int) -> dict[str, Any]:
    """The code of a station of 曲塘镇, which its committee looks after."""
    return {
        "station_id": first(Station, area_id=first(Area, name="曲塘镇").id).id, "token": f"token{n}", "place": "大门口",
        "owner_id": first(Organisation, name="曲塘镇政协工委").id, "expires_on": clock.today() + timedelta(days=30),
        "made_by": "刘芸", "made_at": clock.now(),
    }  # fmt: skip


def public_request_values(n: int) -> dict[str, Any]:
    """Something that waits to be looked at by 曲塘镇政协工委."""
    return {
        "number": f"{10_000_000 + n}", "key_hash": f"key{n}", "proof": "", "code_id": lambda: make_row(StationCode).id,
        "committee_id": first(Organisation, name="曲塘镇政协工委").id, "text": "刘圩村路口没有红绿灯。",
        "place": "曲塘镇刘圩村", "asker_name": "王师傅", "asker_phone": f"154{n:08d}", "notice_version": "1",
        "notice_at": clock.now(), "made_at": clock.now(),
    }  # fmt: skip


def seat_values(_n: int) -> dict[str, Any]:
    """A seat held since the year began."""
    return {"role": Role.OFFICE, "started_on": date(2024, 1, 1), "user_id": lambda: make_row(User).id}


def plan_values(n: int) -> dict[str, Any]:
    """A published plan of this year."""
    return {
        "year": clock.today().year, "name": f"第 {n} 稿", "state": "published", "source": "求解",
        "made_at": clock.now(), "made_by": "测试",
    }  # fmt: skip


def pairing_values(_n: int) -> dict[str, Any]:
    """A current pairing in slot 1."""
    return {
        "plan_id": lambda: make_row(Plan).id, "member_id": lambda: make_row(Member).id,
        "representative_id": lambda: make_row(Representative).id, "slot": 1, "is_current": True,
        "started_on": date(2024, 1, 1),
    }  # fmt: skip


def membership_values(_n: int) -> dict[str, Any]:
    """A membership of the town's library."""
    return {
        "representative_id": lambda: make_row(Representative).id, "library_id": first(Library, code="Z06").id,
        "entered_on": date(2024, 1, 1),
    }  # fmt: skip


DEFAULTS: dict[Any, Callable[[int], dict[str, Any]]] = {
    User: user_values, Member: member_values, Representative: representative_values, Contact: contact_values,
    Case: case_values, StationCode: station_code_values, PublicRequest: public_request_values,
    Seat: seat_values, Plan: plan_values, Pairing: pairing_values, Membership: membership_values,
}  # fmt: skip


def number_from(n: int) -> None:
    """Give the rows to come the numbers from here on, so that a test sees the same rows whatever ran before it."""
    global serial  # noqa: PLW0603 - one count for the whole process is the point
    serial = itertools.count(n)


def make_row(model: Any, **given: Any) -> Any:
    """Store a row. A default that would need another row is made only when it is not given."""
    defaults = DEFAULTS.get(model, lambda _n: {})(next(serial))
    values = {**defaults, **given}
    settled = {k: v() if callable(v) else v for k, v in values.items()}
    if model is Case:
        follow_contact(settled)
    row = model(**settled)
    db.session.add(row)
    db.session.flush()
    return row


def follow_contact(values: dict[str, Any]) -> None:
    """A case's member and representative are those of its contact."""
    contact = db.session.get(Contact, values["contact_id"])
    values.setdefault("member_id", contact.member_id)
    values.setdefault("representative_id", contact.representative_id)


@dataclass
class Person:
    """Somebody with an account and a seat."""

    user: User
    seat: Seat
    member: Member | None = None

    @property
    def actor(self) -> Actor:
        """The person as verbs see him."""
        return queries.actor_in(self.user, self.seat)


class People:
    """One person of each role, made when first asked for. Names tell the role."""

    def seat(self, name: str, role: Role, organisation: str = "", section: str = "", **values: Any) -> Person:
        """A user with one seat at an organisation (by name), perhaps in a section."""
        unit = first(Organisation, name=organisation) if organisation else None
        place = first(Section, organisation_id=unit.id, name=section) if section else None
        user = make_row(User, name=name)
        seat = make_row(
            Seat, user_id=user.id, role=role, organisation_id=unit.id if unit else None,
            section_id=place.id if place else None, **values,
        )  # fmt: skip
        db.session.refresh(user)
        return Person(user, seat)

    def member_named(self, name: str, **values: Any) -> Person:
        """A member with an account."""
        member = make_row(Member, name=name, **values)
        person = self.seat(name, Role.MEMBER, member_id=member.id)
        member.user_id = person.user.id
        person.member = member
        db.session.flush()
        return person

    @cached_property
    def member(self) -> Person:
        """陈立平, 农业界, at home in 曲塘镇."""
        return self.member_named("陈立平")

    @cached_property
    def other_member(self) -> Person:
        """吴晓梅, a member of 李堡镇."""
        town = first(Area, name="李堡镇")
        committee = first(Organisation, name="李堡镇政协工委").id
        return self.member_named("吴晓梅", home_area_id=town.id, home_village_id=None, organisation_id=committee)

    @cached_property
    def clerk(self) -> Person:
        """王敏, clerk of 曲塘镇政协工委."""
        return self.seat("王敏", Role.CLERK, "曲塘镇政协工委")

    @cached_property
    def other_clerk(self) -> Person:
        """A clerk of 李堡镇政协工委."""
        return self.seat("李红", Role.CLERK, "李堡镇政协工委")

    @cached_property
    def director(self) -> Person:
        """Director of 曲塘镇政协工委."""
        return self.seat("周国平", Role.DIRECTOR, "曲塘镇政协工委")

    @cached_property
    def unit_leader(self) -> Person:
        """Leader of 市住房和城乡建设局."""
        return self.seat("赵建华", Role.UNIT_LEADER, "市住房和城乡建设局")

    @cached_property
    def other_unit_leader(self) -> Person:
        """Leader of 市交通运输局."""
        return self.seat("钱伟", Role.UNIT_LEADER, "市交通运输局")

    @cached_property
    def handler(self) -> Person:
        """Handler in 城建科 of 市住房和城乡建设局."""
        return self.seat("李海峰", Role.HANDLER, "市住房和城乡建设局", "城建科")

    @cached_property
    def supervisor(self) -> Person:
        """Supervisor of the committee's office for members."""
        return self.seat("高远", Role.SUPERVISOR, "市政协委员工作委员会")

    @cached_property
    def office(self) -> Person:
        """刘芸 of the office."""
        return self.seat("刘芸", Role.OFFICE, "市政协办公室")

    @cached_property
    def leader(self) -> Person:
        """A leader who reads."""
        return self.seat("沈志明", Role.LEADER, "市政协办公室")

    @cached_property
    def librarian(self) -> Person:
        """Keeper of library M10."""
        return self.seat("马会云", Role.LIBRARIAN, "市农业农村局", library_id=first(Library, code="M10").id)

    @cached_property
    def admin(self) -> Person:
        """System administrator."""
        return self.seat("顾海燕", Role.ADMIN)

    @cached_property
    def security(self) -> Person:
        """Security administrator."""
        return self.seat("程志刚", Role.SECURITY)

    @cached_property
    def auditor(self) -> Person:
        """Reads the log."""
        return self.seat("沈月华", Role.AUDITOR)

    def everybody(self) -> dict[str, Person]:
        """All of them, by name of role."""
        names = (
            "member", "other_member", "clerk", "other_clerk", "director", "unit_leader", "other_unit_leader",
            "handler", "supervisor", "office", "leader", "librarian", "admin", "security", "auditor",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}
