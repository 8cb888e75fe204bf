"""Versions with known holes are told, by line: a mended old line is as good as a new one."""

from __future__ import annotations

import pytest

from liaison.core.versions import HOLES, advice, numbers_of, versions


@pytest.mark.parametrize(("software", "version", "is_bad"), [
    ("Python", (3, 11, 7), True), ("Python", (3, 11, 10), False), ("Python", (3, 12, 5), True),
    ("Python", (3, 10, 14), True), ("Python", (3, 13, 0), False),
    ("SQLite", (3, 40, 1), True), ("SQLite", (3, 44, 6), False), ("SQLite", (3, 50, 6), True),
    ("SQLite", (3, 50, 7), False), ("SQLite", (3, 51, 2), True), ("SQLite", (3, 51, 3), False),
    ("SQLite", (3, 53, 0), False), ("OpenSSL", (3, 0, 18), True), ("OpenSSL", (3, 0, 19), False),
    ("OpenSSL", (1, 1, 1), True), ("OpenSSL", (4, 0, 0), False), ("expat", (2, 5, 0), True),
    ("expat", (2, 7, 2), False),
])  # fmt: skip
def test_a_version_is_bad_or_not(software, version, is_bad):
    assert bool(advice({software: version})) is is_bad


def test_advice_says_what_may_happen_and_where_to_go():
    said = advice({"SQLite": (3, 50, 6)})
    assert said == [
        "SQLite 3.50.6 有已知的漏洞 WAL-reset bug：两处同时写入时，数据库极少数情况下会损坏。"
        "3.44.6、3.50.7、3.51.3 已修好；请升级，或向系统厂商确认补丁已经打上。"
    ]


def test_all_that_runs_here_is_looked_at():
    here = versions()
    assert set(here) == {hole.software for hole in HOLES}
    assert all(len(version) >= 3 for version in here.values())
    assert numbers_of("expat_2.5.0") == (2, 5, 0)
    assert all(hole.source.startswith("https://") and hole.fixed == tuple(sorted(hole.fixed)) for hole in HOLES)
