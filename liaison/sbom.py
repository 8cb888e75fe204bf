"""The bill of materials: every library that the program is made of, as CycloneDX JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from liaison.config import ROOT, VERSION
from liaison.core import clock
from liaison.core.versions import versions

LOCKS = ("requirements.txt", "requirements-sso.txt")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
VENDORED = ROOT / "liaison" / "static" / "vendor"
ROW = re.compile(r"^\| (\S+) \(npm\) \| (\S+) \| (\S+) \| `([^`]+)` \|", re.MULTILINE)


def bill() -> dict[str, Any]:
    """The bill, as CycloneDX 1.6 writes it (https://cyclonedx.org/docs/1.6/json/)."""
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "component": {"type": "application", "name": "liaison", "version": VERSION},
        },
        "components": [*machine(), *libraries(), *scripts()],
    }  # fmt: skip


def machine() -> Iterator[dict[str, Any]]:
    """What of the machine itself takes part."""
    for name, version in versions().items():
        yield {"type": "platform", "name": name, "version": ".".join(map(str, version))}


def libraries() -> list[dict[str, Any]]:
    """The installed libraries that the lock files name; whatever else lies beside them is not used."""
    named = {name for lock in LOCKS for name in pinned(ROOT / lock)}
    here = {same_name(one.name): one for one in distributions()}
    return [of_library(here[name]) for name in sorted(named & here.keys())]


def of_library(one: Distribution) -> dict[str, Any]:
    """One library."""
    name = same_name(one.name)
    licence = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
    found = {"type": "library", "name": name, "version": one.version, "purl": f"pkg:pypi/{name}@{one.version}"}
    short = licence.strip().partition("\n")[0]
    return found | ({"licenses": [{"license": {"name": short}}]} if short and len(short) < 80 else {})


def scripts() -> list[dict[str, Any]]:
    """What browsers load of others, with the digest of each file."""
    sums = dict(reversed(line.split()) for line in (VENDORED / "SHA256SUMS").read_text().splitlines())
    return [
        {
            "type": "library", "name": name, "version": version, "purl": f"pkg:npm/{name}@{version}",
            "licenses": [{"license": {"name": licence}}], "hashes": [{"alg": "SHA-256", "content": sums[path]}],
        }
        for name, version, licence, path in ROW.findall((VENDORED / "README.md").read_text())
    ]  # fmt: skip


def pinned(lock: Path) -> dict[str, set[str]]:
    """`{name: versions}` of a lock file; of some there is one for each version of Python."""
    found: dict[str, set[str]] = {}
    for name, version in PINNED.findall(lock.read_text(encoding="utf-8")):
        found.setdefault(same_name(name), set()).add(version)
    return found


def same_name(name: str) -> str:
    """A name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def strangers() -> list[str]:
    """Libraries whose version is not the locked one, each with what to do."""
    locked: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, known in pinned(ROOT / lock).items():
            locked.setdefault(name, set()).update(known)
    return [
        f"{one['name']} 装的是 {one['version']}，清单上是 {'、'.join(sorted(locked[one['name']]))}，请重新安装依赖。"
        for one in libraries() if one["version"] not in locked[one["name"]]
    ]  # fmt: skip
