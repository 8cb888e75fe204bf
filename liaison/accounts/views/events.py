"""The audit log: who did what to which thing, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request

from liaison.access import Role
from liaison.accounts import queries
from liaison.accounts.views.blueprint import pages
from liaison.audit import words
from liaison.core import text
from liaison.core.errors import CellError
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/events")
@gate("event.view")
def events() -> Any:
    """The log, newest first, with filters."""
    wanted = {name: request.args.get(name, "") for name in ("who", "verb", "words")}
    days = {name: asked_day(name) for name in ("since", "until")}
    page = page_of(queries.events_found(**wanted, **days))
    return render_template(
        "accounts/events.html", page=page, wanted=wanted, days=days, verbs=verb_choices(),
        verb_title=words.verb_title, changes_in_words=words.changes_in_words,
        role_titles={role.value: role.title for role in Role},
    )  # fmt: skip


def asked_day(name: str) -> date | None:
    """A day of the address; one that cannot be read is as if none were asked for."""
    try:
        return text.day(request.args[name]) if request.args.get(name) else None
    except CellError:
        return None


def verb_choices() -> list[tuple[str, str]]:
    """Whole kinds of things first (`case.` = everything done to cases), then each verb."""
    kinds = [(f"{thing}.", f"{title}：全部") for thing, title in words.THINGS.items()]
    verbs = [(verb, f"{words.THINGS.get(verb.partition('.')[0], '')}：{title}") for verb, title in words.VERBS.items()]
    return kinds + verbs
