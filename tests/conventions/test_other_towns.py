"""What lies in another town, unit and library changes nothing of what somebody sees: lists, counts, charts, exports.

Every page without a thing in its address is fetched twice by each: before and after another town's things came. The
two must be the same, but for COUNTY_WIDE; and whatever the address asks for, no trace of those things
is in the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conventions.towns import EVERYBODY, TRACE, Towns, two_towns

COUNTY_WIDE = {"/assignment/plans"}  # a plan's own figures are of the whole county; its pairs are not

pytestmark = pytest.mark.sqlite  # who sees what does not depend on the kind of database


@pytest.fixture(scope="module")
def towns(app: Any, blank: Any) -> Iterator[Towns]:
    """The two towns, made once for this file."""
    yield from two_towns(app, blank)


@pytest.mark.parametrize("name", EVERYBODY)
def test_another_town_changes_nothing_of_what_is_seen(towns, name):
    before = towns.first_seen(name)
    after = towns.pages(name, towns.after, before)
    changed = [route for route in before if before[route] != after[route] and route not in COUNTY_WIDE]
    assert not changed, f"these pages tell {name} of another town's things: {changed}"


@pytest.mark.parametrize("name", EVERYBODY)
def test_asking_for_another_towns_things_shows_no_trace_of_them(towns, name):
    pages = towns.pages(name, towns.after, towns.first_seen(name), **towns.foreign)
    traces = [route for route, (_status, words) in pages.items() if TRACE in str(words)]
    assert not traces, f"these pages show {name} another town's things: {traces}"


def test_who_may_see_everything_sees_the_other_town(towns):
    pages = towns.pages("office", towns.after, ["/cases", "/representatives", "workbook of /cases/export"])
    assert all(TRACE in str(words) for _status, words in pages.values()), "nothing was there to be kept from anybody"
