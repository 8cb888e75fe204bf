"""Where neither highspy nor numpy can be imported the program still starts, and plans are found by the plain search."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
sys.modules["highspy"] = sys.modules["numpy"] = None
from liaison.assignment.rules import HAS_HIGHS, solve
from tests.assignment.rules.random_instances import small_instance
found = solve(small_instance(3))
print(HAS_HIGHS, found.method, bool(found.pairs))
"""


def test_plans_are_found_without_them():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["False", "python", "True"], done.stderr
