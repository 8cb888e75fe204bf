"""Which unit should handle a request, told by its words, its field, its town and what became of earlier ones.

Two questions, one after the other. Which field is it (naive Bayes over single characters and pairs, helped by the
words that the office keeps for each field)? And within the field, who handled such requests in the end (a vote of
the earlier ones, the like and the near counting more, those returned counting against)?
Nothing is random and nothing is asked of the network: the same rows give the same answer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from liaison.orgs.rules import words_said

TOWN = 0  # the unit of a matter that stays with the town, whichever town it is
MOST = 3

SMOOTHING = 300.0  # how many grams of the common language each field is taken to have said
COMMON = 0.5  # what more than this part of the fields say tells nothing
SINGLE = 0.8  # one character tells less than two
KEPT_WORD = 5.0  # what each character of a word on the office's list tells
WARMTH = 4.0  # neighbouring pairs tell the same thing twice: how far their sum is trusted
GIVEN = 0.8  # how far the field that people chose is trusted
DEFAULT_VOTES = 10.0  # what the field's own unit starts with
LIKENESS = 4.0  # how much more an equal text counts than an unlike one
SAME_TOWN = 2.0
LEAST_VOTES = 0.1
TOWN_SHARE = 0.02
SURE = 0.3  # below this the clerk is asked to judge
LEAST_RETURNS = 3  # upheld returns to the same unit before a change of the rule is proposed

NOT_WORDS = re.compile(r"[^\u4e00-\u9fffa-z]+")


class Past(NamedTuple):
    """A request that was decided. unit_id: who handled it, TOWN for the town itself, None where only its words count.

    against: it was returned by this unit and the return was upheld.
    """

    category_id: int
    unit_id: int | None
    area_id: int | None
    text: str
    against: bool = False


@dataclass(frozen=True)
class Guess:
    """A unit (TOWN: the town's own), how likely it is (0 to 1), and the field that speaks for it."""

    unit_id: int
    likelihood: float
    category_id: int


@dataclass(frozen=True)
class Lessons:
    """What was learned from the office's lists and the earlier requests.

    listed: `(field, word)` of the office's lists; base: `{field: what a gram it never said tells}`;
    marks: `{gram: ((field, what it tells), …)}`; votes: `{field: earlier requests}`;
    counts: `{(field, unit): how many it handled}`.
    """

    fields: Mapping[int, Any]
    listed: Sequence[tuple[int, str]]
    base: Mapping[int, float]
    marks: Mapping[str, Sequence[tuple[int, float]]]
    votes: Mapping[int, Sequence[Past]]
    counts: Mapping[tuple[int, int], int]

    def likely_fields(self, text: str) -> dict[int, float]:
        """`{field: likelihood}` by the words alone, adding up to 1; empty where no word is known."""
        known = [gram for gram in grams_of(text) if gram in self.marks]
        if not known:
            return {}
        amount = sum(map(weight_of, known))
        scores = {field: score * amount for field, score in self.base.items()}
        for gram in known:
            for field, tells in self.marks[gram]:
                scores[field] += tells
        for field, word in self.listed_in(text):
            scores[field] += KEPT_WORD * len(word)
        return shares(scores)

    def guesses(self, text: str, category_id: int | None, area_id: int | None, most: int = MOST) -> list[Guess]:
        """The likeliest units, best first. category_id: the field people chose; area_id: the town it is about."""
        return self.ranked(self.likely_fields(text), Past(category_id or 0, None, area_id, text), most)

    def ranked(self, by_words: Mapping[int, float], asked: Past, most: int = MOST) -> list[Guess]:
        """The likeliest units, the words being weighed already. asked: its field is 0 where none was chosen."""
        fields = dict(by_words)
        if asked.category_id in self.fields:
            fields = {field: (1 - GIVEN) * share for field, share in fields.items()}
            fields[asked.category_id] = fields.get(asked.category_id, 0.0) + GIVEN
        found: dict[int, list[tuple[float, int]]] = defaultdict(list, {TOWN: [(TOWN_SHARE, 0)]})
        for field, share in sorted(fields.items(), key=lambda pair: (-pair[1], pair[0]))[: 2 * most]:
            for unit, part in self.shares_within(field, asked.text, asked.area_id).items():
                found[unit].append((share * part, field))
        best = [Guess(unit, sum(part for part, _ in parts), max(parts)[1]) for unit, parts in found.items()]
        likely = [one for one in best if one.likelihood >= TOWN_SHARE]
        return sorted(likely, key=lambda one: (-one.likelihood, one.unit_id))[:most]

    def listed_in(self, text: str) -> list[tuple[int, str]]:
        """`(field, word)` for the words on the office's lists that a text says."""
        key = plain(text)
        return [(field, word) for field, word in self.listed if word in key]

    def shares_within(self, field: int, text: str, area_id: int | None) -> dict[int, float]:
        """`{unit: share of the votes}` within a field."""
        own = self.fields[field].unit_id or TOWN
        votes: dict[int, float] = defaultdict(float, {own: DEFAULT_VOTES})
        pasts = self.votes.get(field, ())
        if all(past.unit_id == own and not past.against for past in pasts):
            return {own: 1.0}
        for past in pasts:
            votes[past.unit_id or TOWN] += voice(past, text, area_id)
        kept = {unit: max(vote, LEAST_VOTES) for unit, vote in votes.items()}
        return {unit: vote / sum(kept.values()) for unit, vote in kept.items()}

    def telling_words(self, text: str, field: int, most: int = 2) -> list[str]:
        """The words on the office's list for a field that a text says, the first few."""
        return words_said(plain(text), self.fields[field].words)[:most]

    def handled(self, field: int) -> int:
        """How many earlier requests of a field were handled by anybody."""
        return sum(number for (one, _unit), number in self.counts.items() if one == field)

    def returned(self, field: int, unit: int) -> int:
        """How many of a field this unit returned with good reason."""
        return sum(past.against and past.unit_id == unit for past in self.votes.get(field, ()))


def plain(text: str) -> str:
    """The text as it is compared: one width, small letters, nothing but words."""
    return NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=8000)
