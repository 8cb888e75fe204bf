"""On PostgreSQL the service works with an account that can change rows and nothing else, as docs/deployment.md says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from liaison.audit.archives import drop
from liaison.config import ROOT
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.rewriting import rewriting
from tests.databases import run_here

BLOCK = re.compile(r"```sql\n(.*?)```", re.DOTALL)
FORBIDDEN = (
    'DROP TABLE "case"', "CREATE TABLE planted (id int)", "ALTER TABLE event DISABLE TRIGGER USER",
    "DROP TRIGGER event_refuses_delete ON event", "TRUNCATE representative", "ALTER TABLE seat ADD planted int",
    "DELETE FROM event", "UPDATE event SET verb = 'x'",
    "CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
)  # fmt: skip


@pytest.fixture
def service(app, blank):
    """An engine of the account that the page describes, on the test's database."""
    if db_of(app).dialect.name != "postgresql":
        pytest.skip("SQLite has no accounts")
    [grants] = BLOCK.findall((ROOT / "docs" / "deployment.md").read_text(encoding="utf-8"))
    with app.app_context():
        name = f"service_{db.engine.url.database}"
        run_here(f'CREATE ROLE "{name}" LOGIN')
        run_here(grants.replace("TO liaison;", f'TO "{name}";'))
        engine = create_engine(db.engine.url.set(username=name))
    yield engine
    engine.dispose()
    with app.app_context():
        run_here(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"; GRANT CREATE ON SCHEMA public TO PUBLIC')


def db_of(app):
    """The program's engine."""
    with app.app_context():
        return db.engine


def test_rows_are_changed_and_nothing_else(service):
    with service.begin() as connection:
        connection.execute(text("UPDATE library SET name = name"))
        day = {"day": date(2099, 1, 1)}
        connection.execute(text("INSERT INTO calendar_day (day, is_workday, source) VALUES (:day, false, 'x')"), day)
        connection.execute(text("DELETE FROM calendar_day WHERE day = :day"), day)
    done = []
    for statement in FORBIDDEN:
        try:
            with service.begin() as connection:
                connection.execute(text(statement))
                done.append(statement)
        except DBAPIError:
            continue
    assert not done, f"the account of the service can do this: {done}"


def test_what_only_the_owner_may_do_is_said_in_a_sentence(service):
    for opened in (lambda line: rewriting(line, ["event"]).__enter__(), lambda line: drop(line, 0)):
        with service.connect() as connection, pytest.raises(Refused, match="库主人的 DATABASE_URL"):
            opened(connection)
