"""Each planted fault is found by a short walk, and the same walk without it finds none."""

from __future__ import annotations

from random import Random

import pytest

from tests.model import invariants, world
from tests.model.cast import make_cast
from tests.model.faults import FAR_FAULTS, FAULTS
from tests.model.walker import Walker, walk
from tests.model.world import TAKE_BACK, Deed, Violation, World

pytestmark = pytest.mark.sqlite  # what the walk can see does not depend on the kind of database
SEED, WORLDS, BETWEEN = 3, (1, 2, 3), 50


def walk_until_found():
    """Some hundred deeds, looked over more often than in the long walk."""
    cast = make_cast()
    for number in WORLDS:
        for _told in walk(cast, SEED, 0, number, BETWEEN):
            continue


@pytest.fixture
def planted(monkeypatch):
    """A fault is in the program as long as the test lasts."""
    world.within_sight.cache_clear()
    yield lambda plant: plant(monkeypatch)
    world.within_sight.cache_clear()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(db, planted, fault):
    planted(FAULTS[fault])
    with pytest.raises(Violation):
        walk_until_found()


def tried_by_all_at_the_end(habit, way, last):
    """One case is brought along a way; then everybody tries the same."""
    there = World(make_cast())
    walker = Walker(there, Random(SEED), habit)
    case = there.open_case(0, there.cast.committees[0])
    walker.lead(case, way)
    for actor in 3 * there.cast.actors:  # with other cells each time
        deed = Deed(actor, last, case)
        there.act(deed if last == TAKE_BACK else walker.filled(deed))
    invariants.check_everything(there)


@pytest.mark.parametrize("fault", FAR_FAULTS)
def test_a_fault_far_along_the_way_is_found(db, planted, fault):
    plant, *scene = FAR_FAULTS[fault]
    tried_by_all_at_the_end(*scene)
    db.session.rollback()
    planted(plant)
    with pytest.raises(Violation):
        tried_by_all_at_the_end(*scene)
