"""What can be done to contacts. Every function changes rows, records an event, and never commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM, Actor, Role
from liaison.audit.actions import changed_fields, record
from liaison.contacts import queries, rules
from liaison.contacts.models import Activity, Companion, Contact, Draft
from liaison.core import clock
from liaison.core.counters import next_number, reach
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import every
from liaison.jobs.rules import FIRST_OF_WEEK
from liaison.notices.actions import tell
from liaison.orgs.models import Channel
from liaison.roster.actions.references import declare_reference
from liaison.roster.models import Member, Representative

CORRECTABLE = (
    "contacted_on", "channel_id", "topics", "talk", "place", "station_id", "task_id", "other_tasks", "began_at",
    "ended_at", "present_count",
)  # fmt: skip
LISTS = ("topics", "other_tasks")
QUICKER = "别人刚刚改过这次联系，您的修改还没有保存。请看看最新内容，再改一次。"
GONE = "已经出库，不能再记新的联系。请换一位代表。"
WHERE_NOBODY_SAYS = ("task_id", "place")  # cells that `record_contact` fills in itself

declare_reference("contact", "representative_id")


def record_contact(member: Member, representative: Representative, actor: Actor, **filled: Any) -> Contact:
    """Write down one contact of a member with one representative.

    filled: contacted_on, channel_id, topics (list); may be left out: talk, place, station_id, task_id,
    has_request, activity, other_tasks (list), began_at, ended_at, present_count, companions (names).
    An actor who is not the member stands as its recorder (代录).
    Raises Refused when the day cannot be, somebody has left, or the same was saved a moment ago.
    """
    cells = stored_cells(filled)
    refuse_impossible(member, [representative], cells, actor)
    contact = Contact(
        number=new_number(cells["contacted_on"].year), member_id=member.id, representative_id=representative.id,
        activity_id=filled["activity"].id if filled.get("activity") else None,
        has_request=bool(filled.get("has_request")), recorded_by=None if is_own(member, actor) else actor.signature,
        recorder_id=actor.user_id, recorded_at=clock.now(), **cells,
    )  # fmt: skip
    contact.task_id = contact.task_id or queries.usual_task_id(contact.has_request)
    contact.place = contact.place or usual_place(contact, representative)
    db.session.add(contact)
    set_companions(contact, member, filled.get("companions"))
    record("contact.record", contact, actor, changes={"representative": [None, representative.name]})
    return contact


def record_activity(
    member: Member, actor: Actor, people: Sequence[Representative], *, title: str = "", **filled: Any
) -> list[Contact]:
    """Write down one activity and, for each representative present, a contact of his own.

    filled: as for `record_contact`. Gives the contacts in the order of the people.
    Source: each counts in 联系次数.
    """
    if not people:
        raise Refused("请选来了哪些代表", {"people": "请选来了哪些代表"})
    cells = stored_cells(filled)
    refuse_impossible(member, people, cells, actor)
    activity = Activity(
        title=title or f"{people[0].name}等 {len(people)} 位代表的活动", held_on=cells["contacted_on"],
        place=cells.get("place"), station_id=cells.get("station_id"), member_id=member.id,
    )  # fmt: skip
    db.session.add(activity)
    db.session.flush()
    contacts = [record_contact(member, person, actor, **filled, activity=activity) for person in people]
    record("activity.record", activity, actor, changes={"contacts": [None, [c.number for c in contacts]]})
    return contacts


def stored_cells(filled: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of the record sheet as the table holds them: topics joined by 、."""
    cells = {key: filled[key] for key in CORRECTABLE if key in filled}
    for key in LISTS:
        if isinstance(cells.get(key), list | tuple):
            cells[key] = rules.BETWEEN_TOPICS.join(cells[key])
    return cells


def set_companions(contact: Contact, member: Member, words: str | None) -> None:
    """Make these the other members who took part. words: names or numbers; one that is not clear is refused."""
    found = [companion_named(word, member) for word in rules.names_in(words or "")]
    known = {one.member_id: one for one in contact.companions}
    contact.companions = [known.get(one.id) or Companion(member_id=one.id) for one in dict.fromkeys(found)]


