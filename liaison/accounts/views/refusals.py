"""What pages leave in the log that only read: a door that was shut, a number that was looked for.

It is noted once the answer is ready, in a transaction of its own.
"""

from __future__ import annotations

import logging

from flask import Flask, g, request
from sqlalchemy.exc import DBAPIError

from liaison.accounts.actions.looks import note_search
from liaison.accounts.actions.refusals import note_refusal
from liaison.core.db import transaction
from liaison.core.sealed import number_looked_for

LONGEST_PATH = 120

logger = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Look at each request when it is over."""
    app.before_request(forget)
    app.teardown_request(note)


def forget() -> None:
    """Nothing was looked for yet."""
    number_looked_for.set(None)


def note(_error: BaseException | None) -> None:
    """Note it; a database that is down for a moment takes the note along, not the answer."""
    permission, tail, actor = g.pop("refused", None), number_looked_for.get(), g.get("actor")
    if actor is None or (permission is None and tail is None):
        return
    path = request.path[:LONGEST_PATH]
    try:
        with transaction():
            if permission is not None:
                note_refusal(permission, path, actor)
            if tail is not None:
                note_search(tail, path, actor)
    except DBAPIError:
        logger.warning("a refusal or a search was not noted", exc_info=True)
