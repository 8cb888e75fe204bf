"""What is looked at before the program starts: the flow charts that cases on their way follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from liaison.casework.models.flows import FlowVersion
from liaison.casework.queries.flows import problems
from liaison.core import vault
from liaison.core.db import db, transaction
from liaison.core.keys import DataKey, keys_missing

STOPPED = "工作流程的定义有错，程序没有启动：\n{}\n请换回原来的程序版本，或者联系维护人员。"


def refuse_bad_flows(app: Flask) -> None:
    """Raise SystemExit with a Chinese sentence for each fault; nothing is asked of a database that is not there yet."""
    with app.app_context():
        refuse_lost_keys()
        found = problems_found()
        db.session.remove()
        db.engine.dispose()  # the server's workers open their own connections
    if found:
        raise SystemExit(STOPPED.format("\n".join(found)))


def refuse_lost_keys() -> None:
    """Raise SystemExit where a key that sealed something here is not in the ring."""
    lost = asked(DataKey.__tablename__, keys_missing)
    if lost:
        raise SystemExit(vault.NO_KEY)


def problems_found() -> list[str]:
    """What is wrong with the flow charts."""
    return asked(FlowVersion.__tablename__, problems)


def asked(table: str, ask: Callable[[], list[str]]) -> list[str]:
    """What is wrong; none where the table is not made, or the database does not answer: its first use says so."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
        return []
    try:
        if not inspect(db.engine).has_table(table):
            return []
        with transaction(write=False):
            return ask()
    except DatabaseError:
        return []
