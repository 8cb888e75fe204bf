"""Nothing that is locked has a hole that the kept list knows; an old version would be found."""

from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet

from tests.known_bad import FILE, Advisory, advisories_in, holes, keep, kept, locked

pytestmark = pytest.mark.sqlite

ANSWER = {"vulns": [
    {"id": "GHSA-4grg-w6v8-c28g", "aliases": ["CVE-2025-47278"], "affected": [
        {"package": {"name": "Flask", "ecosystem": "PyPI"}, "ranges": [
            {"type": "ECOSYSTEM", "events": [{"introduced": "3.1.0"}, {"fixed": "3.1.1"}]},
            {"type": "GIT", "events": [{"introduced": "0"}, {"fixed": "73d6504063bfa00666a92b07a28aaf906c532f09"}]}]}]},
    {"id": "PYSEC-1", "affected": [
        {"package": {"name": "flask"}, "ranges": [{"type": "ECOSYSTEM", "events": [
            {"introduced": "0"}, {"fixed": "0.12"}, {"introduced": "1.0"}, {"last_affected": "1.0.4"}]}]},
        {"package": {"name": "flask-other"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "9"}]}]}]},
    {"id": "PYSEC-2", "withdrawn": "2025-01-01T00:00:00Z", "affected": [
        {"package": {"name": "flask"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "99"}]}]}]},
]}  # fmt: skip


def test_nothing_locked_has_a_known_hole():
    found = holes(locked(), kept())
    assert not found, f"raise these in pyproject.toml, then make lock: {found}"


@pytest.mark.parametrize(("name", "version"), [
    ("jinja2", "3.1.5"), ("flask", "3.1.0"), ("weasyprint", "69.0"), ("authlib", "1.6.11"), ("cryptography", "49.0.0"),
])  # fmt: skip
def test_an_old_version_is_found(name, version):
    old = locked()
    assert name in old
    assert any(line.startswith(f"{name} {version}: ") for line in holes({**old, name: {version}}, kept()))


def test_the_list_is_in_order_and_of_libraries_of_ours():
    rows = kept()
    assert len(rows) > 40 and rows == sorted(set(rows))
    assert all(SpecifierSet(row.versions) and row.advisory.startswith(("CVE-", "GHSA-", "PYSEC-")) for row in rows)


def test_what_the_service_answers_becomes_lines(tmp_path, monkeypatch):
    found = list(advisories_in(ANSWER, "flask"))
    assert found == [
        Advisory("flask", "<3.1.1,>=3.1.0", "CVE-2025-47278"), Advisory("flask", "<0.12", "PYSEC-1"),
        Advisory("flask", "<=1.0.4,>=1.0", "PYSEC-1"),
    ]  # fmt: skip
    assert list(advisories_in({}, "flask")) == []
    monkeypatch.setattr("tests.known_bad.FILE", tmp_path / FILE.name)
    keep([*found, *found])
    assert kept() == sorted(found)
