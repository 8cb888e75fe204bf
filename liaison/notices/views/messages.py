"""The inbox: messages newest first, one opened, all marked as read; how many are unread stands on every page."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import Actor
from liaison.notices import actions, queries
from liaison.notices.models import Message
from liaison.notices.views.blueprint import pages
from liaison.web.gate import gate
from liaison.web.navigation import UNREAD, menu
from liaison.web.paging import page_of


def unread(actor: Actor) -> dict[str, int]:
    """How many messages wait, for the frame of every page: one query."""
    return {UNREAD: queries.unread_count(actor)}


menu.counters.append(unread)


@pages.get("/messages")
@gate("message.view")
def index() -> str:
    """My messages, the newest first."""
    return render_template("notices/index.html", page=page_of(queries.messages_of(g.actor)))


@pages.post("/messages/<int:message>/open")
@gate("message.view", message=queries.message_for)
def open_message(message: Message) -> Any:
    """Go where a message leads; it is read then."""
    actions.read(message, g.actor)
    return redirect(message.link)


@pages.post("/messages/read")
@gate("message.view")
def read_all() -> Any:
    """Mark all of mine as read."""
    flash(f"{actions.read_all(g.actor)} 条消息标为已读")
    return redirect(url_for("notices.index"))
