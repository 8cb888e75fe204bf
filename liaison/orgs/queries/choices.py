"""What forms offer: the rows in use of each list, as `[(id, name)]` in the office's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from liaison.core.db import db
from liaison.orgs.models import Area, Category, Channel, IdentityType, Organisation, Section, Sector, Station, Task
from liaison.orgs.queries.names import KIND_GROUPS

Town = aliased(Area)
ORDER = ("above", "code")


@dataclass(frozen=True)
class Offer:
    """One list as offered. owner: the column of what a row belongs to; above: the name of that, joined along."""

    model: Any
    where: ColumnElement[bool] | None = None
    owner: Any = None
    above: Any = None
    joined: Any = None


def organisations(group: str) -> Offer:
    """The organisations of a group of kinds."""
    return Offer(Organisation, Organisation.kind.in_(KIND_GROUPS[group]))


OFFERS: Mapping[str, Offer] = MappingProxyType({
    "sector": Offer(Sector),
    "identity_type": Offer(IdentityType, None, IdentityType.sector_id, Sector.name, IdentityType.sector),
    "area": Offer(Area, Area.parent_id.is_(None)),
    "village": Offer(Area, Area.parent_id.is_not(None), Area.parent_id, Town.name, Area.parent.of_type(Town)),
    **{group: organisations(group) for group in KIND_GROUPS},
    "section": Offer(Section, None, Section.organisation_id, Organisation.name, Section.organisation),
    "category": Offer(Category, None, Category.group_name, Category.group_name),
    "channel": Offer(Channel),
    "task": Offer(Task),
    "station": Offer(Station),
})


def reference_choices(source: str, within: int | str | None = None, keep: int | None = None) -> list[tuple[int, str]]:
    """`[(id, name)]` of the rows in use of the list called source.

    within: only the types of this sector, villages of this town, sections of this unit, categories of this group;
    without it each name begins with what it belongs to. keep: a retired row that stands chosen and stays on offer.
    """
    named = {keep_of(source): keep, within_of(source): within}
    rows = db.session.execute(offered(source, is_narrowed=within is not None), named)
    return [(identity, words) for identity, words, *_order in rows]


def several_choices(*sources: str, **within: int | str | None) -> dict[str, list[tuple[int, str]]]:
    """`{source: its choices}` of several lists in one query. within: as of `reference_choices`, by source."""
    narrowed = frozenset(source for source, value in within.items() if value is not None)
    named = {keep_of(source): None for source in sources} | {within_of(s): within[s] for s in narrowed}
    found: dict[str, list[tuple[int, str]]] = {source: [] for source in sources}
    for number, identity, words in db.session.execute(all_offered(sources, narrowed), named):
        found[sources[number]].append((identity, words))
    return found


def keep_of(source: str) -> str:
    """The name under which the row to be kept is bound."""
    return f"{source}_keep"


def within_of(source: str) -> str:
    """The name under which the owner asked for is bound."""
    return f"{source}_within"


@lru_cache(maxsize=64)
def offered(source: str, *, is_narrowed: bool) -> Select[Any]:
    """(id, name, what they are ordered by) of the rows in use. Kept: to put it together takes longer than to ask it."""
    offer = OFFERS[source]
    is_nested = offer.above is not None and not is_narrowed
    name = offer.above + " " + offer.model.name if is_nested else offer.model.name
    above = offer.owner if is_nested and offer.joined is not None else literal(0)
    order = (above.label("above"), getattr(offer.model, "code", literal("")).label("code"))
    used = or_(offer.model.is_active, offer.model.id == bindparam(keep_of(source)))
    statement = select(offer.model.id, name.label("words"), *order).where(used).order_by(*order, offer.model.id)
    if offer.where is not None:
        statement = statement.where(offer.where)
    if is_nested and offer.joined is not None:
        statement = statement.join(offer.joined)
    return statement.where(offer.owner == bindparam(within_of(source))) if is_narrowed else statement


@lru_cache(maxsize=64)
def all_offered(sources: tuple[str, ...], narrowed: frozenset[str]) -> Select[Any]:
    """(number of the source, id, name) of several lists, each in its order."""
    each = [offered(source, is_narrowed=source in narrowed).order_by(None) for source in sources]
    numbered = [one.add_columns(literal(number).label("number")) for number, one in enumerate(each)]
    rows = union_all(*numbered).subquery()
    return select(rows.c.number, rows.c.id, rows.c.words).order_by(*(rows.c[k] for k in ("number", *ORDER, "id")))
