"""What forms offer: the rows in use of each list, as `[(id, name)]` in the office's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from liaison.core.db import db
from liaison.orgs.models import Area, Category, Channel, IdentityType, Organisation, Section, Sector, Station, Task
from liaison.orgs.queries.names import KIND_GROUPS

Town = aliased(Area)


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
    offer = OFFERS[source]
    is_nested = offer.above is not None and within is None
    name = offer.above + " " + offer.model.name if is_nested else offer.model.name
    statement = select(offer.model.id, name).where(or_(offer.model.is_active, offer.model.id == keep))
    if offer.where is not None:
        statement = statement.where(offer.where)
    if is_nested and offer.joined is not None:
        statement = statement.join(offer.joined)
    if within is not None:
        statement = statement.where(offer.owner == within)
    order = [getattr(offer.model, "code", offer.model.id), offer.model.id]
    if is_nested and offer.joined is not None:
        order.insert(0, offer.owner)
    return [(identity, words) for identity, words in db.session.execute(statement.order_by(*order))]
