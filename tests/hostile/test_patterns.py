"""No pattern of ours goes back and forth over a long text.

Whatever reads what somebody typed is given 100 KB of the worst. Single patterns are given 1 KB of it, for some look at
texts only that were cut before; one that doubles its way with each sign does not come to the end of that either.
"""

from __future__ import annotations

import ast
import re
import signal
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from typing import Any

import pytest

from liaison.accounts.rules import POLICIES, password_fault
from liaison.core import text
from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError
from liaison.core.secret_keys import weakness_of
from liaison.notices.rules import Robots, mail_fault, robot_fault
from liaison.roster.queries.lists import matching
from liaison.web.gate import own_path
from liaison.web.logs import LINES
from tests.conventions.source import modules

LONG, PIECE_OF_IT = 100_000, 1_000
WORST = ("a!", "9", " ", "\n", "甲", "a@", "1,", "-", "a.", "/", "年", "<a ", '"', "é", "1-", "a b")
SIGNS = ("(", "【", "<", "某", "x", "一", "·", "1(", "=")
OF_RE = {"compile", "match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"}
OF_DOCUMENTS = ("liaison/core/paper/", "liaison/core/sheets/marking/")  # run in a child with limits of its own

pytestmark = pytest.mark.sqlite


class TooSlow(Exception):  # noqa: N818
    """A second of the processor's time is over."""


def patterns() -> Iterator[tuple[str, re.Pattern]]:
    """(where, pattern) of every regular expression: those with a name, and those given to a function of re."""
    for path, tree in modules().items():
        named = import_module(path.removesuffix(".py").replace("/__init__", "").replace("/", "."))
        yield from ((f"{path} {name}", one) for name, one in vars(named).items() if isinstance(one, re.Pattern))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).partition(".")[0] == "re" and is_given(node):
                yield f"{path}:{node.lineno}", re.compile(node.args[0].value)


def is_given(node: ast.Call) -> bool:
    """Whether a call of re holds its pattern as a constant of text."""
    first = node.args[0] if node.args else None
    is_known = getattr(node.func, "attr", "") in OF_RE
    return is_known and isinstance(first, ast.Constant) and isinstance(first.value, str)


def texts(pattern: re.Pattern) -> Iterator[str]:
    """The worst texts, and those made of the signs that the pattern itself looks for."""
    yield from (piece * (PIECE_OF_IT // len(piece)) + "\0" for piece in WORST)
    signs = {sign for sign in re.sub(r"\\.|[\[\](){}?*+|^$]", "", pattern.pattern) if not sign.isalnum()}
    words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\\.", "", pattern.pattern))[:3]
    yield from (piece * (PIECE_OF_IT // len(piece)) + "\0" for piece in sorted(signs)[:6] + words)


def within_a_second(work: Callable[[], Any], seconds: float = 1.0) -> bool:
    """Whether it ends before a second of the processor's time is over; how busy the machine is does not matter."""

    def stop(*_signal):
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        work()
    except TooSlow:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def look_through(pattern: re.Pattern, words: str) -> None:
    """Whole, and everywhere in it."""
    pattern.fullmatch(words)
    for _found in pattern.finditer(words):
        pass


def test_no_pattern_takes_longer_than_its_text():
    known = {(one.pattern, one.flags): (where, one) for where, one in patterns() if isinstance(one.pattern, str)}
    assert len(known) > 60, "the patterns are not found any more"
    slow = [
        f"{where}: {one.pattern} on {words[:6]!r}…" for where, one in known.values()
        if not where.startswith(OF_DOCUMENTS) for words in texts(one)
        if not within_a_second(partial(look_through, one, words))
    ]  # fmt: skip
    assert not slow, "say it so that no sign can be read in two ways:\n" + "\n".join(slow)


def readers() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """(name, function) of whatever reads a text that somebody typed."""
    for kind in Kind:
        column = Column("a", "一栏", kind, choices=("甲", "乙") if kind in (Kind.CHOICE, Kind.CHOICES) else ())
        yield f"a cell of {kind.name}", column.parse
    for one in (text.day, text.month, text.mobile, text.landline, text.person_name, text.normalise, text.paragraphs,
                text.folded, text.same_word, text.plain_cell, own_path, mail_fault,
                LINES.redacted, weakness_of, matching):  # fmt: skip
        yield one.__name__, one
    yield "robot_fault", partial(robot_fault, allowed=Robots())
    yield "password_fault", lambda word: password_fault(word, ("王小敏",), POLICIES["gb"])
    yield "day_asked", lambda word: text.day(word, latest=date(2026, 1, 1))


@pytest.mark.parametrize(("name", "read"), [pytest.param(name, read, id=name) for name, read in readers()])
def test_no_reader_takes_longer_than_its_text(name, read):
    def look(piece):
        try:
            read(piece * (LONG // len(piece)))
        except (CellError, ValueError):
            return

    slow = [piece for piece in (*WORST, *SIGNS) if not within_a_second(partial(look, piece))]
    assert not slow, f"{name}: {slow}"


def test_a_pattern_that_goes_back_and_forth_is_found():
    assert not within_a_second(lambda: re.fullmatch(r"(?:a+)+b", "a" * 40), 0.2)
