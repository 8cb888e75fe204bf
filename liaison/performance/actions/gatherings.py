"""Holding an activity: calling it, signing in, and writing down who was there, had leave or did not come."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import changed_fields, record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.performance.actions.deeds import REST, members_named, new_deed, refuse_late, sound_amount, stored
from liaison.performance.models import VALID, Deed, Gathering
from liaison.performance.queries.deeds import OF_STANDING
from liaison.performance.queries.gatherings import Scanned, not_written_down, record_at
from liaison.performance.rules.deeds import ABSENT, EXCUSED
from liaison.performance.rules.gatherings import KINDS, takes_leave
from liaison.roster.models import Member

TOKEN_BYTES = 16
NO_LEAVE = "这一类活动只记参加，不记请假和缺席。"


def call_gathering(actor: Actor, *, day: date, at: time, **cells: Any) -> Gathering:
    """An activity to which members can sign in by its code."""
    gathering = Gathering(
        held_on=day, starts_at=clock.at(day, at), token=secrets.token_urlsafe(TOKEN_BYTES),
        organisation_id=actor.organisation_id, is_cancelled=False, made_by=actor.name, made_by_id=actor.user_id,
        made_at=clock.now(), **sound(cells),
    )  # fmt: skip
    refuse_same(gathering)
    db.session.add(gathering)
    record("gathering.call", gathering, actor, changes={"day": [None, day.isoformat()]})
    return gathering


def change_gathering(gathering: Gathering, actor: Actor, *, day: date, at: time, **cells: Any) -> Gathering:
    """Change an activity of which nothing is written down yet."""
    refuse_begun(gathering)
    with db.session.no_autoflush:
        for key, value in {**sound(cells), "held_on": day, "starts_at": clock.at(day, at)}.items():
            setattr(gathering, key, value)
        refuse_same(gathering)
    changes = {key: pair for key, pair in changed_fields(gathering).items() if key in ("title", "place")}
    record("gathering.change", gathering, actor, changes=changes)
    return gathering


def cancel_gathering(gathering: Gathering, actor: Actor) -> Gathering:
    """It does not take place; its code opens nothing any more."""
    refuse_begun(gathering)
    gathering.is_cancelled = True
    record("gathering.cancel", gathering, actor)
    return gathering


def sound(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells, when they mean something."""
    return {**cells, "amount": sound_amount(cells.get("amount")), "is_changing": bool(cells.get("is_changing"))}


def refuse_same(gathering: Gathering) -> None:
    """Refuse a second activity of one name on one day: its records could not be told apart."""
    same = select(Gathering.id).where(
        Gathering.kind == gathering.kind, Gathering.title == gathering.title, Gathering.held_on == gathering.held_on,
        Gathering.is_cancelled.is_(False), Gathering.id != (gathering.id or 0),
    )  # fmt: skip
    if db.session.scalar(same):
        sentence = "这一天已经有同名的活动，请在名称里写明上午、下午或场次"
        raise Refused(sentence, {"title": sentence})


def refuse_begun(gathering: Gathering) -> None:
    """Refuse once somebody has signed in, or it is cancelled."""
    if gathering.is_cancelled:
        raise Refused("这次活动已经取消了。")
    if db.session.scalar(select(Deed.id).where(Deed.gathering_id == gathering.id, Deed.state == VALID).limit(1)):
        raise Refused("已经有人签到，不能再改。记错的在名单里作废。")


def sign_in(scanned: Scanned, actor: Actor) -> Deed:
    """The member who scanned is there; twice is once. Raises Refused outside the time and by an old code."""
    gathering, member, now = scanned.gathering, db.session.get_one(Member, actor.member_id), clock.now()
    standing = record_at(gathering, member.id)
    if standing:
        return present(standing)
    refuse_now(scanned, member, now)
    in_time, late = KINDS[gathering.kind]
    deed = Deed(
        member_id=member.id, kind=gathering.kind, result=late if gathering.is_late(now) else in_time,
        title=gathering.title, held_on=gathering.held_on, amount=gathering.amount, place=1, authors=1,
        evidence=f"扫码签到 {clock.local(now):%H:%M}", organisation_id=gathering.organisation_id,
        gathering_id=gathering.id, recorded_by=actor.signature, recorder_id=actor.user_id, recorded_at=now, state=VALID,
    )  # fmt: skip
    refuse_late(deed.held_on, actor)
    db.session.add(deed)
    record("gathering.sign_in", deed, actor, label=gathering.title, changes={"state": [None, deed.result]})
    return deed


