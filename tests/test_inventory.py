"""The inventory names every column once; contact data is sealed; templates print no number by themselves."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from liaison.core import keys
from liaison.core.db import Base
from liaison.core.sealed import derived_names, sealed_names
from liaison.inventory import CLASSES, classified, columns_of, inventory

TEMPLATES = Path(__file__).parent.parent / "templates"
# Sealed by hand (core/addresses.py): nobody looks for one.
BY_HAND = {(table, column) for table, column, _bound in keys.BY_HAND}
CUT_OR_OPENED = re.compile(r"phone\s*(?:\[|\.full|\|\s*(?:list|string|safe))")


def test_every_column_is_classified_once():
    there = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    said = Counter((table, name) for table, name, _kind in classified())
    assert not there - said.keys(), "say in liaison/inventory.csv of which class these are"
    assert not said.keys() - there, "these are no more: take them out of liaison/inventory.csv"
    assert not [one for one, times in said.items() if times > 1]


def test_every_line_says_what_for_and_until_when():
    assert {one.kind for one in inventory()} <= CLASSES.keys()
    assert not [one for one in inventory() if not (one.purpose and one.until)]


def test_contact_data_is_sealed():
    sealed = {(table.name, name) for table in Base.metadata.tables.values() for name in sealed_names(table)}
    assert columns_of("contact") - BY_HAND == sealed
    assert all(f"{name}_key" in derived_names(Base.metadata.tables[table]) for table, name in sealed)


def test_no_column_with_a_telephone_s_name_is_left_in_plain():
    named = {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
        if re.search(r"(phone|mobile|tel)$", column.name)
    }  # fmt: skip
    assert named - columns_of("contact") == {("station_code", "phone")}, "that one stands on a public poster"


def test_no_template_cuts_or_opens_a_number():
    found = [
        f"{path.relative_to(TEMPLATES)}: {line.strip()[:80]}"
        for path in sorted(TEMPLATES.rglob("*.html")) for line in path.read_text(encoding="utf-8").splitlines()
        if CUT_OR_OPENED.search(line)
    ]  # fmt: skip
    assert not found, "print the number as it is: it shows itself masked"
