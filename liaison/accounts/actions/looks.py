"""Showing a whole telephone number: with a reason, noted, and not too often."""

from __future__ import annotations

from typing import Any

from liaison.access import Actor
from liaison.accounts.rules import looks
from liaison.audit.actions import record, record_all
from liaison.core.errors import Refused
from liaison.core.limits import allow
from liaison.core.text import Phone


def show_number(
    verb: str, thing: Any, number: Phone | None, actor: Actor, why: str, why_words: str | None = None, label: str = ""
) -> str:
    """The whole number of a thing. verb, label: of the event, which keeps the reason.

    Raises Refused where there is no number or no reason, TooOften where an hour's limit is reached.
    """
    reason = looks.reason_in_words(why, why_words)
    if not number:
        raise Refused("没有留电话。")
    allow(looks.LIMIT, actor.user_id)
    record(verb, thing, actor, label=label, changes={"reason": [None, reason]})
    return number.full


def note_search(tail: str, path: str, actor: Actor) -> None:
    """Note that somebody looked for a person by a number. tail: its last four digits. Source: AU-04."""
    record_all("access.search", [("access", None, path, {"phone": [None, f"****{tail}"]})], actor)
