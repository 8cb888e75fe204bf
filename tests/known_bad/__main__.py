"""`make advisories`: asks OSV, over the network, for the holes of every locked library and adds them to the list."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

from tests.known_bad import Advisory, advisories_in, holes, keep, kept, locked

SERVICE = "https://api.osv.dev/v1/query"
SECONDS = 30


def told_of(name: str) -> list[Advisory]:
    """What OSV knows of a library."""
    asked = json.dumps({"package": {"name": name, "ecosystem": "PyPI"}}).encode()
    with urlopen(Request(SERVICE, asked, {"Content-Type": "application/json"}), timeout=SECONDS) as answer:
        return list(advisories_in(json.load(answer), name))


def main() -> int:
    """Renew the list; the exit status says whether something locked has a hole."""
    before = kept()
    libraries = locked()
    keep([*before, *(one for name in libraries for one in told_of(name))])
    print(f"原有 {len(before)} 条，现有 {len(kept())} 条")
    found = holes(libraries, kept())
    print("\n".join(found) or "锁定的版本没有已知漏洞")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
