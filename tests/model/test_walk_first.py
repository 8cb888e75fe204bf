"""The first half of the gate's walk: program and rules never part."""

from __future__ import annotations

from tests.model.cast import make_cast
from tests.model.gate import walked

SEED = 5


def test_everybody_walks_at_random_and_every_rule_holds(db):
    done, refused = walked(make_cast(), SEED)
    assert done > refused > 0.25 * done
