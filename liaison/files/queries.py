"""Reading attachments, each within the sight of the thing it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, tuple_

from liaison.access import Actor
from liaison.core import clock
from liaison.core.db import db
from liaison.files.models import Attachment, UnsentForm

Sight = Callable[[Actor, int], Any]

_sights: dict[str, list[Sight]] = {}


def seen_through(thing: str, sight: Sight) -> None:
    """Declare who sees the attachments of a kind of thing; the packages above do so when they are imported.

    thing: name of its table; sight: (actor, id) → the thing within his sight, or None. One of several is enough.
    """
    _sights.setdefault(thing, []).append(sight)


def attachment_for(actor: Actor, id: int) -> Attachment | None:  # noqa: A002
    """The attachment, if the actor sees what it belongs to."""
    attachment = db.session.get(Attachment, id)
    if attachment is None:
        return None
    sights = _sights.get(attachment.thing, ())
    return attachment if any(sight(actor, attachment.thing_id) for sight in sights) else None


def attachments_of(*things: Any) -> list[Attachment]:
    """Everything that belongs to these things, thing by thing, oldest first: one query, none for no thing."""
    if not things:
        return []
    places = {(thing.__tablename__, thing.id): number for number, thing in enumerate(things)}
    belongs = tuple_(Attachment.thing, Attachment.thing_id).in_(list(places))
    found = db.session.scalars(select(Attachment).where(belongs).order_by(Attachment.id))
    return sorted(found, key=lambda one: places[one.thing, one.thing_id])


def kept_of_late(user_id: int | None) -> tuple[int, int]:
    """How many files and how many bytes somebody added within the last 24 hours."""
    since = clock.now() - timedelta(days=1)
    size = func.coalesce(func.sum(Attachment.size), 0)
    mine = select(func.count(), size).where(Attachment.added_by == user_id, Attachment.added_at > since)
    count, total = db.session.execute(mine).one()
    return count, int(total)


def unsent_form(user_id: int | None, page: str) -> UnsentForm | None:
    """The form of this page that came back to somebody and was not sent again."""
    return db.session.scalar(select(UnsentForm).where(UnsentForm.user_id == user_id, UnsentForm.page == page))


def unsent_files(user_id: int | None, page: str) -> list[Attachment]:
    """What is attached to it, oldest first."""
    form = unsent_form(user_id, page) if page else None
    return attachments_of(form) if form else []


def own_unsent_form(actor: Actor, id: int) -> UnsentForm | None:  # noqa: A002
    """The form with this id, if it came back to the actor himself."""
    return db.session.scalar(select(UnsentForm).where(UnsentForm.id == id, UnsentForm.user_id == actor.user_id))


seen_through(UnsentForm.__tablename__, own_unsent_form)
