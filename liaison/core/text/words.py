"""Cleaning and comparing written words: full-width forms, odd blanks, characters nobody can see."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Zero-width and direction marks, control characters, half surrogates: typed by nobody, kept by no database.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
# Digits and letters only: Chinese punctuation stays as the office writes it.
_HALF_WIDTH = {
    wide: wide - 0xFEE0 for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for wide in range(start, end + 1)
}


def seen(text: str) -> str:
    """The text without what cannot be seen: control characters, zero-width and direction marks."""
    return _UNSEEN.sub("", text)


def normalise(text: str) -> str:
    """One tidy line: half-width digits and letters, single blanks, none at the ends; punctuation as written."""
    return (_tidied_once if len(text) <= _SHORT else _tidied)(text)


def _tidied(text: str) -> str:
    return _BLANKS.sub(" ", seen(text)).strip().translate(_HALF_WIDTH)


def paragraphs(text: str) -> str:
    """Several tidy lines: as `normalise`, but line breaks stay (at most one empty line between two)."""
    lines = [normalise(line) for line in seen(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def folded(text: str) -> str:
    """The compatibility form (NFKC) without anything unseen, joiners and variation marks included."""
    return unicodedata.normalize("NFKC", _JOINERS.sub("", seen(text)))


def same_word(text: str) -> str:
    """The key under which two spellings of one word compare equal: NFKC, no blanks, small letters."""
    return (_key_once if len(text) <= _SHORT else _key)(text)


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", _BLANKS.sub("", folded(text)).casefold())


# Books and lists say the same short words over and over.
_SHORT = 40
_tidied_once, _key_once = (lru_cache(maxsize=20_000)(work) for work in (_tidied, _key))


def plain_cell(text: str) -> str:
    """The text without characters that a workbook cannot hold."""
    return _NOT_IN_XML.sub("", text)
