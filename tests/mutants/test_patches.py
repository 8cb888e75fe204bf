"""Every planted hole still fits the tree, breaks the program alone, and names tests that are there."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.mutants.patches import HOLES, ROOT, Hole, fault_of_planting, holes

FEWEST = 48
PRODUCT = ("liaison/", "templates/", "migrations/", "wsgi.py")
ID = re.compile(r"(AN|SE|AZ|CS|HD|IN|UP|IM|EX|AU|PI|RL|QR|SC|ER|BK|CR|CO|MG|RB|K)-?\d\d")
# Each kind of fault of the issue, and those that systems of this sort were found to have; one hole at least of each.
KINDS = frozenset()

pytestmark = pytest.mark.sqlite  # nothing here asks a database


def called(hole: Hole) -> str:
    """What a hole is called."""
    return hole.name


@cache
def source_of(path: str) -> str:
    """The text of a file of the tree, empty where there is none."""
    return (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""


@pytest.mark.parametrize("hole", holes(), ids=called)
def test_it_still_fits_the_tree(hole):
    fault = fault_of_planting(hole, ROOT, "--check")
    assert not fault, f"write {hole.path.name} anew for the code as it is now: {fault}"


@pytest.mark.parametrize("hole", holes(), ids=called)
def test_it_breaks_one_file_of_the_program_alone(hole):
    assert len(hole.files) == 1
    assert hole.files[0].startswith(PRODUCT), "a hole is planted in the program, not in its tests"


@pytest.mark.parametrize("hole", holes(), ids=called)
def test_it_says_what_it_breaks_and_which_tests_tell(hole):
    assert hole.says.endswith("."), "say in a sentence what is open then"
    assert hole.ids, "name the line of the checklist"
    assert all(ID.fullmatch(one) for one in hole.ids), f"no line of the checklist: {hole.ids}"
    assert hole.tests, "name the tests that are to fail"
    assert not [name for name in hole.tests if not is_there(name)], "these tests are not there"


def is_there(name: str) -> bool:
    """Whether a test, or a file of tests, is in the tree."""
    path, _, function = name.partition("::")
    return f"def {function.partition('[')[0]}(" in source_of(path) if function else bool(source_of(path))


def test_every_kind_of_fault_is_planted():
    found = holes()
    assert len(found) >= FEWEST
    assert len(list(HOLES.iterdir())) == len(found), "only .patch files lie there"
    assert {hole.kind for hole in found} >= KINDS
