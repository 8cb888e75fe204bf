"""What helps somebody who is writing a contact down: his usual way, topics, the task, drafts."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from liaison.access import Actor
from liaison.contacts import rules
from liaison.contacts.models import Contact, Draft
from liaison.contacts.queries.people import people_chosen
from liaison.core.db import db
from liaison.orgs.models import Category, Task
from liaison.orgs.rules import TOPICS
from liaison.roster.models import Member, Representative


def last_channel_of(actor: Actor) -> int | None:
    """The way of contact that this person used last."""
    mine = select(Contact.channel_id).where(Contact.recorder_id == actor.user_id).order_by(Contact.id.desc())
    return db.session.scalar(mine.limit(1))


def topics() -> list[str]:
    """What one can talk about: the chips of the member's phone, the office's own ones before 其他."""
    found = select(Category.topic).where(Category.is_active).group_by(Category.topic).order_by(func.min(Category.id))
    places = {topic: place for place, topic in enumerate(TOPICS)}
    return sorted(db.session.scalars(found), key=lambda topic: places.get(topic, len(TOPICS) - 1.5))


def usual_task_id(has_request: bool) -> int | None:
    """The task that a contact serves when nobody says: 反映社情民意 with a request, else 广泛凝聚共识."""
    name = rules.TASK_WITH_REQUEST if has_request else rules.TASK_WITHOUT
    return db.session.scalar(select(Task.id).where(Task.name == name))


def members_called(word: str) -> list[Member]:
    """The serving members of this name or number."""
    called = or_(Member.name == word, Member.no == word)
    return list(db.session.scalars(select(Member).where(called, Member.left_on.is_(None)).order_by(Member.id)))


def draft_of(actor: Actor, page: str) -> Draft | None:
    """What this person was typing on this page."""
    return db.session.scalar(select(Draft).where(Draft.user_id == actor.user_id, Draft.page == page))


def unfinished(actor: Actor, member: Member) -> list[tuple[Draft, list[Representative]]]:
    """The contacts of this member that the actor left half typed, newest first, and whom they were with."""
    pages = Draft.page.startswith(f"contact:{member.id}:", autoescape=True)
    mine = select(Draft).where(Draft.user_id == actor.user_id, pages).order_by(Draft.saved_at.desc())
    drafts = [(draft, people_of(draft)) for draft in db.session.scalars(mine)]
    people = {one.id: one for one in people_chosen(actor, member, [i for _draft, ids in drafts for i in ids])}
    return [(draft, [people[i] for i in ids]) for draft, ids in drafts if all(i in people for i in ids)]


def people_of(draft: Draft) -> list[int]:
    """The ids of the people in the key of a draft: `contact:12:7,9` gives 7 and 9."""
    return [int(number) for number in draft.page.rsplit(":", 1)[-1].split(",") if number]
