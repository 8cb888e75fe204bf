"""How long the gate walks, and what it makes sure of: that the walk comes everywhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

from liaison.core.db import db
from tests.model.cast import Cast
from tests.model.office import GRAPH
from tests.model.walker import walk

DEEDS, ON_POSTGRES = 25_000, 2_500  # in each of two files, which two processes take on


def deeds_here() -> int:
    """So many on this kind of database."""
    return DEEDS if db.engine.dialect.name == "sqlite" else ON_POSTGRES


def walked(cast: Cast, seed: int, deeds: int) -> tuple[int, int]:
    """(done, refused) of a walk in which every move was made and every move was refused at least once."""
    told: Counter[Any] = Counter()
    for world in walk(cast, seed, deeds):
        told += world
    lacking = [verb for verb in GRAPH for is_done in (True, False) if not told[verb, is_done]]
    assert not lacking, f"the walk never came to {lacking}"
    done = sum(count for (_verb, is_done), count in told.items() if is_done)
    return done, told.total() - done
