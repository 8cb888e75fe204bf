"""What is looked at before the program starts: the flow charts that cases on their way follow."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from liaison.casework.models.flows import FlowVersion
from liaison.casework.queries.flows import problems
from liaison.core.db import db, transaction

STOPPED = "工作流程的定义有错，程序没有启动：\n{}\n请换回原来的程序版本，或者联系维护人员。"


def refuse_bad_flows(app: Flask) -> None:
    """Raise SystemExit with a Chinese sentence for each fault; nothing is asked of a database that is not there yet."""
    with app.app_context():
        found = problems_found()
        db.session.remove()
        db.engine.dispose()  # the server's workers open their own connections
    if found:
        raise SystemExit(STOPPED.format("\n".join(found)))


def problems_found() -> list[str]:
    """What is wrong; none where the tables are not made, or the database does not answer: its first use says so."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
        return []
    try:
        if not inspect(db.engine).has_table(FlowVersion.__tablename__):
            return []
        with transaction(write=False):
            return problems()
    except DatabaseError:
        return []
