"""One staircase: packages import downward, foreign keys point downward."""

from __future__ import annotations

import ast

from liaison import FLOORS
from liaison.core.db import Base
from tests.conventions.source import PACKAGE, imports, kind_of, modules, package_of

FIXED_NAMES = {"models", "rules", "workflow", "queries", "actions", "sheets", "forms", "views"}
DOMAINS = FLOORS[FLOORS.index("files") :]
BELOW_VIEWS = {"models", "rules", "workflow", "queries", "actions", "sheets"}
TOP_LEVEL = {"backup", "demo"}  # parts of the program as a whole, beside cli.py: no package imports them
WEB_LIBRARIES = ("flask", "wtforms", "flask_wtf", "werkzeug")


def test_every_package_has_a_floor():
    found = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    missing = found - set(FLOORS) - TOP_LEVEL
    assert not missing, f"add to FLOORS in liaison/__init__.py: {missing}"


def test_no_package_imports_what_stands_above_all():
    wrong = [
        f"{path}:{line} imports {name}: pass what it needs in from the command"
        for path, tree in modules().items() if package_of(path) in FLOORS
        for line, name in imports(tree) if name.startswith(tuple(f"liaison.{part}" for part in TOP_LEVEL))
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_packages_import_only_lower_floors():
    wrong = []
    for path, tree in modules().items():
        package = package_of(path)
        for line, name in imports(tree):
            parts = name.split(".")
            is_ours = package in FLOORS and parts[0] == "liaison" and len(parts) > 1 and parts[1] in FLOORS
            if is_ours and FLOORS.index(parts[1]) > FLOORS.index(package):
                wrong.append(f"{path}:{line} imports {name}: move the code up to {parts[1]} or the need down")
    assert not wrong, "\n".join(wrong)


def test_no_import_inside_a_function():
    wrong = []
    for path, tree in modules().items():
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            lazy = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            wrong += [f"{path}:{n.lineno}: import at the top of the file" for n in lazy]
    assert not wrong, "\n".join(wrong)


def test_foreign_keys_point_down():
    package = {m.local_table.name: m.class_.__module__.split(".")[1] for m in Base.registry.mappers}
    wrong = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            here, there = package[table.name], package[key.column.table.name]
            if FLOORS.index(there) > FLOORS.index(here):
                wrong.append(f"{table.name}.{key.parent.name} points up to {there}: store a value, or move the column")
    assert not wrong, "\n".join(wrong)


def test_domain_packages_have_only_the_fixed_file_names():
    wrong = []
    for path in modules():
        kind = kind_of(path)
        if package_of(path) in DOMAINS and kind not in FIXED_NAMES | {"__init__"}:
            wrong.append(f"{path}: name it one of {sorted(FIXED_NAMES)}")
    assert not wrong, "\n".join(wrong)


def test_nothing_below_the_views_knows_the_web():
    wrong = []
    for path, tree in modules().items():
        is_low = package_of(path) in ("core", "audit", "access") or (
            package_of(path) in DOMAINS and kind_of(path) in BELOW_VIEWS
        )
        for line, name in imports(tree) if is_low else ():
            if name.split(".")[0] in WEB_LIBRARIES:
                wrong.append(f"{path}:{line} imports {name}: pass a plain value in from the view")
    assert not wrong, "\n".join(wrong)


def test_rules_never_touch_the_database():
    wrong = []
    for path, tree in modules().items():
        if package_of(path) in DOMAINS and kind_of(path) == "rules":
            wrong += [
                f"{path}:{line} imports {name}: rules are pure; read in queries and pass values"
                for line, name in imports(tree)
                if name.startswith("sqlalchemy") or name in ("liaison.core.db", "liaison.core.db.db")
            ]
    assert not wrong, "\n".join(wrong)