def companion_named(word: str, member: Member) -> Member:
    """The one serving member of this name or number, other than the one who writes."""
    found = [one for one in queries.members_called(word) if one.id != member.id]
    if len(found) == 1:
        return found[0]
    why = f"有 {len(found)} 位委员叫{word}，请写委员编号" if found else f"没有别的委员叫{word}，请核对姓名"
    raise Refused(why, {"companions": why})


def refuse_impossible(
    member: Member, people: Sequence[Representative], cells: Mapping[str, Any], actor: Actor
) -> None:
    """Refuse a day that cannot be, people who have left, and what was saved a moment ago."""
    problem = rules.day_problem(cells["contacted_on"], clock.today())
    if problem:
        raise Refused(problem, {"contacted_on": problem})
    refuse_odd_times(cells)
    gone = next((person for person in (member, *people) if person.left_on), None)
    if gone:
        raise Refused(f"{gone.name}{GONE}")
    told = {key: value for key, value in cells.items() if value or key not in WHERE_NOBODY_SAYS}
    wait_for_others(member)
    again = queries.same_of_late(member, [person.id for person in people], actor, **told)
    if again and again.activity_id is None:
        raise Refused(f"这次联系刚才已经记下（{again.number}），不用再记一遍。")


def wait_for_others(member: Member) -> None:
    """Of several taps at once let one be saved, so that the next ones see it."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update(key_share=True))


def refuse_odd_times(cells: Mapping[str, Any]) -> None:
    """Refuse an end before the beginning."""
    if cells.get("began_at") and cells.get("ended_at") and cells["ended_at"] < cells["began_at"]:
        early = "结束的时间早于开始的时间，请核对"
        raise Refused(early, {"ended_at": early})


def is_own(member: Member, actor: Actor) -> bool:
    """Whether the member records for himself."""
    return actor.role is Role.MEMBER and actor.member_id == member.id and actor.for_user_id is None


def usual_place(contact: Contact, representative: Representative) -> str | None:
    """Where one meets when nobody says: at the representative's, unless it was on the line or at a station."""
    channel = db.session.get(Channel, contact.channel_id)
    if contact.station_id or (channel and channel.is_online):
        return None
    return f"{representative.area.name}{representative.village.name if representative.village else ''}"


def new_number(year: int) -> str:
    """The next number of a year."""
    return rules.number_of(year, next_number(rules.counter_of(year)))


def reach_number(number: str) -> None:
    """Note a number that came in with a ledger, so that it is not given out again. number: `LX20240001`."""
    reach(rules.counter_of(int(number[2:6])), int(number[6:]))


def correct(contact: Contact, actor: Actor, *, seen_version: int | None = None, **filled: Any) -> Contact:
    """Correct cells of a contact: by the member within 24 hours, by clerk and office later.

    seen_version: the version whose cells the page showed; another one means that somebody was quicker.
    """
    refuse_closed(contact, actor, "更正")
    if seen_version not in (None, contact.version):
        raise Refused(QUICKER)
    cells = stored_cells(filled)
    problem = rules.day_problem(cells.get("contacted_on", contact.contacted_on), clock.today())
    if cells.get("contacted_on") and cells["contacted_on"].year != contact.contacted_on.year:
        problem = "不能改到另一年，请把这次联系作废，再按新日期记一次"
    if problem:
        raise Refused(problem, {"contacted_on": problem})
    refuse_odd_times(cells)
    for key, value in cells.items():
        setattr(contact, key, value)
    changes, before = changed_fields(contact), contact.companion_names
    if "companions" in filled:
        set_companions(contact, contact.member, filled["companions"])
    record("contact.correct", contact, actor, changes=changes | companions_changed(before, contact))
    return contact


def companions_changed(before: str, contact: Contact) -> dict[str, list[Any]]:
    """`{"companions": [names, names]}` where others took part than was written."""
    now = "、".join(db.session.get_one(Member, one.member_id).name for one in contact.companions)
    return {"companions": [before or None, now or None]} if now != before else {}


