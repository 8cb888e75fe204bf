"""The three buckets of taking something back: what is restored, what stays because it changed since, what cannot go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RESTORED, KEPT, IMPOSSIBLE = "restored", "kept", "impossible"
BUCKETS = {RESTORED: "还原", KEPT: "保留", IMPOSSIBLE: "不能还原"}
CHANGED_MEANWHILE = "资料刚刚有变化，还没有撤销。请再看一遍要还原的和要保留的。"


@dataclass
class Buckets:
    """What taking something back does, thing by thing."""

    restored: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    impossible: list[Any] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """`{bucket: number of things}`."""
        return {bucket: len(getattr(self, bucket)) for bucket in BUCKETS}

    @property
    def noun(self) -> str:
        """What the things are counted as."""
        return "项"

    def bucket(self, wanted: str) -> list[Any]:
        """The things of one bucket."""
        return getattr(self, wanted)

    @property
    def words(self) -> str:
        """The counts as a button says them: 还原 12 项，保留 1 项."""
        return in_words(self.counts, self.noun)


def in_words(counts: Mapping[str, int], noun: str = "项") -> str:
    """Counts of the three buckets: 还原 381 项，保留 1 项."""
    return "，".join(f"{title} {counts[key]:,} {noun}" for key, title in BUCKETS.items() if counts.get(key))
