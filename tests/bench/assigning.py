"""`python -m tests.bench.assigning`: what the best plan costs to find, how good it is, and what greedy would give.

Each county is solved in a process of its own, two at a time, so its memory is that of one county. --counties: how
many more are made up and solved after the one of the test data (10; 100 takes some minutes); --fallback: that one
without HiGHS, too; --json prints figures for machines.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import fmean

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
    "贪心目标值", "贪心空位", "贪心还缺", "核对 秒", "证书 KB", "错误",
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
    cheapest pair first; check_seconds: of the check; kb: the certificate; faults: what the check found.
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


def solved(job: Job) -> Line:
    """Solve one county, check its certificate, and let greedy do it too."""
    instance = job.instance()
    wall, cpu = time.perf_counter(), time.process_time()
    solution = solve(instance, without_solver=not job.has_solver)
    wall, cpu, peak = time.perf_counter() - wall, time.process_time() - cpu, memory_peak()
    packed = to_bytes(certificate_of(instance, solution))
    began = time.perf_counter()
    certificate = from_bytes(packed)
    verdict = check(certificate)
    took = time.perf_counter() - began
    others = greedy(instance)
    places = sum(member.places for member in instance.members)
    size = f"{len(instance.members):,} × {len(instance.representatives):,}"
    return Line(
        f"{size}，{solution.method}", wall, cpu, peak, verdict.objective, verdict.bound, verdict.gap,
        places - len(solution.pairs), short(instance, list(solution.pairs)), cost_of(certificate, others),
        places - len(others), short(instance, others), took, len(packed) / 1024, len(verdict.faults),
    )  # fmt: skip


def alone(job: Job) -> Line:
    """The county in a process of its own, so that nothing else is in its memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(solved, (job,))


def side_by_side(jobs: Sequence[Job]) -> Line:
    """Counties in two processes; each county meets a fresh one. seconds: until all were through, checks and all."""
    began = time.perf_counter()
    lines = []
    with multiprocessing.get_context("spawn").Pool(PROCESSES, maxtasksperchild=1) as pool:
        for n, line in enumerate(pool.imap_unordered(solved, jobs), 1):
            say(f"{n} / {len(jobs)} 个县")
            lines.append(line)
    total = {name: sum(getattr(line, name) for line in lines) for name in SUMS}
    most = {name: max(getattr(line, name) for line in lines) for name in ("mb", "gap")}
    wall = time.perf_counter() - began
    mean = fmean(line.seconds for line in lines)
    item = f"{len(jobs)} 个县各 {lines[0].item}，{PROCESSES} 个进程，平均每县 {mean:.1f} 秒"
    return Line(**{"item": item, **total, **most, "seconds": wall})


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