def void(contact: Contact, reason: str, actor: Actor) -> Contact:
    """Let a contact count nowhere; it stays visible with its reason."""
    refuse_closed(contact, actor, "作废")
    if not reason.strip():
        raise Refused("请写作废的原因", {"reason": "请写作废的原因"})
    return put_out(contact, reason.strip(), actor, "contact.void")


def take_back(contact: Contact, actor: Actor) -> Contact:
    """Take back what was recorded by oneself within ten minutes, as a slip of the finger."""
    if contact.is_void:
        raise Refused("这次联系已经撤回了。")
    if contact.recorder_id != actor.user_id or not rules.may_take_back(contact.recorded_at, clock.now()):
        raise Refused("过了 10 分钟，不能撤回了。可以更正，或者写明原因作废。")
    return put_out(contact, rules.TAKEN_BACK, actor, "contact.take_back")


def refuse_closed(contact: Contact, actor: Actor, verb: str) -> None:
    """Refuse a voided contact, and the member himself after 24 hours."""
    if contact.is_void:
        raise Refused(f"这次联系已经作废，不能再{verb}。")
    if actor.role is Role.MEMBER and not rules.may_correct(contact.recorded_at, clock.now()):
        raise Refused(f"过了 24 小时，请联系政协工委经办{verb}。")


def put_out(contact: Contact, reason: str, actor: Actor, verb: str) -> Contact:
    """Mark a contact as void."""
    contact.state, contact.void_reason = rules.VOID, reason
    record(verb, contact, actor, changes={"state": [rules.VALID, rules.VOID], "reason": [None, reason]})
    return contact


def keep_draft(actor: Actor, page: str, cells: Mapping[str, Any]) -> Draft:
    """Keep what somebody is typing; no event, for nothing has been done yet. cells: `{field: [values]}`."""
    draft = queries.draft_of(actor, page) or Draft(user_id=actor.user_id, page=page)
    draft.cells, draft.saved_at = dict(cells), clock.now()
    db.session.add(draft)
    return draft


def forget_draft(actor: Actor, page: str) -> None:
    """Drop the draft of a page: it was saved, or is not wanted."""
    draft = queries.draft_of(actor, page) if rules.is_draft_page(page) else None
    if draft:
        db.session.delete(draft)


def remind_of_blind_spots(actor: Actor, days: int | None = None) -> int:
    """Tell each committee's desks and the office how many blind spots there are; gives how many users were told.

    Once in a week (Monday to Sunday), however often it is called. Numbers only, no names.
    """
    days = days or queries.usual_days()
    counts = queries.blind_counts(actor, days)
    desks = queries.desks_of(one.committee_id for one in counts if one.committee_id)
    told = sum(
        tell_desk(users, (one.people, one.members, days), one.committee_id, actor)
        for one in counts for users in (desks.get(one.committee_id),) if users
    )  # fmt: skip
    whole = sum(one.people for one in counts), sum(one.members for one in counts), days
    return told + (tell_desk(queries.office_users(), whole, "all", actor) if counts else 0)


@every("contacts.blind_spots", "提醒联系盲区", FIRST_OF_WEEK)
def remind_by_the_clock() -> str:
    """As `remind_of_blind_spots`, by the clock."""
    with transaction():
        told = remind_of_blind_spots(SYSTEM)
    return f"发了 {told} 条消息"


def tell_desk(user_ids: Sequence[int], numbers: tuple[int, int, int], desk: int | str, actor: Actor) -> int:
    """Tell a desk of its blind spots. numbers: of people, of members and of days."""
    people, members, days = numbers
    title = f"{people:,} 位代表满 {days} 天没有联系"
    body = f"是 {members} 位委员的。点开看是哪些，提醒委员打个电话。"
    key = f"{rules.week_key(clock.today())} {desk}"
    return tell(user_ids, rules.BLIND_SPOTS, title, body, f"/contacts/blind-spots?days={days}", actor, key=key)
