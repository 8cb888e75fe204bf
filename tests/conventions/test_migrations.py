"""Migrations and models say the same, up and down, on the database under test."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from liaison.core.db import Base
from liaison.migrate import downgrade, upgrade
from liaison.roster.models import Membership
from tests import canaries
from tests.factories import make_row


def difference(connection):
    """What autogenerate would still change."""
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


def test_migrations_give_the_models(db):
    with db.engine.connect() as connection:
        found = difference(connection)
    assert not found, f"write a migration for: {found}"


def test_migrations_go_down_and_up_again(db):
    db.session.remove()
    downgrade("base")
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert not left, f"downgrade leaves tables behind: {left}"
    upgrade()
    with db.engine.connect() as connection:
        assert not difference(connection)
        assert connection.scalar(text("SELECT count(*) FROM event")) == 0


def test_a_table_is_rebuilt_under_the_rows_that_refer_to_it(db):
    """SQLite takes a table down to change it; with foreign keys on it would refuse as soon as somebody uses it."""
    make_row(Membership)
    db.session.commit()
    db.session.remove()
    downgrade("0013")  # where numbers stood as they are
    upgrade(has_copy=False)
    canaries.found.clear()
    with db.engine.connect() as connection:
        statement = "SELECT count(*) FROM membership JOIN representative r ON r.id = representative_id"
        assert connection.scalar(text(statement)) == 1


@pytest.mark.sqlite
def test_no_id_is_given_twice(db):
    """Events and changes name rows by id, so SQLite must not hand out the id of a deleted row again."""
    statement = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    tables = dict(db.session.execute(statement).all())
    again = [
        name for name, table in Base.metadata.tables.items()
        if "id" in table.c and not table.info.get("append_only") and "AUTOINCREMENT" not in tables[name]
    ]  # fmt: skip
    assert not again, f"make it with sqlite_autoincrement=True, after a rebuild too: {again}"
