"""Rows are read within the sight of whoever asks (AZ-05): what reads without it is named, with its reason.

The sight of each kind of thing lies in one function, `<things>_visible_to(actor)`. Whatever else selects rows of these
tables must call one of them, or stand in unscoped.csv. That lists then show nothing else, test_other_towns.py proves
with two towns side by side.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.source import modules

FILE = Path(__file__).parent / "unscoped.csv"
SCOPED = {"Case", "Contact", "Representative", "Member", "PublicRequest", "Attachment", "WaitingRow"}
READS = {"select", "query", "exists"}
GETS = {"db.session.get", "db.session.get_one"}
# These are the sight, or made of it and of nothing wider.
SIGHTS = {
    "members_of", "members_counted_for", "members_to_record_for", "people_open_to", "waiting_for", "member_rows",
}  # fmt: skip
NO_PAGES = ("liaison/demo/",)  # nobody looks at anything there
HOW = "put the condition of its *_visible_to into it, or name it in tests/conventions/unscoped.csv and say why"


def name_called(call: ast.Call) -> str:
    """select, db.session.get, …"""
    return ast.unparse(call.func)


def calls_in(node: ast.AST) -> list[ast.Call]:
    """Each call within a piece of source."""
    return [one for one in ast.walk(node) if isinstance(one, ast.Call)]


def tables_read(node: ast.AST) -> set[str]:
    """The tables with a sight of which a piece of source selects rows."""
    found: set[str] = set()
    for call in calls_in(node):
        name = name_called(call)
        read = call.args if name.rpartition(".")[2] in READS else call.args[:1] if name in GETS else []
        found |= {one.id for arg in read for one in ast.walk(arg) if isinstance(one, ast.Name)} & SCOPED
    return found


def is_scoped(node: ast.AST) -> bool:
    """Whether it asks for a sight itself."""
    names = (name_called(call).rpartition(".")[2] for call in calls_in(node))
    return any(name.endswith("_visible_to") or name in SIGHTS for name in names)


def is_sight(path: str, name: str) -> bool:
    """Whether this is where a sight is written down."""
    return path.endswith("/queries/sight.py") or name.endswith("_visible_to") or name in SIGHTS


def pieces(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """(name, source) of each function, method and constant of a module."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        for one in inner:
            targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
            yield getattr(one, "name", "") or ast.unparse(targets[0]) if targets[0] or hasattr(one, "name") else "", one


def unscoped() -> set[tuple[str, str]]:
    """(path, name) of what reads these tables without a sight."""
    return {
        (path, name) for path, tree in modules().items() if not path.startswith(NO_PAGES)
        for name, node in pieces(tree) if tables_read(node) and not is_scoped(node) and not is_sight(path, name)
    }  # fmt: skip


def reviewed() -> dict[tuple[str, str], str]:
    """`{(path, name): why}` as reviewed."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["path"], row["name"]): row["why"] for row in csv.DictReader(file)}


def test_whatever_reads_without_a_sight_was_reviewed():
    new = unscoped() - {*reviewed()}
    assert not new, f"these read other people's rows: {sorted(new)}. To mend it, {HOW}"


def test_what_was_reviewed_is_still_there_and_says_why():
    gone = {*reviewed()} - unscoped()
    assert not gone, f"take these out of {FILE.name}: {sorted(gone)}"
    assert all(len(why) > 10 for why in reviewed().values())


def test_it_finds_what_it_should():
    def found(words: str) -> set[str]:
        return {name for name, node in pieces(ast.parse(words)) if tables_read(node) and not is_scoped(node)}

    assert found("def f(): return select(Case.id)") == {"f"}
    assert found("def f(): return db.session.get(Member, 1)") == {"f"}
    assert found("def f(): return db.session.scalars(sa.select(func.count(Contact.id)))") == {"f"}
    assert found("ALL = select(Case)") == {"ALL"}
    assert found("class A:\n    def f(self): return db.session.query(Case)") == {"f"}
    assert not found("def f(actor): return select(Case).where(cases_visible_to(actor))")
    assert not found("def f(): return select(Organisation.id)")


def test_pages_read_no_rows_themselves():
    wrong = [path for path, tree in modules().items() if "/views" in path and tables_read(tree)]
    assert not wrong, f"a view asks queries for its rows: {wrong}"
