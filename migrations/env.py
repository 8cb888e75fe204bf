"""Runs migrations on the engine that the program hands over."""

from alembic import context
from sqlalchemy.engine import Connection

from liaison.core.db import Base


def migrate(connection: Connection) -> None:
    """Run what is asked for, in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        refuse_broken(connection)
    connection.commit()


def refuse_broken(connection: Connection) -> None:
    """Raise where a row refers to one that is not there."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"references without a row: {broken[:5]}")


def migrate_sqlite(connection: Connection) -> None:
    """SQLite rebuilds a table to change it; what refers to it rests meanwhile, and is looked at before the commit."""
    bare = connection.connection.dbapi_connection
    bare.execute("PRAGMA foreign_keys=OFF")  # has no effect within a transaction, so before its begin
    try:
        migrate(connection)
    finally:
        connection.rollback()
        bare.execute("PRAGMA foreign_keys=ON")


engine = context.config.attributes["engine"]

with engine.connect() as connection:
    (migrate_sqlite if connection.dialect.name == "sqlite" else migrate)(connection)
