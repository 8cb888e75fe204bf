"""The lines at the foot of the year's tabs: that each adds up to the same contacts, requests and points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from liaison.core.sheets import SheetPage
from liaison.performance.queries.tables import Cells, YearTables
from liaison.performance.rules.schemes import shown
from liaison.performance.sheets.scored import agreed

HELD = (("contacts", "联系次数"), ("requests", "诉求数"), ("assessed", "考核人数"), ("total", "总分"))
ALSO = "/"  # LX20240012/2 is a further request of the same contact


def with_proof(pages: Sequence[SheetPage], tables: YearTables) -> list[SheetPage]:
    """These tabs, each with its line; the first one is held against 明细, the others against the first."""
    counted = {"contacts": contacts_in(tables.details), "requests": requests_in(tables.details)}
    first = pages[0].total or {}
    against = [("明细", counted), *[(pages[0].name, first)] * (len(pages) - 1)]
    return [replace(page, footer=[line(page, *one)]) for page, one in zip(pages, against, strict=True)]


def line(page: SheetPage, name: str, other: Cells) -> str:
    """核对：联系次数 本表 1194、明细 1194，相符；诉求数 …"""
    keys = {column.key for column in page.columns}
    told = [
        f"{title} 本表 {said(page.total[key])}、{name} {said(other[key])}，{agreed(page.total[key], other[key])}"
        for key, title in HELD if page.total and key in keys and key in other
    ]  # fmt: skip
    return f"核对：{'；'.join(told)}。"


def said(number: Decimal | int) -> str:
    """A sum as the line gives it."""
    return shown(number) if isinstance(number, Decimal) else f"{number}"


def contacts_in(details: Iterable[Cells]) -> int:
    """How many contacts there are rows of."""
    return len({row["number"].partition(ALSO)[0] for row in details})


def requests_in(details: Iterable[Cells]) -> int:
    """How many rows tell of a request that was opened as a case."""
    return sum(row.get("round") is not None for row in details)
