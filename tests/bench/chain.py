"""What the chain costs: verifying a long log beside a bare pass over the same rows, and sealing beside inserting."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable

from sqlalchemy import Engine

from liaison.access import SYSTEM
from liaison.audit.actions import record_all
from liaison.audit.sealing import NOTED
from liaison.audit.verifying import verify
from liaison.core.db import db, transaction
from tests.bench.timing import Cost, Figure, cost_of, figure

AT_ONCE = 50_000
BARE = "SELECT s.seal, e.* FROM event_seal s JOIN event e ON e.id = s.event_id ORDER BY s.id"


def written(count: int) -> None:
    """So many events, in long transactions."""
    for first in range(0, count, AT_ONCE):
        with transaction():
            record_all("case.change", things(first, min(first + AT_ONCE, count)), SYSTEM)


def things(first: int, last: int) -> list[tuple[str, int, str, dict[str, list[str]]]]:
    """Events as an import notes them."""
    return [("case", n, f"2026-{n:07}", {"title": ["路灯不亮", f"第 {n} 盏路灯不亮"], "days": [3, 5]})
            for n in range(first, last)]  # fmt: skip


def verifying(count: int) -> Figure:
    """Verify so many events; the limit is one HMAC over each row as sqlite3 reads it."""
    written(count)
    costs, least = [], []
    for _ in range(2):
        least.append(cost_of(lambda: bare_pass(db.engine)))
        costs.append(cost_of(verified))
    return figure(f"核对 {count:,} 条操作日志", costs, "H", least, rows=count)


def verified() -> None:
    """Verify; what is found wrong is an error."""
    with transaction(write=False):
        verdict = verify()
    if verdict.fault:
        raise RuntimeError(verdict.fault.sentence)


def bare_pass(engine: Engine) -> None:
    """Read every row and take one HMAC over it."""
    connection = sqlite3.connect(engine.url.database)
    for row in connection.execute(BARE):
        hmac.digest(b"k" * 48, repr(row).encode(), "sha256")
    connection.close()


def sealing(count: int) -> Figure:
    """Note as many events as the largest import, beside the same without the chain."""
    costs, least = [], []
    for _ in range(3):
        least.append(noted(count, without_chain))
        costs.append(noted(count, lambda: None))
    return figure(f"记 {count:,} 条操作日志，带封印", costs, "E", least, rows=count)


def noted(count: int, prepare: Callable[[], None]) -> Cost:
    """What it costs to note so many events and save them. prepare: what is done right before the saving."""

    def work() -> None:
        record_all("case.change", things(0, count), SYSTEM)
        prepare()
        db.session.commit()

    return cost_of(work)


def without_chain() -> None:
    """Forget what is to be sealed."""
    db.session.info.pop(NOTED, None)
