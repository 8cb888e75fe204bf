"""One planted hole after another: a fresh copy of the tree, the hole in it, and the tests that are to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.patches import ROOT, Hole, fault_of_planting

CAUGHT, SURVIVED, USELESS = "caught", "SURVIVED", "USELESS"
ALL_PASSED, SOME_FAILED = 0, 1
LONGEST = 900  # seconds
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - databases of tests need not wait for a disk
BROKEN_CODE = "E9,F821,F822,F823"  # what only fails because it is no program proves nothing


@dataclass(frozen=True)
class Verdict:
    """What became of a hole. by: the test that failed, or why the hole says nothing."""

    hole: Hole
    outcome: str
    by: str = ""


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for copies of the tree, gone at the end."""
    place = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=place) as folder:
        yield Path(folder)


def copy_tree(target: Path) -> Path:
    """Copy what git knows of the tree, and what is new in it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def sound(tree: Path, holes: Sequence[Hole], processes: int) -> str:
    """Run every named test in the tree without any hole; gives the tests that fail there, empty where none does."""
    names = sorted({name for hole in holes for name in hole.tests})
    done = run_tests(tree, names, "-n", str(processes), "--dist", "loadfile")
    return "" if done.returncode == ALL_PASSED else done.stdout.strip()


def run_tests(tree: Path, names: Sequence[str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run tests in a tree, on SQLite; what they write down lies beside it."""
    scratch = tree.with_name(f"{tree.name}.tmp")
    scratch.mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *names]
    return subprocess.run(
        command, cwd=tree, env={**env, "TMPDIR": str(scratch)}, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip


def tried(hole: Hole, clean: Path) -> Verdict:
    """Plant a hole in a copy of the clean tree and run its tests there."""
    tree = clean.with_name(hole.name)
    shutil.copytree(clean, tree)
    try:
        fault = fault_of_planting(hole, tree) or fault_of_code(hole, tree)
        return Verdict(hole, USELESS, fault) if fault else judged(hole, tree)
    except subprocess.TimeoutExpired:
        return Verdict(hole, USELESS, f"its tests did not end within {LONGEST} seconds")
    finally:
        shutil.rmtree(tree)
        shutil.rmtree(tree.with_name(f"{tree.name}.tmp"), ignore_errors=True)


def fault_of_code(hole: Hole, tree: Path) -> str:
    """Why the planted code is no program, empty where it is one."""
    sources = [name for name in hole.files if name.endswith(".py")]
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--no-cache", "--isolated", "--select", BROKEN_CODE]
    done = subprocess.run([*command, *sources], cwd=tree, capture_output=True, text=True, check=False)
    return done.stdout.strip() if sources else ""


def judged(hole: Hole, tree: Path) -> Verdict:
    """The verdict on a hole that is planted: a test failed, all passed, or no test was run to its end."""
    report = tree.with_name(f"{tree.name}.tmp") / "report.xml"
    done = run_tests(tree, hole.tests, "-x", f"--junitxml={report}")
    if done.returncode == ALL_PASSED:
        return Verdict(hole, SURVIVED)
    failed = first_failure(report) if done.returncode == SOME_FAILED else ""
    last_words = done.stdout.strip().splitlines()[-12:]
    return Verdict(hole, CAUGHT, failed) if failed else Verdict(hole, USELESS, "\n".join(last_words))


def first_failure(report: Path) -> str:
    """The first test that failed by itself, not in what is made ready for it; empty where none did."""
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None:
            return f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
    return ""
