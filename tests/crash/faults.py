"""Faults planted in a server on purpose: cycles that do not find them would prove nothing."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from threading import Timer
from time import sleep
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from liaison.casework.actions import moves
from liaison.core.db import db

HELD_SECONDS = 0.03


def answer_before_commit(app: Any) -> None:
    """The answer goes out first, the change is committed a moment later."""

    def early(self: Flask) -> Any:
        answer = Flask.full_dispatch_request(self)
        session = db.session()
        db.session.registry.clear()
        Timer(HELD_SECONDS, save, [session]).start()
        return answer

    def save(session: Session) -> None:
        with app.app_context():
            session.commit()
            session.close()

    app.answer_in_transaction = types.MethodType(early, app)


def two_transactions(_app: Any) -> None:
    """A move and its event are committed one after the other."""
    real = moves.record

    def late(*cells: Any, **named: Any) -> Any:
        db.session.commit()
        sleep(HELD_SECONDS)
        return real(*cells, **named)

    moves.record = late


def no_sync(app: Any) -> None:
    """SQLite does not wait for the disk."""
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


FAULTS: Mapping[str, Callable[[Any], None]] = {
    "answer_before_commit": answer_before_commit, "two_transactions": two_transactions,
    "no_sync": no_sync,
}  # fmt: skip
