"""A walk over HTTP: pages let through what the rules allow, refuse the rest, and never break."""

from __future__ import annotations

import pytest

from tests.audit.watching import watching
from tests.model.cast import make_cast
from tests.model.pages import walk_pages

pytestmark = pytest.mark.sqlite  # what a request saves, test_two_at_once asks of both databases
SEED, DEEDS = 7, 600


def test_forms_do_what_the_rules_say(app, db):
    cast = make_cast()
    db.session.commit()
    with watching(db) as silent:
        told = [one for world in walk_pages(cast, app, SEED, DEEDS) for one in world.elements()]
    assert not silent, "written without an event"
    done = sum(is_done for _verb, is_done in told)
    assert done > len(told) - done > 0.2 * done
