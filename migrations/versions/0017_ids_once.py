"""No id is given twice: SQLite would hand out those of deleted rows again, and logs name rows by their ids."""

import re

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PLAIN = re.compile(r"(?<!\w)id INTEGER NOT NULL(?! PRIMARY KEY)")
ONCE = "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
KEY = re.compile(r",\s*(?:CONSTRAINT \S+ )?PRIMARY KEY \(id\)")
APPEND_ONLY = re.compile(r"_refuses_delete$")


def upgrade() -> None:
    """Make every table anew that may lose rows; PostgreSQL counts on as it is."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    statement = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    parts = connection.exec_driver_sql(statement).all()
    kept = {table for kind, name, table, _sql in parts if kind == "trigger" and APPEND_ONLY.search(name)}
    for kind, name, _table, sql in parts:
        if kind == "table" and name not in kept and PLAIN.search(sql):
            indexes = [made for what, _name, table, made in parts if what == "index" and table == name]
            make_anew(connection, name, sql, indexes)


def make_anew(connection, name, sql, indexes) -> None:
    """Copy a table into one that counts on; what refers to it rests meanwhile."""
    body = KEY.sub("", PLAIN.sub(ONCE, sql, count=1))
    connection.exec_driver_sql(re.sub(r'^CREATE TABLE "?\w+"?', f'CREATE TABLE "new_{name}"', body))
    connection.exec_driver_sql(f'INSERT INTO "new_{name}" SELECT * FROM "{name}"')  # noqa: S608 - our own names
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "new_{name}" RENAME TO "{name}"')
    for index in indexes:
        connection.exec_driver_sql(index)


def downgrade() -> None:
    """Nothing to take back: a table that counts on serves as before."""
