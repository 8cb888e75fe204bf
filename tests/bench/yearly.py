"""`python -m tests.bench.yearly`: the yearly workbook and the year's page at 1 year, 20 years and 100 counties.

Each beside the bare SQL of the same figures, in the same run; takes about a quarter of an hour.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison.core.sheets import write_book
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.rules import last_day
from liaison.performance.sheets.workbook import workbook_pages
from tests import haian
from tests.bench.timing import Cost, cost_of, forget_peak, memory_peak, statements
from tests.bench.world import BOOKS, FULL, World, fill, founded, say
from tests.bench.years import add_counties, add_years

YEAR = haian.YEAR
# What a member's row of 年度履职 counts, as plain SQL: contacts with the people met, and cases with their ends.
BARE = (
    """SELECT member_id, count(*), count(DISTINCT representative_id), count(DISTINCT CASE WHEN representative_id IN (
    SELECT representative_id FROM pairing p WHERE p.member_id = contact.member_id) THEN representative_id END)
    FROM contact WHERE contacted_on BETWEEN '2024-01-01' AND '2024-12-31' AND state <> '作废' GROUP BY member_id""",
    """SELECT c.member_id, count(*), sum(k.transferred_on <= '2024-12-31'), sum(k.handled_on <= '2024-12-31'),
    sum(k.handled_on <= '2024-12-31' AND k.handled_on <= k.first_due_on),
    sum((k.handled_on IS NULL OR k.handled_on > '2024-12-31') AND k.first_due_on < '2024-12-31'),
    sum(k.rating = '满意'), sum(k.rating = '基本满意'), sum(k.rating = '不满意')
    FROM contact c JOIN "case" k ON k.contact_id = c.id
    WHERE c.contacted_on BETWEEN '2024-01-01' AND '2024-12-31' AND c.state <> '作废' AND k.state <> 'voided'
    GROUP BY c.member_id""",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the report. bare: seconds of the bare SQL in the same run."""

    world: str
    item: str
    cost: Cost
    sent: int
    mb: float
    bare: Cost

    def __str__(self) -> str:
        ratio = self.cost.cpu / self.bare.cpu
        cells = (self.world, self.item, f"{self.cost.cpu:.2f}", f"{self.cost.wall:.2f}", f"{self.sent}",
                 f"{self.mb:.0f}", f"{self.bare.cpu:.3f}", f"{ratio:,.0f}")  # fmt: skip
        return "| " + " | ".join(cells) + " |"


def bare_sql(path: Path) -> None:
    """The figures of every member and nothing else."""
    with sqlite3.connect(path) as connection:
        for statement in BARE:
            connection.execute(statement).fetchall()


def workbook(world: World) -> None:
    """The yearly workbook, with all its tabs."""
    with world.inside():
        tables = year_tables(year_facts(YEAR, last_day(YEAR)))
        write_book(world.folder / "year.xlsx", workbook_pages(tables, "海安市政协"))


def page(world: World, query: str = "") -> Any:
    """The year's page."""
    answer = world.browsers["office"].get(f"/performance/{YEAR}{query}")
    if answer.status_code != 200:
        raise RuntimeError(answer.status)


def works(world: World) -> dict[str, Callable[[], Any]]:
    """What is measured."""
    with world.inside():
        member = year_facts(YEAR, last_day(YEAR)).members[0].id
    address = f"/members/{member}/explain?column=按期率"
    return {
        "年度导出": lambda: workbook(world), "履职考核页": lambda: page(world),
        "一位委员的数怎么来的": lambda: page(world, address),
    }  # fmt: skip


def measured(world: World, name: str) -> list[Line]:
    """A line for each."""
    lines = []
    for item, work in works(world).items():
        say(f"{name}：{item}……")
        forget_peak()
        stood = memory_peak()
        with statements(world.engine) as sent:
            cost = cost_of(work)
        lines.append(Line(name, item, cost, len(sent), memory_peak() - stood,
                          cost_of(lambda: bare_sql(world.database))))  # fmt: skip
    return lines


def filled(folder: Path) -> World:
    """A program with the year of Hai'an."""
    world = founded(folder, FULL)
    for book in BOOKS:
        world.run("import", "representatives", str(book))
    fill(world)
    return world


def main() -> None:
    """Fill, measure, fill on: 1 year, 20 years, and 100 counties with 20 years of the first one."""
    print("| 规模 | 项目 | CPU 秒 | 耗时 秒 | SQL | MB | 裸 SQL 秒 | 比 |\n|" + " --- |" * 8)
    with tempfile.TemporaryDirectory() as folder:
        world = filled(Path(folder))
        show(measured(world, "1 年"))
        with world.inside(write=True):
            add_years(19)
        show(measured(world, "20 年"))
    with tempfile.TemporaryDirectory() as folder:
        world = filled(Path(folder))
        with world.inside(write=True):
            add_counties(99)
        show(measured(world, "100 个县"))


def show(lines: list[Line]) -> None:
    """Print lines as they come."""
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
