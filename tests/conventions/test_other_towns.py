"""What lies in another town, unit and library changes nothing of what somebody sees: lists, counts, charts, exports.

Every page without a thing in its address is fetched twice by each: before and after another town's things came. The
two must be the same; and whatever the address asks for, no trace of those things is in the second. So do the pages
of a plan, which is the whole county's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conventions.samples import YEAR
from tests.conventions.towns import EVERYBODY, TRACE, Towns, two_towns

pytestmark = pytest.mark.sqlite  # who sees what does not depend on the kind of database


@pytest.fixture(scope="module")
def towns(app: Any, blank: Any) -> Iterator[Towns]:
    """The two towns, made once for this file."""
    yield from two_towns(app, blank)


@pytest.mark.parametrize("name", EVERYBODY)
def test_another_town_changes_nothing_of_what_is_seen(towns, name):
    before = towns.first_seen(name)
    after = towns.pages(name, towns.after, before)
    changed = [route for route in before if before[route] != after[route]]
    assert not changed, f"these pages tell {name} of another town's things: {changed}"


@pytest.mark.parametrize("name", ["clerk", "director"])
def test_another_towns_pairs_change_no_figure_of_a_plan(towns, name):
    plan = towns.addresses["/assignment/plans/<int:plan>/compare"].split("/")[3]
    year = f"/assignment/{YEAR}"
    routes = [year, f"{year}/gaps", f"{year}/settings", f"/assignment/plans/{plan}/compare/{plan}"]
    before, after = (towns.pages(name, image, routes) for image in (towns.before, towns.after))
    assert {status for status, _words in before.values()} == {200}
    changed = [route for route in routes if before[route] != after[route]]
    assert not changed, f"these pages tell {name} of another town's pairs: {changed}"
    whole = [towns.pages("office", image, routes[:2]) for image in (towns.before, towns.after)]
    assert whole[0] != whole[1], "there were no pairs to be kept from anybody"


@pytest.mark.parametrize("name", EVERYBODY)
def test_asking_for_another_towns_things_shows_no_trace_of_them(towns, name):
    pages = towns.pages(name, towns.after, towns.first_seen(name), **towns.foreign)
    traces = [route for route, (_status, words) in pages.items() if TRACE in str(words)]
    assert not traces, f"these pages show {name} another town's things: {traces}"


def test_who_may_see_everything_sees_the_other_town(towns):
    pages = towns.pages("office", towns.after, ["/cases", "/representatives", "workbook of /cases/export"])
    assert all(TRACE in str(words) for _status, words in pages.values()), "nothing was there to be kept from anybody"