def present(deed: Deed) -> Deed:
    """What stands, if it says that he was there."""
    if deed.result in (EXCUSED, ABSENT):
        raise Refused(f"名单上您是{deed.result}。人到了，请现场的工作人员改过来。")
    return deed


def refuse_now(scanned: Scanned, member: Member, now: datetime) -> None:
    """Refuse what is too early, too late, by an old code, cancelled, or not for this member."""
    if sentence := why_not(scanned, member, now):
        raise Refused(sentence)


def why_not(scanned: Scanned, member: Member, now: datetime) -> str:
    """Why a member cannot sign in now, in a sentence that says what to do; empty where he can."""
    gathering = scanned.gathering
    begins = clock.local(gathering.opens_at)
    reasons = (
        (gathering.is_cancelled, "这次活动已经取消了。"),
        (now < gathering.opens_at, f"还没到签到的时候，{begins.month}月{begins.day}日 {begins:%H:%M} 再来扫。"),
        (now > gathering.closes_at, "签到已经结束。人到了的，请现场的工作人员补记。"),
        (not scanned.is_good, "这个码已经换了，请再扫一次屏幕上的码。"),
        (gathering.kind == OF_STANDING and not member.is_standing, "这次只记常委。列席的，请告诉现场的工作人员。"),
        (member.left_on is not None, "您已经离任，不用签到。"),
    )
    return next((sentence for is_so, sentence in reasons if is_so), "")


def note_presence(gathering: Gathering, names: str, result: str, actor: Actor) -> list[Deed]:
    """Write down who was there without scanning. names: names or numbers, or 其余; result: one of its kind's."""
    if clock.now() < gathering.opens_at:
        raise Refused("还没到签到的时候，到了时候再记。")
    if result not in KINDS[gathering.kind]:
        raise Refused("请选记成什么", {"result": "请选记成什么"})
    return noted(gathering, called(gathering, names, actor), result, "现场补记", actor)


def note_leave(gathering: Gathering, names: str, reason: str, actor: Actor) -> list[Deed]:
    """Write down who had leave and why. names: names or numbers."""
    refuse_without_leave(gathering)
    return noted(gathering, members_named(names, actor, "names"), EXCUSED, f"请假：{reason}", actor)


def note_absence(gathering: Gathering, names: str, actor: Actor) -> list[Deed]:
    """Write down who did not come; 其余 stands for all in sight of whom nothing is written down. After it is over."""
    if clock.now() <= gathering.closes_at:
        raise Refused("签到还没有结束，结束以后再记缺席。")
    refuse_without_leave(gathering)
    return noted(gathering, called(gathering, names, actor), ABSENT, "没有签到", actor)


def called(gathering: Gathering, names: str, actor: Actor) -> list[Member]:
    """The members of these names or numbers; of 其余 all in sight of whom nothing is written down."""
    return not_written_down(gathering, actor) if names.strip() == REST else members_named(names, actor, "names")


def refuse_without_leave(gathering: Gathering) -> None:
    """Refuse a kind of which only presence is recorded."""
    if not takes_leave(gathering.kind):
        raise Refused(NO_LEAVE)


def noted(gathering: Gathering, members: list[Member], result: str, evidence: str, actor: Actor) -> list[Deed]:
    """Store the same of several members."""
    if gathering.is_cancelled:
        raise Refused("这次活动已经取消了。")
    if not members:
        raise Refused("名单上没有要记的人", {"names": "名单上没有要记的人"})
    cells = {"kind": gathering.kind, "title": gathering.title, "held_on": gathering.held_on}
    deeds = [
        new_deed(member, actor, result=result, amount=gathering.amount, evidence=evidence, gathering_id=gathering.id,
                 **cells)
        for member in members
    ]  # fmt: skip
    return stored(deeds, actor)
