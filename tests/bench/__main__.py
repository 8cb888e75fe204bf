"""`make bench`: prints what pages, steps and files cost, each beside its limit. --json prints figures for machines."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.bench import books, chain, dashboards, files, limits, logins, pages, people, steps, yearly
from tests.bench.timing import Figure
from tests.bench.world import FULL, Size, fill, founded, say

LIMITS = {
    "L": "同一台机器上最省的名单页：Flask、Jinja、sqlite3，4,500 行里取 50 行",
    "W": "最省的一次存盘：Flask 页面，一个事务存两行，写到盘上",
    "P": "不核对也不留痕的导入：openpyxl 的 read-only 读一遍表格，sqlite3 存一遍",
    "X": "openpyxl 的 write-only 写同样的单元格",
    "N": "numpy 算出全部距离，各取最近的五个",
    "D": "sqlite3 按姓名读出同样的列，每个人和下一个人逐格比一遍",
    "F": "只载入 Flask 的进程",
    "H": "sqlite3 读出同样的行，每行算一次 HMAC",
    "E": "同样多的操作日志，不封印",
    "A": "没有人登录时的同一页",
    "Q": "sqlite3 用 SQL 数出两年的同样的数",
    "Y": "sqlite3 用 SQL 数出每位委员一年的同样的数",
}
COLUMNS = (
    "项目", "CPU 毫秒", "耗时 毫秒", "CPU 比", "最小–最大", "耗时比", "SQL", "KB", "本进程 MB", "读表子进程 MB",
    "行/秒", "别人等 秒",
)  # fmt: skip

MORE = {"sql": ",.0f", "kb": ",.0f", "mb": ",.0f", "child_mb": ",.0f", "rows": ",.0f", "turn": ",.2f"}
WORDS = "本进程 MB：干活时多占的内存；别人等：最长的一次写入事务，这段时间里别人存不了盘"


def figures_of(folder: Path, size: Size) -> Iterator[Figure]:
    """Every figure, in a program filled in this folder."""
    world = founded(folder, size)
    bare = limits.bare_app(folder / "limit.db")
    yield books.importing_books(world)
    yield from books.importing_large(world)
    fill(world)
    say("页面……")
    yield from pages.measured(world, bare)
    for account in (dashboards, yearly):
        yield from account.measured(world, dashboards.year_of(world), size.rounds)
    yield logins.crowded(world)
    yield from steps.measured(world, bare)
    for export in files.EXPORTS:
        yield files.exporting(world, *export)
    yield files.assigning(world)
    yield people.searching(world)
    yield files.starting(world)
    with world.app.app_context():
        yield chain.verifying(size.events)
        yield chain.sealing(size.noted)


def line(figure: Figure) -> str:
    """A figure as a line of a Markdown table."""
    ratio = f"{figure.ratio:,.1f} × {figure.limit}"
    span = f"{figure.least:,.1f}–{figure.most:,.1f}"
    more = [f"{figure.more[key]:{shape}}" if key in figure.more else "" for key, shape in MORE.items()]
    cells = (figure.item, f"{figure.cpu * 1000:,.1f}", f"{figure.wall * 1000:,.1f}", ratio, span)
    return "| " + " | ".join((*cells, f"{figure.wall_ratio:,.1f}", *more)) + " |"


def table(figures: Iterable[Figure]) -> str:
    """All figures, and what they are compared with."""
    rule = "|" + " --- |" * len(COLUMNS)
    told = [f"{letter}：{words}" for letter, words in LIMITS.items()]
    return "\n".join(["| " + " | ".join(COLUMNS) + " |", rule, *map(line, figures), "", *told, WORDS])


def main() -> None:
    """Run everything in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the figures as JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = list(figures_of(Path(folder), FULL))
    print(json.dumps([asdict(one) for one in figures], ensure_ascii=False) if asked.as_json else table(figures))


if __name__ == "__main__":
    main()
