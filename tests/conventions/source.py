"""The program's own source, read once for the house-rule tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "liaison"


@cache
def modules() -> dict[str, ast.Module]:
    """`{path relative to the root: parsed source}` of every module of the program."""
    paths = sorted(p for p in PACKAGE.rglob("*.py") if "static" not in p.parts)
    return {str(p.relative_to(ROOT)): ast.parse(p.read_text(encoding="utf-8")) for p in paths}


def package_of(path: str) -> str:
    """The package a module lies in: liaison/orgs/rules.py → orgs; top-level modules have none."""
    parts = Path(path).parts
    return parts[1] if len(parts) > 2 else ""


def kind_of(path: str) -> str:
    """The file name that says what kind of thing it holds, also inside a folder of that name."""
    parts = Path(path).parts
    return Path(parts[2]).stem if len(parts) > 2 else ""


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, full module name) of each import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Each function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def text_files(*suffixes: str) -> Iterator[Path]:
    """Files of the program and its templates with one of these endings; vendored ones left out."""
    for folder in ("liaison", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "vendor" not in path.parts:
                yield path
