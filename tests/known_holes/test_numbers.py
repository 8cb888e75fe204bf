"""Every known hole has its test."""

from __future__ import annotations

from tests.known_holes import HOLES, by_hole


def test_each_hole_is_tested():
    assert sorted(HOLES) == [f"K{number:02}" for number in range(1, 30)]
    assert sorted(by_hole()) == sorted(HOLES)
