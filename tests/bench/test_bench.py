"""Every benchmark runs, on next to nothing, and gives figures; nothing is said about time."""

from __future__ import annotations

import math

import pytest

from tests.bench.__main__ import COLUMNS, LIMITS, figures_of, table
from tests.bench.world import TINY

pytestmark = [pytest.mark.bench, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory):
    return list(figures_of(tmp_path_factory.mktemp("bench"), TINY))


def test_each_figure_is_a_number_above_nothing(figures):
    for figure in figures:
        numbers = (figure.cpu, figure.wall, figure.ratio, figure.least, figure.most, figure.wall_ratio)
        assert all(math.isfinite(number) and number > 0 for number in numbers), figure


def test_each_limit_is_compared_with(figures):
    assert {figure.limit for figure in figures} == set(LIMITS)


def test_pages_count_their_statements_and_bytes(figures):
    pages = [figure for figure in figures if figure.limit == "L"]
    assert len(pages) == 11
    assert all(figure.more["sql"] >= 1 and figure.more["kb"] > 1 for figure in pages)


def test_the_table_has_a_cell_for_every_column(figures):
    lines = [line for line in table(figures).splitlines() if line.startswith("|")]
    assert len(lines) == len(figures) + 2
    assert {line.count("|") for line in lines} == {len(COLUMNS) + 1}


def test_imports_tell_how_long_nobody_else_can_write(figures):
    imports = [figure for figure in figures if figure.limit == "P"]
    assert len(imports) == 2
    assert all(0 < figure.more["turn"] < figure.wall for figure in imports)
