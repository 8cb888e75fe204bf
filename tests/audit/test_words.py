"""Every verb that is recorded has a title, and changes read as words."""

from __future__ import annotations

import ast
import re

from liaison.audit import words
from liaison.casework.workflow import CASEWORK
from tests.conventions.source import modules

VERB = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "record_all"}
WITH_TITLES = ("liaison/audit/deeds.py", "liaison/audit/words.py")
# of which the code names only one half
PUT_TOGETHER = re.compile(r"pair_rule\..+|.+\.show_phone|(representative|member)\.(take_out|erase)")


def recorded() -> set[str]:
    """Every verb that a function which records events names."""
    found = set()
    for path, tree in modules().items():
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and "actions" in path):
            calls = [n for n in ast.walk(function) if isinstance(n, ast.Call)]
            names = {n.func.id for n in calls if isinstance(n.func, ast.Name)}
            if names & RECORDERS:
                texts = [n.value for n in ast.walk(function) if isinstance(n, ast.Constant)]
                found |= {t for t in texts if isinstance(t, str) and VERB.fullmatch(t)}
    return found


def test_every_recorded_verb_has_a_title():
    missing = sorted(verb for verb in recorded() if verb not in words.VERBS)
    assert not missing, f"add to VERBS in liaison/audit/deeds.py: {missing}"


def test_every_title_is_of_a_deed_that_the_code_names():
    """What is done and recorded no more would leave its title behind."""
    trees = (tree for path, tree in modules().items() if path not in WITH_TITLES)
    constants = (n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant))
    said = {value for value in constants if isinstance(value, str)}
    said |= {f"case.{move.verb}" for move in CASEWORK.moves}
    unsaid = [verb for verb in words.VERBS if verb not in said and not PUT_TOGETHER.fullmatch(verb)]
    assert not unsaid, f"record these again, or take their titles out of liaison/audit/deeds.py: {unsaid}"


def test_every_move_of_a_case_goes_by_its_own_title():
    wrong = {m.verb: m.title for m in CASEWORK.moves if words.VERBS.get(f"case.{m.verb}") != m.title}
    assert not wrong, f"liaison/audit/words.py should call them: {wrong}"


def test_every_thing_has_a_title():
    things = {verb.partition(".")[0] for verb in words.VERBS}
    assert things <= set(words.THINGS), f"add to THINGS in liaison/audit/words.py: {things - set(words.THINGS)}"


def test_an_unknown_verb_shows_its_code():
    assert words.verb_title("moon.land") == "moon.land"


def test_changes_read_as_words():
    changes = {
        "phone": ["15400000001", "15400000002"], "is_active": [True, False], "name": [None, "王敏"], "left": "x" * 99,
    }  # fmt: skip
    assert list(words.changes_in_words(changes)) == [
        "电话：15400000001 → 15400000002", "is_active：是 → 否", "姓名：王敏", f"left：{'x' * 60}…",
    ]  # fmt: skip
