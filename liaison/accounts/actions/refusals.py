"""Noting that somebody asked for a page that he may not see. Source: AZ-14."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from liaison.access import Actor
from liaison.audit.actions import record_all
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db

THING, REFUSED, STORM = "access", "access.refuse", "access.storm"
MOST, WITHIN = 20, timedelta(minutes=10)


def note_refusal(permission: str, path: str, actor: Actor) -> int:
    """Note one refusal; gives how many there were within ten minutes.

    The twentieth is a storm, which is told by the clock; those after it are not noted, so that none floods the log.
    """
    lately = (Event.verb == REFUSED, Event.actor_id == actor.user_id, Event.at > clock.now() - WITHIN)
    count = (db.session.scalar(select(func.count(Event.id)).where(*lately)) or 0) + 1
    if count <= MOST:
        record_all(REFUSED, [(THING, None, path, {"permission": [None, permission]})], actor)
    if count == MOST:
        record_all(STORM, [(THING, None, actor.name, {"count": [None, count]})], actor)
    return count
