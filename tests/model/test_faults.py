"""Each planted fault is found by a short walk, and the same walk without it finds none."""

from __future__ import annotations

import pytest

from tests.model import world
from tests.model.cast import make_cast
from tests.model.faults import FAULTS
from tests.model.walker import walk
from tests.model.world import Violation

pytestmark = pytest.mark.sqlite  # what the walk can see does not depend on the kind of database
SEED, WORLDS, BETWEEN = 3, (1, 2, 3, 4), 50


def walk_until_found():
    """Some hundred deeds, looked over more often than in the long walk."""
    cast = make_cast()
    for number in WORLDS:
        for _told in walk(cast, SEED, 0, number, BETWEEN):
            continue


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(db, monkeypatch, fault):
    world.within_sight.cache_clear()
    FAULTS[fault](monkeypatch)
    with pytest.raises(Violation):
        walk_until_found()
    world.within_sight.cache_clear()
