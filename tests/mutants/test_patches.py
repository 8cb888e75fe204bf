"""Every planted hole still fits the tree, breaks the program alone, and names tests that are there."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.mutants.patches import HOLES, ROOT, fault_of_planting, holes

FEWEST = 48
PRODUCT = ("liaison/", "templates/", "migrations/", "wsgi.py")
ID = re.compile(r"(AN|SE|AZ|CS|HD|IN|UP|IM|EX|AU|PI|RL|QR|SC|ER|BK|CR|CO|MG|RB|K)-?\d\d")
# Each kind of fault of the issue, and those that systems of this sort were found to have; one hole at least of each.
KINDS = frozenset({
    "AAD dropped", "CSP weakened", "CSRF skipped", "GET writes", "absent rights alive", "append-only dropped",
    "audit dropped", "audit outside the transaction", "backup tampering unnoticed", "backup unsealed",
    "blind index shared", "chain without its link", "commit before audit", "cookie readable", "count then insert",
    "counted after the answer", "erased data kept", "foreign id in a form", "formula in export", "gate removed",
    "half a step saved", "head not signed", "limiter off", "login drawing twice", "mask forgotten", "mass assignment",
    "networks ignored", "nonce reused", "nosniff dropped", "not on the disk", "old key lost", "old session alive",
    "one-time code twice", "one-time secret twice", "open redirect", "order from the request", "pages stored",
    "path from the request", "phone in the log", "plain http accepted", "public form unlimited",
    "purge cuts the chain", "raw output", "recovery code twice", "request to an inner address",
    "restored without a look", "scope dropped: autocomplete", "scope dropped: chart", "scope dropped: count",
    "scope dropped: export", "scope dropped: list", "scope dropped: page", "scope dropped: search",
    "scope dropped: total", "secret stored in plain", "self-approval", "shown inline", "step-up skipped",
    "term end ignored", "three administrators in one", "time tells", "told by its name", "trace shown",
    "version ignored", "weak secret taken", "wildcard unescaped", "workflow state ignored",
})  # fmt: skip

pytestmark = pytest.mark.sqlite  # nothing here asks a database


@cache
def source_of(path: str) -> str:
    """The text of a file of the tree, empty where there is none."""
    return (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""


def is_there(name: str) -> bool:
    """Whether a test, or a file of tests, is in the tree."""
    path, _, function = name.partition("::")
    return f"def {function.partition('[')[0]}(" in source_of(path) if function else bool(source_of(path))


def test_each_still_fits_the_tree():
    faults = [fault for hole in holes() if (fault := fault_of_planting(hole, ROOT, "--check"))]
    assert not faults, "write these holes anew for the code as it is now:\n" + "\n".join(faults)


def test_each_breaks_one_file_of_the_program_alone():
    wrong = [hole.name for hole in holes() if len(hole.files) != 1 or not hole.files[0].startswith(PRODUCT)]
    assert not wrong, f"a hole is planted in one file of the program, and not in its tests: {wrong}"


def test_each_says_what_is_open_then_and_where_that_is_forbidden():
    silent = [hole.name for hole in holes() if not hole.says.endswith(".")]
    assert not silent, f"say in a sentence what is open then: {silent}"
    unknown = [hole.name for hole in holes() if not hole.ids or not all(ID.fullmatch(one) for one in hole.ids)]
    assert not unknown, f"name the lines of the checklist: {unknown}"


def test_each_names_tests_that_are_there():
    lost = {hole.name: [name for name in hole.tests if not is_there(name)] for hole in holes()}
    assert not any(lost.values()), f"these tests are not there: { {name: gone for name, gone in lost.items() if gone} }"
    assert all(hole.tests for hole in holes()), "name the tests that are to fail"


def test_every_kind_of_fault_is_planted():
    found = holes()
    assert len(found) >= FEWEST
    assert len(list(HOLES.iterdir())) == len(found), "only .patch files lie there"
    assert {hole.kind for hole in found} >= KINDS
