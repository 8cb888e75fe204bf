"""The benchmark of the assignment runs, on next to nothing; its counties are the same each time."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from liaison.assignment.rules import solve
from liaison.assignment.rules.certificate import certificate_of
from liaison.assignment.rules.checking import cost_of
from tests.bench.assigning import HEADINGS, TEST_DATA, Job, Line, in_processes, judged, row, solved, together
from tests.bench.county import CountySize, county
from tests.bench.greedy import greedy, short

pytestmark = [pytest.mark.bench, pytest.mark.sqlite]

TINY = CountySize(members=30, people=300, towns=3, villages=2, sectors=3, types=2, libraries=3)


def line_of(job: Job) -> Line:
    """The line of one county, solved and judged in this process."""
    return judged(job, solved(job))


def test_a_county_is_made_up_the_same_way_each_time():
    assert county(1, TINY) == county(1, TINY)
    assert county(1, TINY) != county(2, TINY)


def test_a_county_has_all_that_counts():
    one = county(1)
    assert (len(one.members), len(one.representatives)) == (309, 4_560)
    assert {group.kind for group in one.groups} == {"town", "sector", "identity_type", "library"}
    assert one.locked <= one.former
    assert one.related
    assert one.forbidden
    assert any(person.spot is None for person in one.representatives)


def test_greedy_keeps_within_the_limits_and_is_never_cheaper():
    one = county(1, TINY)
    plan = greedy(one)
    kept = [r for _, r in plan]
    assert len(kept) == len(set(kept)) == 150
    assert one.locked <= set(plan)
    assert not one.forbidden & set(plan)
    solution = solve(one)
    assert solution.objective < cost_of(certificate_of(one, solution), plan)
    assert short(one, list(solution.pairs)) <= short(one, plan)


def test_a_county_gives_a_line():
    line = line_of(Job(3, TINY))
    assert line.item == "30 × 300，highs"
    assert line.faults == 0
    assert line.bound <= line.objective <= line.greedy
    assert row(line).count("|") == len(HEADINGS) + 1


def test_without_highs_the_line_says_so():
    line = line_of(Job(3, TINY, has_solver=False))
    assert line.item == "30 × 300，python"
    assert line.faults == 0
    assert line.bound <= line_of(Job(3, TINY)).objective <= line.objective


def test_counties_add_up():
    lines = [line_of(Job(seed, TINY)) for seed in (3, 4)]
    both = together(lines, wall=1.5)
    assert both.objective == lines[0].objective + lines[1].objective
    assert (both.seconds, both.mb) == (1.5, max(line.mb for line in lines))
    assert both.item.startswith("2 个县，每县 30 × 300")
    assert isinstance(json.dumps(vars(both)), str)


def test_the_work_is_done_in_another_process():
    found, wall = in_processes(subprocess.getoutput, [("echo $PPID",)], 1)
    assert found != [str(os.getpid())]
    assert wall > 0


def test_the_seed_of_the_test_data_gives_haian():
    assert len(Job(TEST_DATA, TINY).instance().members) == 309
