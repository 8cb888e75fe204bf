"""The yearly workbook, the year's page and where a figure comes from, beside Y: bare SQL of the same figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from liaison.core.sheets import write_book
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.rules import last_day
from liaison.performance.sheets.workbook import workbook_pages
from tests.bench.pages import fetch
from tests.bench.timing import Figure, figure, forget_peak, memory_peak, side_by_side, statements
from tests.bench.world import World

# What a member's row of 年度履职 counts, as plain SQL: contacts with the people met, and cases with their ends.
BARE = (
    """SELECT c.member_id, count(*), count(DISTINCT c.representative_id), count(DISTINCT p.representative_id)
    FROM contact c LEFT JOIN (SELECT DISTINCT member_id, representative_id FROM pairing) p
    ON p.member_id = c.member_id AND p.representative_id = c.representative_id
    WHERE c.contacted_on BETWEEN :first AND :last AND c.state <> '作废' GROUP BY c.member_id""",
    """SELECT c.member_id, count(*), sum(k.transferred_on <= :last), sum(k.handled_on <= :last),
    sum(k.handled_on <= :last AND k.handled_on <= k.first_due_on),
    sum((k.handled_on IS NULL OR k.handled_on > :last) AND k.first_due_on < :last),
    sum(k.rating = '满意'), sum(k.rating = '基本满意'), sum(k.rating = '不满意')
    FROM contact c JOIN "case" k ON k.contact_id = c.id
    WHERE c.contacted_on BETWEEN :first AND :last AND c.state <> '作废' AND k.state <> 'voided'
    GROUP BY c.member_id""",
)  # fmt: skip


def measured(world: World, year: int, rounds: int) -> list[Figure]:
    """A line for each, beside the bare SQL round by round; the first call of each is not counted."""
    return [measured_one(world, item, work, partial(bare_sql, world.database, year), rounds)
            for item, work in works(world, year).items()]  # fmt: skip


def works(world: World, year: int) -> dict[str, Callable[[], Any]]:
    """What is measured."""
    with world.inside():
        member = year_facts(year, last_day(year)).members[0].id
    page = partial(fetch, world.browsers["office"])
    return {
        "年度履职工作簿": partial(workbook, world, year), "履职考核页": partial(page, f"/performance/{year}"),
        "一位委员的数怎么来的": partial(page, f"/performance/{year}/members/{member}/explain?column=按期率"),
    }  # fmt: skip


def workbook(world: World, year: int) -> None:
    """The yearly workbook, with all its tabs."""
    with world.inside():
        tables = year_tables(year_facts(year, last_day(year)))
        write_book(world.folder / "year.xlsx", workbook_pages(tables, "海安市政协"))


def bare_sql(database: Path, year: int) -> None:
    """The figures of every member and nothing else."""
    with sqlite3.connect(database) as connection:
        for statement in BARE:
            connection.execute(statement, {"first": f"{year}-01-01", "last": f"{year}-12-31"}).fetchall()


def measured_one(
    world: World, item: str, work: Callable[[], Any], bare: Callable[[], Any], rounds: int
) -> Figure:  # fmt: skip
    """What one of them costs; mb: what the process held at most, with the program itself."""
    forget_peak()
    with statements(world.engine) as sent:
        costs = side_by_side({"Y": bare, item: work}, rounds, 1)
    return figure(item, costs[item], "Y", costs["Y"], sql=len(sent) / (rounds + 1), mb=memory_peak())
