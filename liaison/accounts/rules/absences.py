"""Rules of 代办: who may act in whose seat on a day, through a chain of people who stand in for each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liaison.access.roles import GOVERNING, Role

MOST_HOPS = 10
LONGEST_DAYS = 366
ALL_WORK, CASES_ONLY = "全部工作", "只办诉求"
SCOPES = (ALL_WORK, CASES_ONLY)
REASONS = ("请假", "出差", "其他")
WITHOUT_CASES = (Role.LIBRARIAN, *GOVERNING)


@dataclass(frozen=True)
class Chair:
    """A seat held on the day, in plain values."""

    seat_id: int
    user_id: int
    role: Role
    organisation_id: int | None = None


@dataclass(frozen=True)
class Hop:
    """One person stands in for another on the day. seat_id: for this seat only; is_anywhere: whoever it is."""

    from_user: int
    to_user: int
    seat_id: int | None = None
    is_cases_only: bool = False
    is_anywhere: bool = False


def stand_ins(chair: Chair, hops: Iterable[Hop], chairs: Iterable[Chair]) -> dict[int, bool]:
    """`{user id: for cases only}` of all who may act in a seat besides its holder.

    Whoever stands in for somebody also stands in for those he stands in for, over at most ten people; nobody comes
    up twice, so that circles end. Of several ways to the same person the widest counts.
    """
    leaving, places = by_user(hops), places_of(chairs)
    found: dict[int, bool] = {}
    level = [(chair.user_id, False)]
    for _ in range(MOST_HOPS):
        onward = [
            (hop.to_user, is_narrow or hop.is_cases_only)
            for user_id, is_narrow in level for hop in leaving.get(user_id, ()) if carries(hop, chair, places)
        ]  # fmt: skip
        level = [(user_id, narrow) for user_id, narrow in onward if widens(found, chair, user_id, is_narrow=narrow)]
    return found


def by_user(hops: Iterable[Hop]) -> Mapping[int, Sequence[Hop]]:
    """The hops by who is absent."""
    leaving = defaultdict(list)
    for hop in hops:
        leaving[hop.from_user].append(hop)
    return leaving


def places_of(chairs: Iterable[Chair]) -> Mapping[int, set[tuple[int | None, Role | None]]]:
    """Where each user sits: `(organisation, nothing)`, and `(nothing, role)` for those who sit at none."""
    places = defaultdict(set)
    for chair in chairs:
        places[chair.user_id].add(place_of(chair))
    return places


def place_of(chair: Chair) -> tuple[int | None, Role | None]:
    """What two people must share so that one may stand in for the other."""
    is_at_desk = chair.organisation_id is not None and chair.role not in (Role.MEMBER, *GOVERNING)
    return (chair.organisation_id, None) if is_at_desk else (None, chair.role)


def carries(hop: Hop, chair: Chair, places: Mapping[int, set[tuple[int | None, Role | None]]]) -> bool:
    """Whether a hop passes this seat on: it is in its scope, and the other is of the same house.

    An administrator's seat is never passed on, nor is business to an administrator; one that has no cases is not
    where only cases are. Nothing is passed on to somebody who has no seat himself any more.
    """
    if chair.role in GOVERNING or (hop.is_cases_only and chair.role in WITHOUT_CASES):
        return False
    places_there = places.get(hop.to_user, ())
    if any(role in GOVERNING for _organisation, role in places_there):
        return False
    is_near = place_of(chair) in places_there or (hop.is_anywhere and bool(places_there))
    return is_near and hop.seat_id in (None, chair.seat_id)


def widens(found: dict[int, bool], chair: Chair, user_id: int, *, is_narrow: bool) -> bool:
    """Note that somebody may act in the seat; whether this gives him more than what was known."""
    if user_id == chair.user_id or (user_id in found and (is_narrow or not found[user_id])):
        return False
    found[user_id] = is_narrow
    return True


def days_in_words(starts_on: date, ends_on: date) -> str:
    """10月1日至8日; 10月28日至11月3日; 12月28日至2027年1月3日; 10月1日 for one day."""
    first = f"{starts_on.month}月{starts_on.day}日"
    if starts_on == ends_on:
        return first
    year = f"{ends_on.year}年" if ends_on.year != starts_on.year else ""
    month = f"{ends_on.month}月" if year or ends_on.month != starts_on.month else ""
    return f"{first}至{year}{month}{ends_on.day}日"
