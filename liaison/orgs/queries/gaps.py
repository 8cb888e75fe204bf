"""What the reference lists leave open: words that name nothing, places nobody serves, cells still to be filled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from liaison.core.columns import Column
from liaison.core.db import db
from liaison.orgs.models import KIND_TITLES, Area, IdentityType, Organisation, Sector, UnmappedWord
from liaison.orgs.queries.names import Names
from liaison.orgs.sheets import LISTS, SOURCES, ReferenceList


def gaps() -> list[str]:
    """One sentence for each thing that somebody has to settle in the lists; empty when all is well."""
    open_cells = chain.from_iterable(chain(unfilled(one), retired_references(one)) for one in LISTS.values())
    return [*unmapped_words(), *doubtful_words(), *untyped_sectors(), *unserved_towns(), *open_cells]


def unmapped_words() -> Iterator[str]:
    """Words of the seed files that no list knows."""
    for unmapped in db.session.scalars(select(UnmappedWord).order_by(UnmappedWord.id)):
        one = LISTS[unmapped.list_name]
        thing = db.session.get(one.model, unmapped.row_id)
        column = one.column(unmapped.column)
        if getattr(thing, column.key) is None:
            yield f"{one.title}“{thing}”的{column.title}“{unmapped.word}”不在名单里，请到参考名单里选一个。"


def doubtful_words() -> Iterator[str]:
    """Names and aliases by which several rows of one list go."""
    for word in Names.load().doubtful():
        yield f"“{word}”同时是几个名称或别名，导入时认不准，请改掉其中的别名。"


def untyped_sectors() -> Iterator[str]:
    """Sectors in use without a single identity type."""
    has_type = exists().where(IdentityType.sector_id == Sector.id, IdentityType.is_active)
    for name in db.session.scalars(select(Sector.name).where(Sector.is_active, ~has_type).order_by(Sector.id)):
        yield f"界别“{name}”没有身份类别，请补上，否则代表填不进去。"


def unserved_towns() -> Iterator[str]:
    """Towns in use that have no unit of their own, or no work committee."""
    for kind in ("town", "committee"):
        has_one = exists().where(Organisation.area_id == Area.id, Organisation.kind == kind, Organisation.is_active)
        towns = select(Area.name).where(Area.is_active, Area.parent_id.is_(None), ~has_one).order_by(Area.id)
        for name in db.session.scalars(towns):
            yield f"区镇“{name}”没有{KIND_TITLES[kind]}单位，请在单位名单里补上。"


def unfilled(one: ReferenceList) -> Iterator[str]:
    """Rows in use with an empty cell that should be filled."""
    for column in map(one.column, one.wanted):
        empty = select(one.model).where(one.model.is_active, getattr(one.model, column.key).is_(None))
        for thing in db.session.scalars(empty.order_by(one.model.id)):
            yield f"{one.title}“{thing}”没有{column.title}，请到参考名单里补上。"


def retired_references(one: ReferenceList) -> Iterator[str]:
    """Rows in use that refer to a retired one."""
    for column in one.references:
        yield from retired_in(one, column)


def retired_in(one: ReferenceList, column: Column) -> Iterator[str]:
    """As `retired_references`, for one column."""
    other = aliased(SOURCES[column.source or ""])
    refers = getattr(one.model, column.key) == other.id
    rows = select(one.model, other.name).join(other, refers).where(one.model.is_active, other.is_active.is_(False))
    for thing, name in db.session.execute(rows.order_by(one.model.id)):
        yield f"{one.title}“{thing}”的{column.title}“{name}”已停用，请换一个。"
