"""Looking for people who stand twice, and settling that two are two."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import DistinctPair, DuplicateSearch, DuplicateWeight, Representative, SuspectPair
from liaison.roster.queries.duplicates import distinct_ids, distinct_pair, facts, weights
from liaison.roster.rules.duplicates import LIKENESSES, THRESHOLD, USUAL_WEIGHTS, suspicions

MOST_POINTS = 100
TITLES = {likeness.key: likeness.title for likeness in LIKENESSES} | {THRESHOLD: "达到多少分算可能重复"}


def search_duplicates(actor: Actor) -> DuplicateSearch:
    """Look through everybody in the libraries for pairs who may be one; what was found before is replaced."""
    people, settled = facts(), distinct_ids()
    found = [one for one in suspicions(people, weights()) if frozenset((one.first_id, one.second_id)) not in settled]
    db.session.execute(delete(SuspectPair))
    rows = [{"first_id": one.first_id, "second_id": one.second_id, "points": one.points} for one in found]
    if rows:
        db.session.execute(insert(SuspectPair), rows)
    search = DuplicateSearch(
        searched_at=clock.now(), searched_by=actor.name, people_count=len(people), pair_count=len(found)
    )
    db.session.add(search)
    record("duplicate.search", search, actor, changes={"个数": [None, len(found)]})
    return search


def settle_as_two(one: Representative, other: Representative, actor: Actor) -> DistinctPair:
    """Remember that two people are two; no search shows them again until that is dropped."""
    if one.id == other.id:
        raise Refused("这是同一位代表，请选另一位。")
    known = distinct_pair(one.id, other.id)
    if known:
        raise Refused(f"{known.settled_by}已经核定过这两位不是同一人。")
    first, second = sorted((one, other), key=lambda person: person.id)
    pair = DistinctPair(first=first, second=second, settled_by=actor.name, settled_at=clock.now())
    db.session.add(pair)
    record("distinct_pair.settle", pair, actor)
    return pair


def drop_distinct_pair(pair: DistinctPair, actor: Actor) -> None:
    """Forget that two people were settled as two; the next search may show them again."""
    record("distinct_pair.drop", pair, actor)
    db.session.delete(pair)


def weigh(points: Mapping[str, int], actor: Actor) -> None:
    """Give likenesses other weights; what equals the shipped weight is not kept.

    points: `{key of USUAL_WEIGHTS: points}`. Raises Refused where a weight is out of bounds.
    """
    refuse_odd_points(points)
    before = weights()
    changes = {TITLES[key]: [before[key], value] for key, value in points.items() if before[key] != value}
    if not changes:
        return
    db.session.execute(delete(DuplicateWeight).where(DuplicateWeight.key.in_(points)))
    rows = [DuplicateWeight(key=key, points=value) for key, value in points.items() if value != USUAL_WEIGHTS[key]]
    db.session.add_all(rows)
    record("duplicate_weight.change", DuplicateWeight(), actor, label="去重规则", changes=changes)


def refuse_odd_points(points: Mapping[str, int]) -> None:
    """Refuse weights beyond a hundred, and a threshold that everybody or nobody reaches."""
    wrong = {key: f"请填 -{MOST_POINTS} 到 {MOST_POINTS} 之间的数" for key, n in points.items() if abs(n) > MOST_POINTS}
    if points.get(THRESHOLD, USUAL_WEIGHTS[THRESHOLD]) < 1:
        wrong[THRESHOLD] = "请填 1 以上的数，不然人人都算重复"
    if wrong:
        raise Refused("有的分数填得不对，请改一改。", wrong)
