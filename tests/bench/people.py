"""What looking through all people for duplicates costs beside D: the same rows read, each compared with the next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.core.db import db
from liaison.roster.actions.duplicates import search_duplicates
from liaison.roster.models import Representative
from tests.bench.files import in_turn
from tests.bench.timing import Figure, figure
from tests.bench.world import World, say

ROWS = (
    "SELECT id, name, phone, pinyin, unit_title, area_id, village_id, birth FROM representative "
    "WHERE left_on IS NULL ORDER BY pinyin, phone"
)


def searching(world: World) -> Figure:
    """Everybody who is in the libraries, compared by the shipped rule; the pairs are stored."""
    with world.inside(write=True):
        number = db.session.scalar(select(func.count()).select_from(Representative))
        say(f"查重 {number:,} 人……")
        limit = lambda: neighbours_alike(world.database)  # noqa: E731
        costs, least, peak = in_turn(world, lambda: search_duplicates(SYSTEM), limit)
    return figure(f"查重：{number:,} 人", costs, "D", least, mb=peak)


def neighbours_alike(path: Path) -> int:
    """D: the rows off the file in the order of their names, and how many cells each shares with the next."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(ROWS).fetchall()
    return sum(a == b for one, other in zip(rows, rows[1:], strict=False) for a, b in zip(one, other, strict=True))
