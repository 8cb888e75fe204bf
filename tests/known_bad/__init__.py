"""Versions of libraries with known holes, kept here because offices and their machines are offline (SC-03).

advisories.csv: library, versions that are affected, advisory. It is as new as its last renewal: `make advisories` on a
machine with a network asks OSV for every locked library and writes what is new into it; read the difference, then
commit it together with the raised version.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from packaging.specifiers import SpecifierSet

from liaison.config import ROOT
from liaison.sbom import pinned, same_name

FILE = Path(__file__).with_name("advisories.csv")
ENDS = {"fixed": "<", "last_affected": "<="}
LOCKS = ("requirements.txt", "requirements-sso.txt", "requirements-dev.txt")


class Advisory(NamedTuple):
    """One hole. versions: as pip writes them, `<3.1.6` or `<2.5.0,>=2`."""

    name: str
    versions: str
    advisory: str


def kept() -> list[Advisory]:
    """The list."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [Advisory(**row) for row in csv.DictReader(lines)]


def keep(advisories: Iterable[Advisory]) -> None:
    """Write the list, each line once, in the order of names."""
    with FILE.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(Advisory._fields)
        out.writerows(sorted(set(advisories)))


def locked() -> dict[str, set[str]]:
    """`{name: versions}` of all lock files."""
    found: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, versions in pinned(ROOT / lock).items():
            found.setdefault(name, set()).update(versions)
    return found


def holes(libraries: Mapping[str, Iterable[str]], advisories: Iterable[Advisory]) -> list[str]:
    """What is locked and has a known hole: `flask 3.1.0: CVE-2025-47278 (<3.1.1,>=3.1.0)`."""
    return [
        f"{one.name} {version}: {one.advisory} ({one.versions})"
        for one in advisories for version in libraries.get(same_name(one.name), ())
        if SpecifierSet(one.versions).contains(version, prereleases=True)
    ]  # fmt: skip


def advisories_in(answer: Mapping[str, Any], name: str) -> Iterator[Advisory]:
    """What OSV's answer about a library says, one line for each range of versions; withdrawn ones are left out."""
    for told in answer.get("vulns", ()):
        codes = sorted((told["id"], *told.get("aliases", ())))
        for affected in () if "withdrawn" in told else told.get("affected", ()):
            if same_name(affected.get("package", {}).get("name", "")) == same_name(name):
                yield from (Advisory(same_name(name), versions, codes[0]) for versions in ranges_of(affected))


def ranges_of(affected: Mapping[str, Any]) -> Iterator[str]:
    """The ranges as pip writes them; events come in pairs of where it began and where it ended."""
    for one in affected.get("ranges", ()):
        since = "0"
        for event in one["events"] if one["type"] == "ECOSYSTEM" else ():
            since = event.get("introduced", since)
            ends = [f"{sign}{event[key]}" for key, sign in ENDS.items() if key in event]
            yield from (end if since == "0" else f"{end},>={since}" for end in ends)
