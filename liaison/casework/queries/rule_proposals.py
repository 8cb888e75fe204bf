"""Rules that upheld returns propose to change: 申退 that went to another unit, again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from liaison.access import Actor
from liaison.casework.models import RoutingRuling
from liaison.casework.queries.routing import UPHELD, rule_changes, unit_taught
from liaison.casework.rules.routing import LEAST_RETURNS, TOWN
from liaison.core.db import db
from liaison.orgs.models import Category
from liaison.orgs.queries import Routes

TOWNS_OWN = "所在区镇"


@dataclass(frozen=True)
class Proposal:
    """A field whose unit should change. unit_id, old_unit_id: None is the town's own; cases: `(number, title)`."""

    category_id: int
    category: str
    old_unit_id: int | None
    old_unit: str
    unit_id: int | None
    unit: str
    cases: Sequence[tuple[str, str]]


def proposals() -> list[Proposal]:
    """What is proposed now, the most returned first; at most one for a field."""
    routes, found = Routes.load(), returns_by_target()
    best: dict[int, Proposal] = {}
    for (category_id, unit), rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        own = routes.fields.get(category_id)
        if own and len(rows) >= LEAST_RETURNS and unit != (own.unit_id or TOWN) and known(unit, routes):
            best.setdefault(category_id, proposal_of(own, unit, rows, routes))
    return list(best.values())


def proposal_for(_actor: Actor, category_id: int) -> Proposal | None:
    """The proposal for a field, where there is one."""
    return next((one for one in proposals() if one.category_id == category_id), None)


def returns_by_target() -> dict[tuple[int, int], list[Any]]:
    """`{(field, the unit it went to): upheld returns}` since the rule last changed or the change was last rejected."""
    routes, changed, rejected = Routes.load(), rule_changes(), rejections()
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in db.session.execute(UPHELD):
        key = row.category_id, unit_taught(row.unit_id, row.area_id, routes)
        since = [at for at in (changed.get(row.category_id), rejected.get(key)) if at]
        if all(row.acted_at > at for at in since) and row.id not in {one.id for one in found[key]}:
            found[key].append(row)
    return found


def rejections() -> dict[tuple[int, int], Any]:
    """`{(field, unit): when it was last rejected}`."""
    columns = RoutingRuling.category_id, RoutingRuling.unit_id, RoutingRuling.decided_at
    rows = db.session.execute(select(*columns).where(~RoutingRuling.is_accepted).order_by(RoutingRuling.id))
    return {(row.category_id, row.unit_id or TOWN): row.decided_at for row in rows}


def known(unit: int, routes: Routes) -> bool:
    """Whether a unit is in use; the town's own always is."""
    return unit == TOWN or unit in routes.unit_names


def proposal_of(own: Any, unit: int, rows: Sequence[Any], routes: Routes) -> Proposal:
    """The proposal that some upheld returns amount to."""
    names = {TOWN: TOWNS_OWN, **routes.unit_names}
    return Proposal(
        own.id, own.name, own.unit_id, names.get(own.unit_id or TOWN, ""), unit or None, names[unit],
        [(row.number, row.title) for row in rows],
    )  # fmt: skip


def rulings() -> Sequence[RoutingRuling]:
    """What the office decided, the latest first."""
    shown = selectinload(RoutingRuling.category), selectinload(RoutingRuling.unit), selectinload(RoutingRuling.old_unit)
    return db.session.scalars(select(RoutingRuling).options(*shown).order_by(RoutingRuling.id.desc()).limit(50)).all()


def category_with(category_id: int) -> Category:
    """The row of a field."""
    return db.session.get_one(Category, category_id)
