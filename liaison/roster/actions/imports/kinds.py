"""Which files can be taken in: each kind is declared once, and commands, wizard and error workbook read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from liaison.access import Actor
from liaison.core.columns import Column
from liaison.core.errors import Refused
from liaison.core.intake import Given, Report
from liaison.core.sheets import Reading, Sheet
from liaison.roster.models import ImportBatch


class Staged(Protocol):
    """What a file would do; nothing is written yet."""

    @property
    def report(self) -> Report:
        """One result for each row, in the order of the file."""

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write: a change, or a row to be kept for the office."""


Stage = Callable[[Reading, Given, Actor], Staged]
Write = Callable[[Any, ImportBatch, Actor], None]
Guess = Callable[[Reading, str, Actor], Mapping[str, Any]]


def nothing_said(_reading: Reading, _file_name: str, _actor: Actor) -> Mapping[str, Any]:
    """A file of this kind answers no question by itself."""
    return {}


@dataclass(frozen=True)
class ImportKind:
    """One kind of file.

    stage: reads the database and says what each row would do; write: does it, within one transaction, notes each change
    on the batch and records its event; both raise FileRefused or Refused. The answers that `stage` is given are those
    that the file gives itself, then those of the person. questions: what is asked beside the file; guess: the answers
    that the file gives itself; word_columns: keys of columns whose unknown words are mapped once for the whole file;
    policy_columns: keys of columns for which overwrite / fill only blanks / leave can be chosen; choices: `{code of a
    fault: decisions}` that can be made on such a row before it goes in; blank: the sheet that is given out to be filled
    in, where that asks for less than the one that is read.
    """

    code: str
    title: str
    sheet: Sheet
    permission: str
    stage: Stage
    write: Write
    questions: tuple[Column, ...] = ()
    guess: Guess = nothing_said
    word_columns: tuple[str, ...] = ()
    policy_columns: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blank: Sheet | None = None

    @property
    def form(self) -> Sheet:
        """The sheet that is given out blank."""
        return self.blank or self.sheet


KINDS: dict[str, ImportKind] = {}


def declare(kind: ImportKind) -> ImportKind:
    """Make a kind known; each package declares its own when it is imported."""
    KINDS[kind.code] = kind
    return kind


def kind_of(code: str) -> ImportKind:
    """The kind of this code. Raises Refused."""
    if code not in KINDS:
        raise Refused("不认识这种表，请从列表里选要导入的是什么。")
    return KINDS[code]
