"""What is kept of whom: every column of every table with its class, what it is for and until when (inventory.csv)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("inventory.csv")
# In the order in which they need care.
CLASSES = {
    "public": "公开", "internal": "内部", "personal": "个人信息", "contact": "联系方式（加密）",
    "secret": "密钥和口令（只存摘要或密文）",
}  # fmt: skip


class Kept(NamedTuple):
    """Columns of one table that are of one class."""

    table: str
    kind: str
    columns: tuple[str, ...]
    purpose: str
    until: str


@cache
def inventory() -> tuple[Kept, ...]:
    """The list, table by table."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(
            Kept(row["table"], row["class"], tuple(row["columns"].split()), row["purpose"], row["until"])
            for row in csv.DictReader(file)
        )


def classified() -> Iterator[tuple[str, str, str]]:
    """(table, column, class) of everything in the list."""
    return ((one.table, name, one.kind) for one in inventory() for name in one.columns)


def columns_of(kind: str) -> set[tuple[str, str]]:
    """(table, column) of a class."""
    return {(table, name) for table, name, one in classified() if one == kind}
