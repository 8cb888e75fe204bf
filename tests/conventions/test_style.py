"""How the source is written: small, documented, one clock, two commits, no swallowed errors."""

from __future__ import annotations

import ast
import re

from tests.conventions.source import ROOT, functions, modules, package_of, text_files

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager"}
SQLALCHEMY_NAMES = {"process_bind_param", "process_result_value"}
SPEAKING_FOLDERS = ("core", "audit", "access")
DOCUMENTED = {"rules", "queries", "actions", "models", "workflow", "sheets"}


def length(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    is_doc = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return total - ((first.end_lineno or 0) - first.lineno + 1 if is_doc else 0)


def test_files_are_short():
    long = []
    for path in text_files(".py", ".html", ".css", ".js"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines; split it into a folder of the same name")
    assert not long, "\n".join(long)


def test_functions_are_small():
    lengths = {f"{path}:{f.lineno} {f.name}": length(f) for path, tree in modules().items() for f in functions(tree)}
    too_long = {where: n for where, n in lengths.items() if n > LONGEST_FUNCTION}
    assert not too_long, f"longer than {LONGEST_FUNCTION} lines, split: {too_long}"
    share_25 = sum(n <= 25 for n in lengths.values()) / len(lengths)
    assert share_25 >= 0.95, f"only {share_25:.1%} of functions have ≤ 25 lines (95 % wanted)"
    share_10 = sum(n <= 10 for n in lengths.values()) / len(lengths)
    assert share_10 >= 0.70, f"only {share_10:.1%} of functions have ≤ 10 lines (three in four wanted)"


def test_every_module_opens_with_one_sentence():
    bare = [path for path, tree in modules().items() if not ast.get_docstring(tree)]
    assert not bare, f"say in one sentence what the module is for: {bare}"


def test_public_functions_say_what_they_do():
    bare = []
    for path, tree in modules().items():
        speaks = package_of(path) in SPEAKING_FOLDERS or any(
            part.removesuffix(".py") in DOCUMENTED for part in path.split("/")
        )
        for node in tree.body if speaks else ():
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):
                bare.append(f"{path}:{node.lineno} {node.name}: add a docstring")
    assert not bare, "\n".join(bare)


def test_commit_stands_in_two_files_at_most():
    files = [path for path in modules() if ".commit(" in (ROOT / path).read_text(encoding="utf-8")]
    assert set(files) <= {"liaison/core/db.py"}, f"use core.db.transaction(): {files}"


def test_only_the_clock_asks_the_time():
    pattern = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(|func\.now\(")
    files = [p for p in modules() if pattern.search((ROOT / p).read_text(encoding="utf-8"))]
    assert set(files) <= {"liaison/core/clock.py"}, f"ask core.clock: {files}"


def test_no_error_is_swallowed():
    wrong = []
    for path, tree in modules().items():
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)):
            is_broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            )
            raises = any(isinstance(n, ast.Raise) for n in ast.walk(node))
            if (is_broad and not raises) or all(isinstance(n, ast.Pass) for n in node.body):
                wrong.append(f"{path}:{node.lineno}: name the error and say what happens")
    assert not wrong, "\n".join(wrong)


def test_no_sql_is_pasted_together():
    pattern = re.compile(r"(text|execute|exec_driver_sql)\(\s*f[\"']")
    files = [p for p in modules() if pattern.search((ROOT / p).read_text(encoding="utf-8"))]
    assert not files, f"bind parameters instead of f-strings: {files}"


def test_names_say_something():
    wrong = [p for p in modules() if FORBIDDEN_NAMES & set(re.split(r"[/_.]", p))]
    wrong += [
        f"{path}:{f.lineno} {f.name}" for path, tree in modules().items() for f in functions(tree)
        if f.name.startswith(("handle_", "process_")) and f.name not in SQLALCHEMY_NAMES
    ]  # fmt: skip
    assert not wrong, f"name it after what it does: {wrong}"


def test_no_notes_to_ourselves():
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    wrong = [
        str(p.relative_to(ROOT))
        for p in text_files(".py", ".html", ".js", ".css")
        if pattern.search(p.read_text("utf-8"))
    ]
    assert not wrong, f"do it, or leave it out: {wrong}"


def test_templates_have_no_inline_code_and_no_raw_output():
    pattern = re.compile(r"\|\s*safe\b|\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|autoescape false")
    wrong = []
    for path in text_files(".html"):
        body = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        wrong += [f"{path.relative_to(ROOT)}: {m.group(0).strip()}" for m in pattern.finditer(body)]
    assert not wrong, "the content policy forbids it; use classes and static/app.js:\n" + "\n".join(wrong)
