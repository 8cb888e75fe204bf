"""`python -m tests.bench.growth`: the account of a year with one year, twenty, and a hundred counties in the database.

Dashboards and the yearly workbook, each beside the bare SQL of the same figures in the same run; a quarter of an hour.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests import haian
from tests.bench import dashboards, yearly
from tests.bench.timing import Figure
from tests.bench.world import BOOKS, FULL, Size, World, fill, founded, say
from tests.bench.years import add_counties, add_years

SIZES: tuple[tuple[str, Callable[[], Any] | None, int], ...] = (
    ("1 年", None, 3), ("20 年", partial(add_years, 19), 3), ("100 个县", partial(add_counties, 99), 1),
)  # fmt: skip
COLUMNS = ("规模", "项目", "CPU 秒", "耗时 秒", "CPU 比", "SQL", "MB")


def worlds(folder: Path, size: Size) -> Iterator[tuple[str, World, int]]:
    """(its name, a world, how many rounds to measure) of each size."""
    for place, (name, more, rounds) in enumerate(SIZES):
        (own := folder / str(place)).mkdir()
        world = founded(own, size)
        world.run("import", "representatives", *map(str, BOOKS))
        fill(world)
        if more:
            say(f"复制到 {name}……")
            with world.inside(write=True):
                more()
        yield name, world, rounds


def line(name: str, one: Figure) -> str:
    """A figure as a line of a Markdown table."""
    cells = (name, one.item, f"{one.cpu:.2f}", f"{one.wall:.2f}", f"{one.ratio:.1f} × {one.limit}",
             f"{one.more['sql']:.0f}", f"{one.more['mb']:.0f}")  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """All three, one after another."""
    print("| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        for name, world, rounds in worlds(Path(folder), FULL):
            for measured in (dashboards.measured, yearly.measured):
                for one in measured(world, haian.YEAR, rounds):
                    print(line(name, one), flush=True)


if __name__ == "__main__":
    main()
