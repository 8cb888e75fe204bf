"""The Hai'an-sized instance, read straight from the test data, without a database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl

from liaison.assignment.rules import LEAST, Group, Instance, MemberPoint, RepresentativePoint

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "haian"


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def spots() -> dict[tuple[str, str], tuple[float, float]]:
    """`{(town, village or ""): (latitude, longitude)}`."""
    rows = table(ROOT / "seed" / "areas.csv")
    places = {(row["所属区镇"] or row["名称"], row["名称"] if row["所属区镇"] else ""): row for row in rows}
    return {place: (float(row["纬度"]), float(row["经度"])) for place, row in places.items()}


def members() -> Iterator[dict[str, str]]:
    """The rows of the members' book by heading."""
    sheet = openpyxl.load_workbook(DATA / "members.xlsx", read_only=True).active
    rows = sheet.iter_rows(min_row=2, values_only=True)
    headings = next(rows)
    for row in rows:
        yield dict(zip(headings, row, strict=True))


@cache
def persons() -> list[dict[str, str]]:
    """The 4,560 people of the truth."""
    return table(DATA / "truth" / "persons.csv")


def ids(*columns: str) -> dict[tuple[str, ...], int]:
    """A number for each value of the people's columns."""
    return {value: n for n, value in enumerate(sorted({tuple(p[c] for c in columns) for p in persons()}))}


@cache
def instance() -> Instance:
    """309 members, 4,560 people, 14 towns, 17 sectors, 119 identity types."""
    towns, sectors, types = ids("town"), ids("sector"), ids("sector", "type")
    served = tuple(
        MemberPoint(
            n, row["委员编号"], sectors[(row["界别"],)], spots()[row["居住区镇"], row["居住村（社区）"]],
            spots()[row["工作区镇"], ""],
        )
        for n, row in enumerate(members())
    )  # fmt: skip
    people = tuple(
        RepresentativePoint(
            n, person["name"] + person["phone"], sectors[(person["sector"],)], towns[(person["town"],)],
            types[person["sector"], person["type"]], spots()[person["town"], person["village"]],
        )
        for n, person in enumerate(persons())
    )  # fmt: skip
    kinds = (("town", towns), ("sector", sectors), ("identity_type", types))
    groups = tuple(Group(kind, i, "".join(name), LEAST[kind]) for kind, values in kinds for name, i in values.items())
    return Instance(served, people, groups)
