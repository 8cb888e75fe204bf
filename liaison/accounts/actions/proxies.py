"""代办: asking somebody to stand in, for oneself or for a colleague who cannot, and ending it early."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from liaison.access import GOVERNING, Actor, Role
from liaison.accounts import queries
from liaison.accounts.models import Proxy, Seat, User
from liaison.accounts.rules import absences
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused


def appoint_proxy(
    absent: User, actor: Actor, *, to_user_id: int, starts_on: date, ends_on: date, reason: str,
    seat_id: int | None = None, is_cases_only: bool = False,
) -> Proxy:  # fmt: skip
    """Let somebody stand in for a user on these days, both included; seat_id: in this seat only, else in all.

    Raises Refused beside the field that is wrong: days in disorder or gone by, oneself, somebody who cannot sign in
    or is not of the same organisation (the office may choose anybody), days on which somebody stands in already.
    """
    if actor.for_user_id is not None:
        raise Refused("您现在是代别人办事。请先换回自己的身份，再请人代办。")
    refuse_odd_days(starts_on, ends_on)
    is_anywhere = actor.role in queries.PICKS_ANYBODY and actor.user_id != absent.id
    seats = seats_to_pass_on(absent, seat_id, is_cases_only=is_cases_only)
    if actor.user_id not in (None, absent.id) and to_user_id == actor.user_id:
        refuse("to_user_id", "不能派自己替别人办事，请另选一位，或者请别的同志来定")
    stand_in = whoever_may(absent, to_user_id, seats, is_anywhere=is_anywhere)
    refuse_second(absent, seat_id, starts_on, ends_on)
    proxy = Proxy(
        absent=absent, stand_in=stand_in, seat_id=seat_id, starts_on=starts_on, ends_on=ends_on,
        is_cases_only=is_cases_only, is_anywhere=is_anywhere, reason=reason, made_by=actor.name,
        made_by_id=actor.user_id, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(proxy)
    days = absences.days_in_words(starts_on, ends_on)
    record("proxy.make", proxy, actor, label=str(proxy), changes={"days": [None, days], "reason": [None, reason]})
    return proxy


def refuse_odd_days(starts_on: date, ends_on: date) -> None:
    """The days are in order, not gone by, and not for ever."""
    if starts_on < clock.today():
        refuse("starts_on", "开始的日子已经过了，请从今天或以后算起")
    if ends_on < starts_on:
        refuse("ends_on", "结束的日子比开始早，请改一下")
    if (ends_on - starts_on).days >= absences.LONGEST_DAYS:
        refuse("ends_on", "一次最多请一年，到期再请；不回来的请用“换人”")


def refuse(field: str, sentence: str) -> None:
    """Refuse beside one field."""
    raise Refused(sentence, {field: sentence})


def seats_to_pass_on(absent: User, seat_id: int | None, *, is_cases_only: bool) -> list[Seat]:
    """The seats in question: the one named or all that can be passed on. Raises Refused where there is none."""
    held = [seat for seat in queries.seats_held(absent) if seat_id in (None, seat.id)]
    if not held:
        refuse("seat_id", "这个身份现在没有了，请刷新页面再选")
    kept = absences.WITHOUT_CASES if is_cases_only else GOVERNING
    seats = [seat for seat in held if seat.role not in kept]
    if not seats:
        titles = "、".join(dict.fromkeys(seat.role_title for seat in held))
        why = "没有诉求要办" if is_cases_only and held[0].role not in GOVERNING else "不能请人代办"
        refuse("seat_id", f"{titles}的身份{why}，请选别的")
    return seats


def whoever_may(absent: User, to_user_id: int, seats: Iterable[Seat], *, is_anywhere: bool) -> User:
    """The person asked to stand in, who may sign in and is of the same house in each of these seats."""
    stand_in = db.session.get(User, to_user_id)
    if stand_in is None or not stand_in.is_active or not queries.seats_held(stand_in):
        refuse("to_user_id", "这位现在登录不了，请另选一位")
    if stand_in.id == absent.id:
        refuse("to_user_id", "不能请自己代办，请另选一位")
    if any(seat.role in GOVERNING for seat in queries.seats_held(stand_in)):
        refuse("to_user_id", "管理员不办业务，不能代办，请另选一位")
    places = absences.places_of(queries.chairs_of([stand_in.id], clock.today()))
    far = [s for s in seats if absences.place_of(chair_of(s)) not in places.get(stand_in.id, ())]
    if far and not is_anywhere:
        ask = "请只选他能代的身份，或者请办公室来定" if absent.seats[1:] else "请另选一位，或者请办公室来定"
        refuse("to_user_id", f"{stand_in.name}不在一个单位，不能代“{far[0].title}”。{ask}")
    return stand_in


def chair_of(seat: Seat) -> absences.Chair:
    """A seat in plain values."""
    return absences.Chair(seat.id, seat.user_id, Role(seat.role), seat.organisation_id)


def refuse_second(absent: User, seat_id: int | None, starts_on: date, ends_on: date) -> None:
    """One person stands in on a day, so that everybody knows who it is."""
    other = queries.overlapping(absent.id, seat_id, starts_on, ends_on)
    if other:
        days = absences.days_in_words(other.starts_on, other.ends_on)
        refuse("starts_on", f"{days}已经请{other.stand_in.name}代办，请先结束那一次，或者换几天")


def end_proxy(proxy: Proxy, actor: Actor) -> Proxy:
    """End it now: from the next request on nobody acts by it. What was done stays as it is."""
    if proxy.ended_at is not None:
        raise Refused("这次代办已经结束了。")
    proxy.ended_at = clock.now()
    record("proxy.end", proxy, actor, label=str(proxy))
    return proxy
