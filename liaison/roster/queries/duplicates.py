"""Reading what may stand twice: the pairs in sight, the weights of likeness, who was merged into whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.audit.models import Event
from liaison.core.db import db
from liaison.core.text import mask_phone
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import DistinctPair, DuplicateSearch, DuplicateWeight, Merge, Representative, SuspectPair
from liaison.roster.queries.sight import representatives_ever_visible_to, representatives_visible_to
from liaison.roster.rules.duplicates import THRESHOLD, USUAL_WEIGHTS, Facts, compared, in_words, unit_key
from liaison.roster.rules.merging import CHOICES, KEEPER, SAID, differing_choices, usual_choice

TITLES = {
    "name": "姓名", "phone": "联系电话", "gender": "性别", "birth": "出生年月", "ethnic": "民族", "party": "政治面貌",
    "education": "学历", "sector_id": "界别、身份类别", "unit_title": "单位职务", "area_id": "区镇、村（社区）",
    "remark": "备注",
}  # fmt: skip
FIRST, SECOND = aliased(Representative, name="first"), aliased(Representative, name="second")
VILLAGE = aliased(Area, name="village")
COMPARED = (
    Representative.id, Representative.name, Representative.phone, Representative.pinyin, Representative.unit_title,
    Representative.area_id, Representative.village_id, Representative.birth,
)  # fmt: skip


class Beside(NamedTuple):
    """Two people side by side. words: the sum explained."""

    first: Any
    second: Any
    points: int
    words: str


class Line(NamedTuple):
    """One line of a comparison. key: of CHOICES; usual: whose value stays unless somebody says otherwise."""

    key: str
    title: str
    first: str | None
    second: str | None
    differs: bool
    usual: str


def weights() -> dict[str, int]:
    """`{key: points}` as the office weighs likeness now."""
    return {**USUAL_WEIGHTS, **dict(db.session.execute(select(DuplicateWeight.key, DuplicateWeight.points)).all())}


def facts(*where: ColumnElement[bool]) -> list[Facts]:
    """What people in the libraries are compared by, everybody or those whom a condition names."""
    rows = db.session.execute(select(*COMPARED).where(Representative.left_on.is_(None), *where))
    return list(map(facts_of, rows))


def facts_of(row: Any) -> Facts:
    """What one person is compared by. row: a representative, or a row of COMPARED."""
    return Facts(
        row.id, row.name, row.phone, row.pinyin, unit_key(row.unit_title), row.area_id, row.village_id, row.birth
    )


def distinct_ids() -> set[frozenset[int]]:
    """The pairs that were settled as two people."""
    rows = db.session.execute(select(DistinctPair.first_id, DistinctPair.second_id))
    return {frozenset(pair) for pair in rows}


def distinct_pair(one: int, other: int) -> DistinctPair | None:
    """The word that these two are two people, if somebody gave it."""
    orders = ((one, other), (other, one))
    named = (and_(DistinctPair.first_id == first, DistinctPair.second_id == second) for first, second in orders)
    return db.session.scalar(select(DistinctPair).where(or_(*named)))


def last_search() -> DuplicateSearch | None:
    """When people were last looked through."""
    return db.session.scalar(select(DuplicateSearch).order_by(DuplicateSearch.id.desc()).limit(1))


def changed_since(search: DuplicateSearch) -> int:
    """How many representatives were added or changed since a search."""
    later = (Event.thing == "representative", Event.at > search.searched_at, Event.verb != "representative.show_phone")
    return db.session.scalar(select(func.count(func.distinct(Event.thing_id))).where(*later)) or 0


def suspect_pairs(actor: Actor) -> Select[Any]:
    """(id, first_id, second_id, points) of pairs whom the actor may both see and nobody settled, likeliest first."""
    return (
        select(SuspectPair.id, SuspectPair.first_id, SuspectPair.second_id, SuspectPair.points)
        .where(*both_seen(actor), ~settled_as_two())
        .order_by(SuspectPair.points.desc(), SuspectPair.id)
    )  # fmt: skip


def both_seen(actor: Actor) -> list[ColumnElement[bool]]:
    """Both of a pair of the search are there and in sight; each is looked up by his number."""
    present = (Representative.left_on.is_(None), representatives_visible_to(actor))
    ids = (SuspectPair.first_id, SuspectPair.second_id)
    return [select(Representative.id).where(Representative.id == one, *present).exists() for one in ids]


def present_ids(actor: Actor) -> Any:
    """Ids of the people in the libraries whom an actor may see."""
    ids = select(Representative.id).where(Representative.left_on.is_(None), representatives_visible_to(actor))
    return ids.correlate(None)


def pairs_beside(pairs: Sequence[Any]) -> list[Beside]:
    """The pairs of a page with both people and what speaks for them now; three statements for all."""
    told, points = people_beside([one for pair in pairs for one in (pair.first_id, pair.second_id)]), weights()
    found = []
    for pair in pairs:
        first, second = told[pair.first_id], told[pair.second_id]
        suspicion = compared(facts_of(first), facts_of(second), points)
        found.append(Beside(first, second, suspicion.points, in_words(suspicion.reasons, points[THRESHOLD])))
    return found


def both_in(pair: Any, ids: Any) -> ColumnElement[bool]:
    """Both of a pair are among these."""
    return and_(pair.first_id.in_(ids), pair.second_id.in_(ids))


def settled_as_two() -> ColumnElement[bool]:
    """The pair of the search was settled as two people."""
    same_order = and_(DistinctPair.first_id == SuspectPair.first_id, DistinctPair.second_id == SuspectPair.second_id)
    turned = and_(DistinctPair.first_id == SuspectPair.second_id, DistinctPair.second_id == SuspectPair.first_id)
    return select(DistinctPair.id).where(or_(same_order, turned)).exists()


def suspect_count(actor: Actor) -> int:
    """How many pairs an actor has to look at."""
    return db.session.scalar(select(func.count()).select_from(suspect_pairs(actor).order_by(None).subquery())) or 0


def people_beside(ids: Sequence[int]) -> dict[int, Any]:
    """`{id: his row}` for showing people side by side: what they are compared by, in words too."""
    statement = (
        select(*COMPARED, Representative.gender, Representative.left_on, Sector.name.label("sector"),
               IdentityType.name.label("type"), Area.name.label("area"), VILLAGE.name.label("village"))
        .join(Representative.sector).join(Representative.identity_type).join(Representative.area)
        .outerjoin(Representative.village.of_type(VILLAGE)).where(Representative.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(statement)}


def distinct_pairs(actor: Actor) -> Select[Any]:
    """(id, settled_by, settled_at, names, phones, ids) of the pairs settled as two, newest first."""
    return named_pairs(DistinctPair, actor, DistinctPair.settled_by, DistinctPair.settled_at)


def named_pairs(pair: Any, actor: Actor, *columns: Any) -> Select[Any]:
    """Pairs with what one needs to name both."""
    names = [
        column.label(f"{side}_{key}") for side, person in (("first", FIRST), ("second", SECOND))
        for key, column in (("number", person.id), ("name", person.name), ("phone", person.phone))
    ]  # fmt: skip
    return (
        select(pair.id, *columns, *names).join(FIRST, FIRST.id == pair.first_id)
        .join(SECOND, SECOND.id == pair.second_id).where(both_in(pair, present_ids(actor))).order_by(pair.id.desc())
    )  # fmt: skip


def distinct_pair_for(actor: Actor, pair_id: int) -> DistinctPair | None:
    """The pair, if the actor may see both."""
    return db.session.scalar(
        select(DistinctPair).where(DistinctPair.id == pair_id, both_in(DistinctPair, present_ids(actor)))
    )


def merges(actor: Actor) -> Select[Any]:
    """(id, who, when, taken back by and at, who was merged into whom) of the merges in sight, newest first."""
    return (
        select(
            Merge.id, Merge.merged_by, Merge.merged_at, Merge.taken_back_by, Merge.taken_back_at,
            Merge.keeper_id, FIRST.name.label("keeper"), FIRST.phone.label("keeper_phone"),
            Merge.loser_id, SECOND.name.label("loser"), SECOND.phone.label("loser_phone"),
        )
        .join(FIRST, FIRST.id == Merge.keeper_id).join(SECOND, SECOND.id == Merge.loser_id)
        .where(Merge.keeper_id.in_(ever_seen_ids(actor))).order_by(Merge.id.desc())
    )  # fmt: skip


def ever_seen_ids(actor: Actor) -> Any:
    """Ids of the people whom an actor may see, those merged since among them."""
    return select(Representative.id).where(representatives_ever_visible_to(actor)).correlate(None)


def merge_for(actor: Actor, merge_id: int) -> Merge | None:
    """The merge, if its keeper is in sight."""
    return db.session.scalar(select(Merge).where(Merge.id == merge_id, Merge.keeper_id.in_(ever_seen_ids(actor))))


def side_by_side(first: Representative, second: Representative) -> list[Line]:
    """Everything that is shown of two people, line by line, as if the first were to stay."""
    one, other = ({key: getattr(person, key) for key in SAID} for person in (first, second))
    apart = differing_choices(one, other)
    return [
        Line(key, TITLES[key], *words_beside(key, first, second), key in apart,
             "first" if usual_choice(key, one, other) == KEEPER else "second")
        for key in CHOICES
    ]  # fmt: skip


def words_beside(key: str, first: Representative, second: Representative) -> tuple[str | None, str | None]:
    """What two people show under one title; of numbers that look the same without their middle, that they differ."""
    if key == "phone" and first.phone != second.phone and mask_phone(first.phone) == mask_phone(second.phone):
        return f"{mask_phone(first.phone)}（中间不同）", f"{mask_phone(second.phone)}（中间不同）"
    return words_of(key, first), words_of(key, second)


def words_of(key: str, person: Representative) -> str | None:
    """What one person shows under a title."""
    if key == "sector_id":
        return f"{person.sector.name}·{person.identity_type.name}"
    if key == "area_id":
        return f"{person.area.name}{person.village.name if person.village else ''}"
    return mask_phone(person.phone) if key == "phone" else getattr(person, key)
