"""What whole commands cost: the year out, five for each member, a cold start."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from liaison.assignment.queries import plan_task, propose
from liaison.assignment.rules import Instance
from tests import haian
from tests.bench import limits
from tests.bench.timing import Cost, Figure, Work, cost_of, figure, forget_peak, memory_peak
from tests.bench.world import BARE, World, say

ROOT = Path(__file__).parents[2]
YEAR = str(haian.YEAR)
EXPORTS = (
    ("导出 2024 年履职考核", "export", "performance", "--year", YEAR),
    ("导出代表总库", "export", "roster"),
)


def in_turn(world: World, work: Work, limit: Work) -> tuple[list[Cost], list[Cost], float]:
    """Costs of some runs of a command and of its limit, and the megabytes that the command took at its fullest."""
    costs, least, peaks = [], [], []
    for _ in range(world.size.runs):
        forget_peak()
        stood = memory_peak()
        costs.append(cost_of(work))
        peaks.append(memory_peak() - stood)
        least.append(cost_of(limit))
    return costs, least, max(peaks)


def exporting(world: World, item: str, *command: str) -> Figure:
    """One of the exports beside plain openpyxl with the same cells."""
    say(f"{item}……")
    path, plain = world.folder / "out.xlsx", world.folder / "plain.xlsx"
    world.run(*command, "--output", str(path))
    sheets = limits.cells_of(path)
    limit = lambda: limits.plain_book(sheets, plain)  # noqa: E731
    costs, least, peak = in_turn(world, lambda: world.run(*command, "--output", str(path)), limit)
    return figure(item, costs, "X", least, mb=peak)


def assigning(world: World) -> Figure:
    """Five for each member with all rules, beside every distance and the five least of each."""
    with world.inside():
        task = plan_task(haian.YEAR + 1)
        members, people = spots(task.instance)
        size = f"{len(members)} × {len(people)}"
        say(f"三定求解 {size}……")
        costs, least, peak = in_turn(world, lambda: propose(task), lambda: limits.five_nearest(members, people))
    return figure(f"三定求解：{size}", costs, "N", least, mb=peak)


def spots(instance: Instance) -> tuple[np.ndarray, np.ndarray]:
    """Where members and people live, the unknown ones at the origin."""
    places = ([m.home for m in instance.members], [r.spot for r in instance.representatives])
    return tuple(np.array([place or (0, 0) for place in some], dtype=float) for some in places)


def starting(world: World) -> Figure:
    """A process that builds the program and ends, beside one that only loads Flask; both compiled before."""
    say("冷启动……")
    work, limit = (run_apart(code, world.folder) for code in (world.size.program, BARE))
    runs = [(work(), limit()) for _ in range(world.size.runs + 1)][1:]
    return figure("冷启动", [cost for cost, _ in runs], "F", [least for _, least in runs])


def run_apart(code: str, folder: Path) -> Callable[[], Cost]:
    """Work that runs this code in a process of its own and gives what that cost; its bytecode is kept in the folder."""
    kept = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    settings = {**os.environ, **kept, "INSTANCE": str(folder)}
    command = [sys.executable, "-c", code]

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def run() -> Cost:
        began = spent()
        wall = cost_of(lambda: subprocess.run(command, check=True, cwd=ROOT, env=settings)).wall
        return Cost(spent() - began, wall)

    return run
