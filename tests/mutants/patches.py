"""Reading the planted holes, and planting one in a copy of the tree."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOLES = Path(__file__).parent / "holes"
LINE = re.compile(r"^(id|kind|test): (.+)$", re.MULTILINE)
CHANGED = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Hole:
    """One planted hole. says: what is open then; ids: of the checklist; tests: which are to fail; files: changed."""

    path: Path
    says: str
    ids: tuple[str, ...]
    kind: str
    tests: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        """What is broken, as its file is called."""
        return self.path.stem


def read(path: Path) -> Hole:
    """A hole from its file."""
    head, _, diff = path.read_text(encoding="utf-8").partition("--- a/")
    given: dict[str, list[str]] = {"id": [], "kind": [], "test": []}
    for name, words in LINE.findall(head):
        given[name].append(words.strip())
    says = LINE.sub("", head).strip()
    ids = tuple(" ".join(given["id"]).split())
    return Hole(path, says, ids, " ".join(given["kind"]), tuple(given["test"]), tuple(CHANGED.findall(diff)))


def holes() -> list[Hole]:
    """All of them, by name."""
    return [read(path) for path in sorted(HOLES.glob("*.patch"))]


def fault_of_planting(hole: Hole, tree: Path, *options: str) -> str:
    """Plant a hole in a tree, or with `--check` only try; gives why it cannot be, empty where it can."""
    command = ["git", "apply", "--whitespace=nowarn", *options, str(hole.path)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stderr.strip()
