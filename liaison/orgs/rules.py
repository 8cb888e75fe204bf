"""Words and distances: which row a written word means, how far apart two places are, what a text is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import asin, cos, radians, sin, sqrt

from liaison.core.text import same_word

EARTH_KM = 6371.0088
# The order of the shipped topics on the phone; an office may write others beside its categories.
TOPICS = (
    "道路交通", "农业生产", "惠农政策", "上学", "看病", "养老", "环境", "住房水电", "企业就业", "其他",
)  # fmt: skip
CASE_KINDS = ("咨询", "求助", "意见建议", "投诉举报", "表扬")
NAME, SHORT, ALIAS, RETIRED = range(4)


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two places given in degrees."""
    north, east = radians(lat2 - lat1), radians(lon2 - lon1)
    half_chord = sin(north / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half_chord))


def sector_key(word: str) -> str:
    """What two names of one sector have in common: the ending 界 may be left out."""
    return same_word(word).removesuffix("界")


class Words:
    """Which id a word means: names count before short names, these before aliases, rows in use before retired ones.

    A word that means several rows of the same rank means none.
    """

    def __init__(self, key: Callable[[str], str] = same_word) -> None:
        self.key = key
        self.ranks: tuple[dict[str, set[int]], ...] = ({}, {}, {}, {})

    def add(self, identity: int, rank: int, words: Iterable[str]) -> None:
        """Let these words mean the row with this id."""
        for word in words:
            if self.key(word):
                self.ranks[rank].setdefault(self.key(word), set()).add(identity)

    def find(self, word: str | None) -> int | None:
        """The id that the word means, or None."""
        key = self.key(word or "")
        meant = next((rank[key] for rank in self.ranks if key in rank), set())
        return next(iter(meant)) if len(meant) == 1 else None

    def doubtful(self) -> list[str]:
        """Words in use that mean several rows at once."""
        return sorted(key for rank in self.ranks[:RETIRED] for key, meant in rank.items() if len(meant) > 1)


def keyed(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`(word, its comparison key)` of the words that are not blank: made once, looked for in many texts."""
    return tuple((word, same_word(word)) for word in words if same_word(word))


def words_said(text_key: str, words: Iterable[tuple[str, str]]) -> list[str]:
    """Those of the keyed words that a text contains, in their order. text_key: `same_word` of the text."""
    return [word for word, key in words if key in text_key]


def weight(said: Iterable[str]) -> int:
    """How much the words said tell: longer ones tell more."""
    return sum(len(word) for word in said)