def grams_of(text: str) -> frozenset[str]:
    """The characters and the pairs of neighbours in a text."""
    runs = plain(text).split()
    return frozenset([*"".join(runs), *("".join(pair) for run in runs for pair in pairwise(run))])


def weight_of(gram: str) -> float:
    """How far a gram is trusted."""
    return 1.0 if len(gram) > 1 else SINGLE


def voice(past: Past, text: str, area_id: int | None) -> float:
    """What an earlier request says for (or against) its unit: more when it is like this one, more in the same town."""
    near = SAME_TOWN if area_id and past.area_id == area_id else 1.0
    said = (1.0 + LIKENESS * likeness(past.text, text)) ** 2
    return -near * said if past.against else near * said


def likeness(one: str, other: str) -> float:
    """How much two texts have in common: 0 nothing, 1 all."""
    said, heard = grams_of(one), grams_of(other)
    return len(said & heard) / math.sqrt(len(said) * len(heard)) if said and heard else 0.0


def shares(scores: Mapping[int, float]) -> dict[int, float]:
    """Logarithms as likelihoods that add up to 1."""
    best = max(scores.values())
    parts = {key: math.exp((score - best) / WARMTH) for key, score in scores.items()}
    total = sum(parts.values())
    return {key: part / total for key, part in parts.items()}


def learn(fields: Mapping[int, Any], pasts: Iterable[Past]) -> Lessons:
    """Learn from the office's fields (each with id, words and unit_id) and the earlier requests, in any order."""
    known = [past for past in pasts if past.category_id in fields]
    votes: dict[int, list[Past]] = defaultdict(list)
    for past in known:
        if past.unit_id is not None:
            votes[past.category_id].append(past)
    counts = Counter((past.category_id, past.unit_id or TOWN) for past in known if counted(past))
    said = said_by_field(fields, known)
    listed = [(field, key) for field, one in fields.items() for _word, key in one.words]
    return Lessons(fields, listed, *tellings(said), votes, counts)


def counted(past: Past) -> bool:
    """Whether an earlier request was handled by the unit it names."""
    return past.unit_id is not None and not past.against


def said_by_field(fields: Mapping[int, Any], pasts: Iterable[Past]) -> dict[int, dict[str, float]]:
    """`{field: {gram: how often it was said}}`; what is said again and again counts less each time."""
    often: dict[int, Counter[str]] = {field: Counter() for field in fields}
    for past in pasts:
        if not past.against:
            often[past.category_id].update(grams_of(past.text))
    said = {field: {gram: math.log1p(n) for gram, n in grams.items()} for field, grams in often.items()}
    for field, one in fields.items():
        for gram in (gram for word, _key in one.words for gram in grams_of(word)):
            said[field][gram] = said[field].get(gram, 0.0) + 1.0
    return said


def tellings(
    said: Mapping[int, Mapping[str, float]],
) -> tuple[dict[int, float], dict[str, list[tuple[int, float]]]]:
    """What each gram tells about each field: the base of a field, and the marks above it."""
    common: Counter[str] = Counter()
    for grams in said.values():
        common.update(grams)
    total = sum(common.values())
    base = {field: math.log(SMOOTHING / (SMOOTHING + sum(grams.values()))) for field, grams in said.items()}
    marks: dict[str, list[tuple[int, float]]] = defaultdict(list)
    told = Counter(gram for grams in said.values() for gram in grams)
    for field, grams in said.items():
        for gram, amount in grams.items():
            if told[gram] > COMMON * len(said):
                continue
            tells = math.log1p(amount * total / (SMOOTHING * common[gram]))
            marks[gram].append((field, weight_of(gram) * tells))
    return base, dict(marks)
