"""`make mutants`: plants every hole of `holes/` in a copy of the tree and shows which test tells of it.

Leaves with 1 where a hole is told of by none. Some holes only: `python -m tests.mutants NAME ...`.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.patches import Hole, holes
from tests.mutants.running import CAUGHT, Verdict, copy_tree, sound, tried, workshop


def main() -> int:
    """Try the holes that are asked for; gives the exit status."""
    asked = options()
    chosen = [hole for hole in holes() if not asked.names or hole.name in asked.names]
    unknown = set(asked.names) - {hole.name for hole in chosen}
    if unknown or not chosen:
        say(f"no such hole: {', '.join(sorted(unknown))}")
        return 2
    began = time.monotonic()
    verdicts = verdicts_on(chosen, asked.processes)
    told_of = sum(one.outcome == CAUGHT for one in verdicts)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(f"{told_of} of {len(chosen)} holes caught, in {time.monotonic() - began:,.0f} s, "
        f"{used.ru_utime + used.ru_stime:,.0f} s of them reckoning")  # fmt: skip
    return 0 if told_of == len(chosen) else 1


def options() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="these holes only, by the names of their files")
    parser.add_argument("-n", "--processes", type=int, default=os.cpu_count() or 1, help="how many side by side")
    return parser.parse_args()


def verdicts_on(chosen: Sequence[Hole], processes: int) -> list[Verdict]:
    """The verdicts on some holes, each told at once; none where the tests fail without any hole."""
    with workshop() as folder:
        clean = copy_tree(folder / "clean")
        faults = sound(clean, chosen, processes)
        if faults:
            say(f"these tests fail as it is, so they prove nothing:\n{faults}")
            return []
        width = max(len(hole.name) for hole in chosen)
        with ThreadPoolExecutor(processes) as pool:
            return told(pool.map(lambda hole: tried(hole, clean), chosen), width)


def told(verdicts: Iterable[Verdict], width: int) -> list[Verdict]:
    """The same, with a line of the table for each."""
    found = []
    for one in verdicts:
        found.append(one)
        say(f"{one.hole.name:<{width}}  {' '.join(one.hole.ids):<14}  {one.outcome:<8}  {one.by}")
    return found


def say(words: str) -> None:
    """One line, at once."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
