"""What the pages of recording show: choices, who would receive a request, the cases that came of a contact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.casework import rules
from liaison.casework.models import Case, StepRecord, TimeLimit
from liaison.casework.queries.sight import cases_visible_to
from liaison.contacts.models import Contact
from liaison.contacts.queries import topics
from liaison.core import clock
from liaison.core.db import db
from liaison.files.queries import seen_through
from liaison.orgs.models import Channel, Organisation, Task
from liaison.orgs.queries import Routes, receiving_committee, reference_choices
from liaison.roster.models import Representative

Choice = tuple[Any, str]


def choices_among(people: Sequence[Choice]) -> Callable[[str], list[Choice]]:
    """The choices of the record page by source; people: `[(id, name)]` of those who can be named."""
    own: dict[str, Callable[[], list[Choice]]] = {
        "way": lambda: short_names(Channel), "task_short": lambda: short_names(Task),
        "task_name": lambda: [(words, words) for _id, words in short_names(Task)],
        "topic": lambda: [(topic, topic) for topic in topics()], "person": lambda: list(people),
    }  # fmt: skip
    return lambda source: own[source]() if source in own else reference_choices(source)


def short_names(model: type[Channel] | type[Task]) -> list[Choice]:
    """`[(id, short name)]` of the rows in use, as chips show them."""
    rows = select(model.id, model.short, model.name).where(model.is_active).order_by(model.id)
    return [(row.id, row.short or row.name) for row in db.session.execute(rows)]


def receiver_of(person: Representative) -> Organisation | None:
    """The committee of the representative's town, which receives what no working group takes."""
    own = receiving_committee(None, person.area_id)
    return db.session.get(Organisation, own) if own else None


def field_of(topic_words: Sequence[str], words: str | None) -> int | None:
    """The field a request belongs to, by its topics and words; None where the words do not tell."""
    routes = Routes.load()
    found = (routes.category(words or "", topic) for topic in topic_words)
    return next((category for category in found if category), None)


def cases_of(contacts: Sequence[Contact]) -> list[Case]:
    """The cases that came of these contacts, oldest first."""
    statement = select(Case).where(Case.contact_id.in_([contact.id for contact in contacts])).order_by(Case.id)
    return list(db.session.scalars(statement))


def cases_seen(actor: Actor, contacts: Sequence[Contact]) -> list[Case]:
    """Those cases of these contacts that the actor may see."""
    wanted = Case.contact_id.in_([contact.id for contact in contacts]), cases_visible_to(actor)
    return list(db.session.scalars(select(Case).where(*wanted).order_by(Case.id)))


def together_with(contact: Contact) -> list[Contact]:
    """The contacts of the same activity, this one included; alone without an activity."""
    if contact.activity_id is None:
        return [contact]
    statement = select(Contact).where(Contact.activity_id == contact.activity_id).order_by(Contact.id)
    return list(db.session.scalars(statement))


def is_untouched(case: Case, actor: Actor) -> bool:
    """Whether nobody but this actor has done anything to the case."""
    doers = select(StepRecord.actor_id).where(StepRecord.case_id == case.id).distinct()
    return set(db.session.scalars(doers)) <= {actor.user_id}


def case_with_id(actor: Actor, id: int) -> Case | None:  # noqa: A002
    """The case of this id, within the actor's sight."""
    return db.session.scalar(select(Case).where(Case.id == id, cases_visible_to(actor)))


def case_of_contact(actor: Actor, contact_id: int) -> Case | None:
    """A case of this contact that the actor may see: its page shows the contact's photos too."""
    return db.session.scalar(select(Case).where(Case.contact_id == contact_id, cases_visible_to(actor)).limit(1))


seen_through(Case.__tablename__, case_with_id)
seen_through(Contact.__tablename__, case_of_contact)


def next_steps(case: Case) -> list[tuple[str, str]]:
    """What happens to a fresh case: `[(what, when)]`, for the page that says it was saved."""
    days = dict(db.session.execute(select(TimeLimit.key, TimeLimit.days)).all())
    own = case.category.limit_days if case.category else None
    sent = f"今天 {clock.local(case.entered_at):%H:%M}"
    receiver = case.committee.name if case.committee else "政协工委"
    who = "工作组" if case.committee and case.committee.kind == "working_group" else "工委"
    return [
        (f"已送到{receiver}", sent),
        (f"{who}转给承办部门", f"{days.get('hand_over', 2)} 个工作日内"),
        ("部门办理并答复", f"一般 {rules.handling_days(days, case.kind, case.urgency, own)} 个工作日"),
        (f"您把结果告诉{case.asker_name}", "到时会提醒您"),
    ]
