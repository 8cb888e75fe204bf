"""Telephone numbers are sealed, with blind indexes to find them by; the keys in use are known by their ids."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from liaison.core import clock, vault
from liaison.core.db import Moment
from liaison.core.sealed import key_of, tail_key_of
from liaison.core.sealed_json import NUMBER, TOKEN, as_json, opened_json, sealed_json

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

AT_ONCE = 500
LIVING = sa.text("merged_into_id IS NULL")
PERSON, IDENTITY = "representative", "uq_representative_name_phone"
# (table, sealed column, has an index of its end)
CELLS = (
    ("representative", "phone", True), ("member", "phone", True), ("user", "phone", True),
    ("case", "asker_phone", False), ("public_request", "asker_phone", False),
)  # fmt: skip
INDEXED = (("representative", "phone_key"), ("representative", "phone_tail_key"), ("member", "phone_key"),
           ("member", "phone_tail_key"), ("user", "phone_key"), ("case", "asker_phone_key"),
           ("public_request", "asker_phone_key"))  # fmt: skip


def upgrade() -> None:
    """Add the columns, seal what stands, change the indexes."""
    op.create_table(
        "data_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_key"),
        sa.UniqueConstraint("key_id", name="uq_data_key_key_id"),
        sqlite_autoincrement=True,
    )
    for name in (IDENTITY, "ix_representative_phone", "ix_representative_phone_tail"):
        op.drop_index(name, PERSON)
    for table, column, has_tail in CELLS:
        for key in (f"{column}_key", *([f"{column}_tail_key"] if has_tail else ())):
            op.add_column(table, sa.Column(key, sa.String(), nullable=True))
        rewrite(table, column, lambda row, plain, t=table, c=column, h=has_tail: sealed(t, c, row, plain, h))
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index(f"{IDENTITY}_key", PERSON, ["name", "phone_key"], unique=True, sqlite_where=LIVING,
                    postgresql_where=LIVING)
    op.drop_column(PERSON, "phone_tail")
    rewrite_json(lambda words: sealed_json(words) if NUMBER.search(words) else words)
    keys = sa.table("data_key", sa.column("key_id"), sa.column("noted_at", Moment()))
    rows = [{"key_id": key.id, "noted_at": clock.now()} for key in vault.ring().keys]
    op.bulk_insert(keys, rows)


def sealed(table: str, column: str, row: int, plain: str, has_tail: bool) -> dict[str, str]:
    """One cell as it is stored from now on."""
    cells = {column: vault.seal(plain, f"{table}.{column}.{row}"), f"{column}_key": key_of(table, column, plain)}
    return cells | ({f"{column}_tail_key": tail_key_of(table, column, plain)} if has_tail else {})


def rewrite(table: str, column: str, again: Callable[[int, str], dict[str, str]]) -> None:
    """Give the cells of a column what they become, some hundred rows at a time."""
    names = ("id", column, f"{column}_key", f"{column}_tail_key")
    rows = sa.table(table, *map(sa.column, names))
    for one, plain in portions(rows, rows.c[column]):
        op.get_bind().execute(sa.update(rows).where(rows.c.id == one).values(again(one, plain)))


def portions(rows: Any, cell: Any) -> Iterator[tuple[int, str]]:
    """(id, content) of every row that holds something."""
    last = 0
    while found := op.get_bind().execute(
        sa.select(rows.c.id, cell).where(rows.c.id > last, cell.is_not(None)).order_by(rows.c.id).limit(AT_ONCE)
    ).all():
        yield from found
        last = found[-1][0]


def rewrite_json(again: Callable[[str], str]) -> None:
    """Give every JSON column what its text becomes; what refuses changes lets this one through."""
    bind = op.get_bind()
    for name in set(sa.inspect(bind).get_table_names()) - {"event"}:  # its chain is of the text as it stands
        columns = [one["name"] for one in sa.inspect(bind).get_columns(name) if isinstance(one["type"], sa.JSON)]
        for column in columns:
            rows = sa.table(name, sa.column("id", sa.Integer()), sa.column(column))
            cell = sa.cast(rows.c[column], sa.Text())
            changed = [(one, new) for one, words in portions(rows, cell) if (new := again(words)) != words]
            if changed:
                write_json(name, column, changed)


def write_json(name: str, column: str, changed: list[tuple[int, str]]) -> None:
    """Write texts into a JSON column as they are."""
    bind = op.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    wanted = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    refusing = bind.execute(wanted, {"name": name}).all() if is_sqlite else ()
    table = sa.table(name, sa.column("id", sa.Integer()), sa.column(column))
    if not is_sqlite:
        op.execute(sa.DDL('ALTER TABLE "%(name)s" DISABLE TRIGGER USER', context={"name": name}))
    for trigger in refusing:
        op.execute(sa.DDL('DROP TRIGGER "%(name)s"', context={"name": trigger.name}))
    for one, words in changed:
        value = sa.literal(words, sa.Text()) if is_sqlite else sa.cast(sa.literal(words, sa.Text()), sa.JSON())
        bind.execute(sa.update(table).where(table.c.id == one).values({column: value}))
    for trigger in refusing:
        bind.exec_driver_sql(trigger.sql)
    if not is_sqlite:
        op.execute(sa.DDL('ALTER TABLE "%(name)s" ENABLE TRIGGER USER', context={"name": name}))


def downgrade() -> None:
    """Everything in plain again."""
    rewrite_json(lambda words: as_json(opened_json(words)) if TOKEN.search(words) else words)
    op.add_column(PERSON, sa.Column("phone_tail", sa.String(), nullable=False, server_default=""))
    op.drop_index(f"{IDENTITY}_key", PERSON)
    for table, column in INDEXED:
        op.drop_index(f"ix_{table}_{column}", table)
    for table, column, has_tail in CELLS:
        rewrite(table, column, lambda row, cell, t=table, c=column: {c: vault.unseal(cell, f"{t}.{c}.{row}")})
        for key in (f"{column}_key", *([f"{column}_tail_key"] if has_tail else ())):
            op.drop_column(table, key)
    people = sa.table(PERSON, *map(sa.column, ("phone", "phone_tail")))
    op.execute(sa.update(people).values(phone_tail=sa.func.substr(people.c.phone, 8)))
    op.create_index(IDENTITY, PERSON, ["name", "phone"], unique=True, sqlite_where=LIVING, postgresql_where=LIVING)
    op.create_index("ix_representative_phone", PERSON, ["phone"])
    op.create_index("ix_representative_phone_tail", PERSON, ["phone_tail"])
    op.drop_table("data_key")
