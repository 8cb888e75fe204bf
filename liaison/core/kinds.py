"""The kinds of values that a column can hold."""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """What sort of value a column holds."""

    TEXT = auto()
    LONG_TEXT = auto()
    NAME = auto()
    PHONE = auto()
    INTEGER = auto()
    DECIMAL = auto()
    DATE = auto()
    MONTH = auto()
    DATETIME = auto()
    TIME = auto()
    BOOL = auto()
    CHOICE = auto()
    CHOICES = auto()
    REFERENCE = auto()
    REFERENCES = auto()
    FILES = auto()
    PERCENT = auto()


PICKED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE, Kind.REFERENCES, Kind.BOOL})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})
# The meaning of such a cell hangs on its text alone.
WORDS_ONLY = frozenset({Kind.TEXT, Kind.CHOICE, Kind.REFERENCE})
SHORT_WORD = 40
