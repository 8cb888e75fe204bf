"""Every page, as somebody who may see it, on a phone and at a desk: no console error, no axe violation, no overflow.

axe looks at each page at the size at which its people work, and at the pages of members and askers at both.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conventions.samples import Samples
from tests.factories import People
from tests.journeys.conftest import DESK, PHONE, Visitor, with_password

pytestmark = pytest.mark.journey
AXE = (Path(__file__).parents[1] / "axe" / "axe.min.js").read_text(encoding="utf-8")
MATRIX = Path(__file__).parents[1] / "conventions" / "matrix.csv"
ROLES = (
    "member", "office", "clerk", "director", "unit_leader", "handler", "leader", "librarian", "admin", "security",
    "auditor", "nobody",
)  # fmt: skip
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  v => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')})`)"""
ON_PHONES = ("member", "nobody")
NO_PAGES = ("/healthz", ".xlsx", ".docx", "filename>", "attachment>", "/small", "/progress")


def seen_by() -> dict[str, str]:
    """`{route: role}`: for each page the first role of ROLES that gets it."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["method"] == "GET"]
    found = {row["route"]: next((role for role in ROLES if row[role] == "200"), None) for row in rows}
    return {route: role for route, role in found.items() if role and not route.endswith(NO_PAGES)}


@pytest.fixture(scope="module")
def stage(site):
    """(user names by role, addresses by route) with one thing of each kind in the database."""

    def settle(people: People):
        everybody = people.everybody()
        samples = Samples(people)
        addresses = {}
        with site.app.test_request_context():
            adapter = site.app.url_map.bind("localhost")
            for rule in site.app.url_map.iter_rules():
                if rule.rule in seen_by():
                    addresses[rule.rule] = adapter.build(rule.endpoint, dict(samples.values(rule)))
        return {role: with_password(person) for role, person in everybody.items()}, addresses

    return site.fill(settle)


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_sound(chromium, site, stage, role):
    names, addresses = stage
    routes = [route for route, who in seen_by().items() if who == role and route in addresses]
    guest = Visitor(chromium, site, DESK)
    if role != "nobody":
        guest.sign_in(names[role])
    faults = [f"{route}: {fault}" for route in routes for fault in faults_of(guest, addresses[route], role)]
    guest.context.close()
    assert not faults + guest.complaints, "\n".join(faults + guest.complaints)


def faults_of(guest: Visitor, address: str, role: str) -> list[str]:
    """What is wrong with one page, at a desk and on a phone."""
    page, found = guest.go(address), []
    page.evaluate(AXE)
    for size in (PHONE, DESK):
        guest.resize(size)
        overflow = guest.beyond()
        found += [f"{overflow} px wider than {size['width']}"] if overflow > 0 else []
        if size is DESK or role in ON_PHONES:
            found += [f"{size['width']}: {fault}" for fault in page.evaluate(RUN_AXE)]
    return found
