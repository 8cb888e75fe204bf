"""The contacts that are kept of a person, for himself to read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.roster.models import Representative
from liaison.roster.queries.holdings import declare_holding


@declare_holding("联系记录", ("编号", "日期", "地点", "谈了什么", "要点"))
def contacts_of(person: Any) -> list[tuple[Any, ...]]:
    """When he was met, and what was written of it."""
    whose = Contact.representative_id if isinstance(person, Representative) else Contact.member_id
    rows = db.session.scalars(select(Contact).where(whose == person.id).order_by(Contact.contacted_on, Contact.id))
    return [(one.number, one.contacted_on, one.place, one.topics, one.talk) for one in rows]
