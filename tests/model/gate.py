"""How long the gate walks, and what it makes sure of: that the walk comes everywhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

from liaison.core.db import db
from tests.model.cast import Cast
from tests.model.office import GRAPH
from tests.model.walker import walk

DEEDS = {"sqlite": 25_000, "postgresql": 2_500}  # in each of two files, which two processes take on
MOST_LACKING = {"sqlite": 4, "postgresql": 12}  # moves, done or refused, that a walk of that length may not come to


def walked(cast: Cast, seed: int) -> tuple[int, int]:
    """(done, refused) of a walk in which nearly every move was made, and nearly every move refused."""
    told: Counter[Any] = Counter()
    kind = db.engine.dialect.name
    for world in walk(cast, seed, DEEDS[kind]):
        told += world
    lacking = [verb for verb in GRAPH for is_done in (True, False) if not told[verb, is_done]]
    assert len(lacking) <= MOST_LACKING[kind], f"the walk never came to {lacking}"
    done = sum(count for (_verb, is_done), count in told.items() if is_done)
    return done, told.total() - done
