"""Two plans beside each other, with names: pairs kept, new and ended, and why each one ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.assignment.models import Plan
from liaison.assignment.queries.explaining import plan_ledger
from liaison.assignment.queries.pairs import members_of
from liaison.assignment.queries.plans import pairs_in
from liaison.assignment.rules import CAUSES, Comparison, Ledger, Pair, compare, parts_in, score
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType
from liaison.roster.models import Member, Representative

ENDED, NEW, KEPT = "ended", "new", "kept"
ORDER = {ENDED: 0, NEW: 1, KEPT: 2}
Town = aliased(Area)


@dataclass(frozen=True)
class ComparedPair:
    """A pair of one plan or of both. state: ended / new / kept; why: it ended, or came, in words."""

    member_id: int
    no: str
    member: str
    member_town: str
    representative_id: int
    representative: str
    identity_type: str
    town: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class PlanComparison:
    """Two plans as an actor may see them. rows: by member, ended before new before kept."""

    comparison: Comparison
    rows: tuple[ComparedPair, ...]

    @property
    def summary(self) -> str:
        """The comparison in one sentence."""
        return self.comparison.sentence

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """`[(why, how many pairs ended for it)]`."""
        return [(CAUSES[cause], number) for cause, number in self.comparison.causes.items()]

    @cached_property
    def counts(self) -> dict[str, int]:
        """`{state: pairs}`."""
        found = self.comparison
        return {KEPT: len(found.kept), NEW: len(found.new), ENDED: len(found.ended)}

    @property
    def kept_count(self) -> int:
        """How many pairs are in both."""
        return self.counts[KEPT]

    @property
    def new_count(self) -> int:
        """How many pairs only the newer plan has."""
        return self.counts[NEW]

    @property
    def ended_count(self) -> int:
        """How many pairs only the older plan has."""
        return self.counts[ENDED]

    def rows_of(self, state: str = "") -> list[ComparedPair]:
        """The pairs of one state; without one all that changed."""
        return [row for row in self.rows if (row.state == state if state else row.state != KEPT)]


def plan_comparison(old: Plan, new: Plan, actor: Actor, town: int | None = None) -> PlanComparison:
    """What changes from one plan to another, within the actor's sight; town: of the members' homes."""
    before, after = pairs_in(old), pairs_in(new)
    ledger = plan_ledger(new, {r for _m, r in before})
    left_members = ids(select(Member.id).where(Member.left_on.is_not(None)))
    left_people = ids(select(Representative.id).where(Representative.left_on.is_not(None)))
    found = compare(before, after, left_members, left_people, ledger.instance)
    members = members_named({m for m, _r in before | after}, actor, town)
    people = people_named({r for _m, r in before | after})
    shown = Comparison(
        tuple(pair for pair in found.kept if pair[0] in members),
        tuple(pair for pair in found.new if pair[0] in members),
        tuple(one for one in found.ended if one.member_id in members),
    )
    rows = (ComparedPair(*members[m], *people[r], state, why) for (m, r), state, why in listed(shown, ledger))
    return PlanComparison(shown, tuple(sorted(rows, key=lambda row: (row.no, ORDER[row.state], row.representative_id))))


def listed(found: Comparison, ledger: Ledger) -> Iterable[tuple[Pair, str, str]]:
    """Every pair with its state, and why it ended or came."""
    yield from (((one.member_id, one.representative_id), ENDED, one.why) for one in found.ended)
    yield from ((pair, NEW, what_speaks_for(pair, ledger)) for pair in found.new)
    yield from ((pair, KEPT, "") for pair in found.kept)


def what_speaks_for(pair: Pair, ledger: Ledger) -> str:
    """How near a new pair is, and of which sectors; empty where one of the two has left since."""
    if pair not in ledger.pairs:
        return ""
    return "，".join(one.words for one in score(parts_in(ledger, pair), ledger.instance.weights)[:2])


def ids(statement: Select[tuple[int]]) -> frozenset[int]:
    """The ids that a statement gives."""
    return frozenset(db.session.scalars(statement))


def members_named(wanted: set[int], actor: Actor, town: int | None) -> Mapping[int, tuple[Any, ...]]:
    """`{id: (id, number, name, town)}` of those members whom the actor sees."""
    statement = select(Member.id, Member.no, Member.name, Town.name).outerjoin(Town, Town.id == Member.home_area_id)
    statement = statement.where(members_of(actor))
    rows = db.session.execute(statement.where(Member.home_area_id == town) if town else statement)
    return {row[0]: (*row[:3], row[3] or "") for row in rows if row[0] in wanted}


def people_named(wanted: set[int]) -> Mapping[int, tuple[Any, ...]]:
    """`{id: (id, name, identity type, town)}` of representatives."""
    statement = (
        select(Representative.id, Representative.name, IdentityType.name, Town.name)
        .join(Representative.identity_type).join(Town, Town.id == Representative.area_id)
    )  # fmt: skip
    return {row[0]: tuple(row) for row in db.session.execute(statement) if row[0] in wanted}
