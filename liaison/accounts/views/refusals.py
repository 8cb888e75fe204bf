"""Pages that somebody known asked for and may not see: noted once the answer is ready, in a transaction of its own."""

from __future__ import annotations

import logging

from flask import Flask, g, request
from sqlalchemy.exc import DBAPIError

from liaison.accounts.actions.refusals import note_refusal
from liaison.core.db import transaction

LONGEST_PATH = 120

logger = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Look at each request when it is over."""
    app.teardown_request(note)


def note(_error: BaseException | None) -> None:
    """Note it; a database that is down for a moment takes the note along, not the answer."""
    permission, actor = g.pop("refused", None), g.get("actor")
    if permission is None or actor is None:
        return
    try:
        with transaction():
            note_refusal(permission, request.path[:LONGEST_PATH], actor)
    except DBAPIError:
        logger.warning("a refusal was not noted", exc_info=True)
