"""What dashboards cost beside Q: bare SQL of the same figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from liaison.core import clock
from tests import haian
from tests.bench.pages import Page, counted, fetch
from tests.bench.timing import Figure, figure, forget_peak, memory_peak, side_by_side
from tests.bench.world import World

BARE = (
    "SELECT r.area_id, strftime('%m', c.contacted_on), count(*) FROM contact c JOIN representative r"
    " ON r.id = c.representative_id WHERE c.contacted_on BETWEEN :first AND :last AND c.state = '正常' GROUP BY 1, 2",
    "SELECT p.member_id, count(DISTINCT p.representative_id), count(DISTINCT c.representative_id) FROM pairing p"
    " LEFT JOIN contact c ON c.member_id = p.member_id AND c.representative_id = p.representative_id"
    " AND c.contacted_on BETWEEN :first AND :last AND c.state = '正常' GROUP BY 1",
    'SELECT k.unit_id, count(*), sum(k.handled_on <= :last), sum(k.handled_on <= k.first_due_on),'
    " sum(k.handled_on IS NULL AND k.first_due_on < :last), sum(k.rating = '满意'), sum(k.rating = '基本满意'),"
    " sum(k.rating = '不满意'), sum(k.closed_on IS NOT NULL) FROM \"case\" k JOIN contact c ON c.id = k.contact_id"
    " WHERE c.contacted_on BETWEEN :first AND :last AND c.state = '正常' AND k.state <> 'voided' GROUP BY 1",
)  # fmt: skip


def pages_of(year: int) -> list[Page]:
    """The dashboards that are measured."""
    return [
        Page("总览：四个数、去年同期、三张图", "office", f"/dashboard/{year}"),
        Page("分单位统计", "office", f"/boards/units?year={year}"),
        Page("分信息库统计", "office", f"/boards/libraries?year={year}"),
        Page("点一个数看是哪些：诉求", "office", f"/boards/all/requests?year={year}"),
        Page("要看一看的记录", "office", f"/performance/{year}/flags"),
    ]


def bare(database: Path, year: int) -> None:
    """The same figures of two years, asked of the file itself."""
    with sqlite3.connect(database) as connection:
        for one in (year, year - 1):
            for statement in BARE:
                connection.execute(statement, {"first": f"{one}-01-01", "last": f"{one}-12-31"}).fetchall()


def measured(world: World, year: int, rounds: int) -> list[Figure]:
    """A figure for each dashboard of a year."""
    works: dict[str, Callable[[], Any]] = {"Q": partial(bare, world.database, year)}
    works |= {page.item: partial(fetch, world.browsers[page.role], page.address) for page in pages_of(year)}
    costs = side_by_side(works, rounds, 1)
    names = [name for name in works if name != "Q"]
    return [figure(name, costs[name], "Q", costs["Q"], **weighed(world, works[name])) for name in names]


def weighed(world: World, work: Callable[[], Any]) -> dict[str, float]:
    """Statements, kilobytes and the megabytes that the process held at most."""
    forget_peak()
    found = counted(world, work)
    return {**found, "mb": memory_peak()}


def year_of(world: World) -> int:
    """The year that the world is filled with."""
    return haian.YEAR if world.size.has_year else clock.today().year
