"""`python -m tests.bench.assigning`: what the best plan costs to find, how good it is, and what greedy would give.

The county of the test data is solved in a process of its own; then made-up ones, one after the other, in two
processes. --counties: how many of those (10; 100 takes some minutes); --fallback: the first one without HiGHS, too;
--json prints figures for machines.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from statistics import fmean
from typing import Any

from liaison.assignment.rules import Instance, solve
from liaison.assignment.rules.certificate import certificate_of, from_bytes, to_bytes
from liaison.assignment.rules.checking import check, cost_of
from tests.assignment import haian
from tests.bench.county import CountySize, county
from tests.bench.greedy import greedy, short
from tests.bench.timing import memory_peak
from tests.bench.world import say

PROCESSES = 2
TEST_DATA = -1  # The seed that stands for the county of the test data.
HEADINGS = (
    "三定求解", "秒", "CPU 秒", "每进程 MB", "目标值", "下界", "差距", "空位", "还缺",
    "贪心目标值", "贪心空位", "贪心还缺", "核对 CPU 秒", "证书 KB", "错误",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A county to solve. seed: of one that is made up; has_solver: with HiGHS."""

    seed: int
    size: CountySize
    has_solver: bool = True

    def instance(self) -> Instance:
        """The county itself."""
        return haian.instance() if self.seed == TEST_DATA else county(self.seed, self.size)


@dataclass(frozen=True)
class Line:
    """One line of the report; of several counties the sums, save mb (the fullest process) and gap (the widest).

    seconds, cpu: of solving; open, short: places left empty and people missing in groups; greedy…: the same of the
    cheapest pair first; check_seconds: processor time of the check; kb: the certificate; faults: what the check found.
    """

    item: str
    seconds: float
    cpu: float
    mb: float
    objective: float
    bound: float
    gap: float
    open: int
    short: int
    greedy: float
    greedy_open: int
    greedy_short: int
    check_seconds: float
    kb: float
    faults: int


SUMS = {field.name for field in fields(Line)} - {"item", "mb", "gap"}


@dataclass(frozen=True)
class Solved:
    """What solving one county took, and what came out. body: the certificate as a file."""

    seconds: float
    cpu: float
    mb: float
    method: str
    body: bytes


def solved(job: Job) -> Solved:
    """Solve one county."""
    instance = job.instance()
    wall, cpu = time.perf_counter(), time.process_time()
    solution = solve(instance, without_solver=not job.has_solver)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Solved(wall, cpu, memory_peak(), solution.method, to_bytes(certificate_of(instance, solution)))


def judged(job: Job, found: Solved) -> Line:
    """Check what came out, and let greedy do the same county."""
    instance, began = job.instance(), time.process_time()
    certificate = from_bytes(found.body)
    verdict = check(certificate)
    took = time.process_time() - began
    pairs, others = [(m, r) for m, r in certificate["pairs"]], greedy(instance)
    places = sum(member.places for member in instance.members)
    size = f"{len(instance.members):,} × {len(instance.representatives):,}"
    return Line(
        f"{size}，{found.method}", found.seconds, found.cpu, found.mb, verdict.objective, verdict.bound, verdict.gap,
        places - len(pairs), short(instance, pairs), cost_of(certificate, others), places - len(others),
        short(instance, others), took, len(found.body) / 1024, len(verdict.faults),
    )  # fmt: skip


def alone(job: Job) -> Line:
    """The county in a process of its own, so that nothing else is in its memory."""
    [found], _ = in_processes(solved, [(job,)], 1)
    return judged(job, found)


def side_by_side(jobs: Sequence[Job]) -> Line:
    """Counties in two processes. seconds: until all were solved, from the start of the first process."""
    found, wall = in_processes(solved, [(job,) for job in jobs], PROCESSES)
    say("核对……")
    lines, _ = in_processes(judged, list(zip(jobs, found, strict=True)), PROCESSES)
    return together(lines, wall)


def together(lines: Sequence[Line], wall: float) -> Line:
    """Several counties as one line. wall: seconds until all were solved."""
    total = {name: sum(getattr(line, name) for line in lines) for name in SUMS}
    most = {name: max(getattr(line, name) for line in lines) for name in ("mb", "gap")}
    each = fmean(line.seconds for line in lines)
    item = f"{len(lines)} 个县，每县 {lines[0].item}，{PROCESSES} 个进程，每县 {each:.1f} 秒"
    return Line(**{"item": item, **total, **most, "seconds": wall})


def in_processes(work: Callable[..., Any], given: Sequence[tuple[Any, ...]], processes: int) -> tuple[list[Any], float]:
    """What the work gives for each, in fresh processes, and the seconds from their start until all was done."""
    began = time.perf_counter()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(work, *zip(*given, strict=True)))
    return found, time.perf_counter() - began


def lines_of(counties: int, size: CountySize, *, has_fallback: bool) -> Iterator[Line]:
    """The county of the test data, the same without HiGHS if asked, and all the others."""
    say("测试数据的一个县……")
    yield alone(Job(TEST_DATA, size))
    if has_fallback:
        say("不用 HiGHS 再排一遍……")
        yield alone(Job(TEST_DATA, size, has_solver=False))
    if counties:
        say(f"{counties} 个编出来的县……")
        yield side_by_side([Job(seed, size) for seed in range(counties)])


def row(line: Line) -> str:
    """A line of a Markdown table."""
    cells = [
        line.item, f"{line.seconds:,.1f}", f"{line.cpu:,.1f}", f"{line.mb:,.0f}", f"{line.objective:,.1f}",
        f"{line.bound:,.1f}", f"{line.gap:.3%}", f"{line.open:,}", f"{line.short:,}", f"{line.greedy:,.1f}",
        f"{line.greedy_open:,}", f"{line.greedy_short:,}", f"{line.check_seconds:,.1f}", f"{line.kb:,.0f}",
        f"{line.faults}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table, or the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.assigning", description=__doc__)
    parser.add_argument("--counties", type=int, default=10)
    parser.add_argument("--fallback", action="store_true")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    found = lines_of(asked.counties, CountySize(), has_fallback=asked.fallback)
    if asked.as_json:
        print(json.dumps([asdict(line) for line in found], ensure_ascii=False))
        return
    print("| " + " | ".join(HEADINGS) + " |\n|" + " --- |" * len(HEADINGS))
    for line in found:
        print(row(line), flush=True)


if __name__ == "__main__":
    main()
