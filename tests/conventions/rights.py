"""What an old session may do and see, reckoned from the bare rows: the oracle of test_rights_end.py.

Nothing of the program's own reckoning is used here but the table of permissions, which is what is to be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Role
from liaison.access.table import NEVER_BY_PROXY, OWN_DEEDS, TABLE, WITH_THE_CASES
from liaison.accounts.models import Proxy, Seat, SignIn, User
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.orgs.models import Organisation
from liaison.roster.models import Library, Member, Membership, Representative

TABLES = (User, Seat, Proxy, SignIn, Case, Contact, Member, Membership, Representative, Library, Organisation)
ADMINISTRATORS = ("admin", "security", "auditor")
ALL_SEEING = ("office", "leader", "supervisor")
NOTHING: tuple[str, Any] = ("nobody", None)


@dataclass(frozen=True)
class Rights:
    """Who somebody is (role, seat) and what he may: the permissions of his seat, and the ids of what he sees."""

    seat: tuple[str, Any]
    may: frozenset[str] = frozenset()
    cases: frozenset[int] = frozenset()
    contacts: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


def house_of(seat: Any) -> Any:
    """What two seats share whose holders may stand in for each other: the organisation, or the role at none."""
    return seat.organisation_id if seat.organisation_id and seat.role != "member" else seat.role


class Rows:
    """The rows as they are stored now."""

    def __init__(self, day: date) -> None:
        """day: today."""
        self.day = day
        self.of: dict[Any, dict[int, Any]] = {}
        for model in TABLES:
            found = db.session.execute(select(*model.__table__.columns))
            self.of[model] = {row.id: row for row in found}

    def rights(self, session_id: int) -> Rights:
        """What the person of a session may now."""
        session = self.of[SignIn][session_id]
        user = self.of[User][session.user_id]
        if session.ended_at is not None or not user.is_active:
            return Rights(NOTHING)
        own = {seat.id: False for seat in self.held() if seat.user_id == user.id}
        taken = own | {id_: is_narrow for id_, is_narrow in self.stood_in(user.id).items() if id_ not in own}
        chosen = session.seat_id if session.seat_id in taken else next(iter([*own, *sorted({*taken} - {*own})]), None)
        return self.rights_in(chosen, user.id, is_narrow=taken[chosen]) if chosen else Rights(NOTHING)

    def rights_in(self, seat_id: int, user_id: int, *, is_narrow: bool) -> Rights:
        """What somebody may in a seat."""
        seat = self.of[Seat][seat_id]
        sees = lambda model, does: frozenset(i for i, row in self.of[model].items() if does(seat, row))  # noqa: E731
        may = {p for p, roles in TABLE.items() if Role(seat.role) in roles}
        if seat.user_id != user_id:
            may = {p for p in may if p not in NEVER_BY_PROXY and not (is_narrow and not p.startswith(WITH_THE_CASES))}
            may -= OWN_DEEDS if seat.role == "member" else set()
        return Rights(
            (seat.role, seat_id), frozenset(may), sees(Case, self.sees_case), sees(Contact, self.sees_contact),
            sees(Representative, self.sees_person),
        )  # fmt: skip

    def held(self) -> list[Any]:
        """The seats that are held today, first given first; a member's while he serves."""
        is_held = lambda seat: seat.started_on <= self.day and (seat.ended_on is None or self.day < seat.ended_on)  # noqa: E731
        return sorted((one for one in self.of[Seat].values() if is_held(one) and self.serves(one)), key=lambda s: s.id)

    def serves(self, seat: Any) -> bool:
        """Whether the member of a seat serves; of other seats always."""
        return seat.role != "member" or self.of[Member][seat.member_id].left_on is None

    def stood_in(self, user_id: int) -> dict[int, bool]:
        """`{seat: for cases only}` of the seats of others that somebody may take today."""
        found: dict[int, bool] = {}
        for seat in self.held():
            if seat.user_id != user_id and seat.role not in ADMINISTRATORS:
                ways = list(self.ways(seat, seat.user_id, user_id, {seat.user_id}))
                found |= {seat.id: all(ways)} if ways else {}
        return found

    def ways(self, seat: Any, at: int, to: int, been: set[int], *, is_narrow: bool = False) -> Iterator[bool]:
        """For each chain of people from one to another in this seat, whether it is for cases only."""
        for hop in self.hops(seat, at):
            narrow = is_narrow or bool(hop.is_cases_only)
            if hop.to_user_id == to:
                yield narrow
            elif hop.to_user_id not in been:
                yield from self.ways(seat, hop.to_user_id, to, {*been, hop.to_user_id}, is_narrow=narrow)

    def hops(self, seat: Any, at: int) -> Iterator[Any]:
        """The absences of somebody that pass this seat on today."""
        for one in self.of[Proxy].values():
            lasts = one.ended_at is None and one.starts_on <= self.day <= one.ends_on
            is_of_both = one.from_user_id == at and self.is_open(at) and self.is_open(one.to_user_id)
            is_meant = one.seat_id in (None, seat.id) and not (one.is_cases_only and seat.role == "librarian")
            if lasts and is_of_both and is_meant and self.may_take(one, seat):
                yield one

    def is_open(self, user_id: int) -> bool:
        """Whether an account can be used."""
        return self.of[User][user_id].is_active

    def may_take(self, one: Any, seat: Any) -> bool:
        """Whether who is asked is of the seat's house, or at least of some house and of the office's choice."""
        theirs = [other for other in self.held() if other.user_id == one.to_user_id]
        if any(other.role in ADMINISTRATORS for other in theirs):
            return False
        return house_of(seat) in map(house_of, theirs) or bool(one.is_anywhere and theirs)

    def sees_case(self, seat: Any, case: Any) -> bool:
        """Whether a seat sees a case: its member's, its committee's, its unit's, its handler's, or all."""
        at_unit = case.unit_id == seat.organisation_id and case.unit_id is not None and case.state != "to_sign_out"
        if seat.role == "handler":
            if case.handler_id is not None:
                return at_unit and case.handler_id == seat.user_id
            return at_unit and seat.section_id in (None, case.section_id)
        return {
            "member": case.member_id == seat.member_id,
            "clerk": case.committee_id == seat.organisation_id, "director": case.committee_id == seat.organisation_id,
            "unit_leader": at_unit and case.transferred_on is not None,
        }.get(seat.role, seat.role in ALL_SEEING)  # fmt: skip

    def sees_contact(self, seat: Any, contact: Any) -> bool:
        """Whether a seat sees a contact: its member's, its committee's members' or its town's people's, or all."""
        if seat.role == "member":
            return contact.member_id == seat.member_id
        if seat.role in ("clerk", "director"):
            person, member = self.of[Representative][contact.representative_id], self.of[Member][contact.member_id]
            return member.organisation_id == seat.organisation_id or self.is_of_town(seat, person)
        return seat.role in ALL_SEEING

    def sees_person(self, seat: Any, person: Any) -> bool:
        """Whether a seat sees a representative: a member's neighbours and sector, a committee's town, a library's."""
        if seat.role in ALL_SEEING:
            return True
        if seat.role == "member":
            me = self.of[Member].get(seat.member_id)
            is_near = me and (person.area_id in (me.home_area_id, me.work_area_id) or person.sector_id == me.sector_id)
            return bool(is_near) and person.left_on is None
        stands_in = {
            one.library_id for one in self.of[Membership].values()
            if one.representative_id == person.id and one.ended_on is None
        }  # fmt: skip
        is_clerk = seat.role in ("clerk", "director")
        return (is_clerk and self.is_of_town(seat, person)) or any(self.keeps(seat, one) for one in stands_in)

    def keeps(self, seat: Any, library_id: int) -> bool:
        """Whether a library is the seat's own, its organisation's or its town's."""
        library, town = self.of[Library][library_id], self.town_of(seat)
        if seat.role == "librarian":
            return library_id == seat.library_id
        is_desk = seat.role in ("clerk", "director")
        is_owner = seat.organisation_id is not None and library.owner_id == seat.organisation_id
        is_of_town = is_desk and town is not None and library.area_id == town
        return is_of_town or (is_owner and (is_desk or seat.role == "unit_leader"))

    def town_of(self, seat: Any) -> int | None:
        """The town of the seat's organisation."""
        return self.of[Organisation][seat.organisation_id].area_id if seat.organisation_id else None

    def is_of_town(self, seat: Any, person: Any) -> bool:
        """Whether somebody lives in the town of the seat's organisation."""
        return self.town_of(seat) is not None and person.area_id == self.town_of(seat)
