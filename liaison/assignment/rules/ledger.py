"""A plan as it stands, by id: who keeps whom, what is reached, and what it costs exactly.

    objective = Σ cost of its pairs + open_place · open places + missing · people short + repeated_type · repeats
                + broken · former pairs that could stay and do not
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from liaison.assignment.rules.costs import cost_between, km_between
from liaison.assignment.rules.instance import Group, GroupKey, Instance, Pair
from liaison.assignment.rules.reasons import Need, PairParts

NO_NAME = "同一类"


class Ledger:
    """Some pairs of an instance; pairs with somebody who does not serve there are left out."""

    def __init__(self, instance: Instance, pairs: Iterable[Pair]) -> None:
        self.instance = instance
        self.members = {member.id: member for member in instance.members}
        self.people = {person.id: person for person in instance.representatives}
        self.pairs = tuple(dict.fromkeys(p for p in pairs if p[0] in self.members and p[1] in self.people))
        self.kept = Counter(m for m, _ in self.pairs)
        self.types = Counter((m, self.people[r].identity_type) for m, r in self.pairs)
        self.reached: Counter[GroupKey] = Counter(key for _, r in self.pairs for key in self.people[r].groups())

    def changed(self, removed: Iterable[Pair], added: Iterable[Pair]) -> Ledger:
        """The plan without some pairs and with some others."""
        gone = set(removed)
        return Ledger(self.instance, (*(pair for pair in self.pairs if pair not in gone), *added))

    def cost(self, pair: Pair) -> float:
        """What a pair costs by itself."""
        return cost_between(self.members[pair[0]], self.people[pair[1]], self.instance)

    @cached_property
    def names(self) -> dict[GroupKey, str]:
        """The names of the groups."""
        return {group.key: group.name for group in self.instance.groups}

    def empty(self) -> int:
        """How many places are open."""
        return sum(max(0, member.places - self.kept[member.id]) for member in self.instance.members)

    def short(self, group: Group) -> int:
        """How many people a group lacks."""
        return max(0, group.least - self.reached[group.key])

    def broken(self) -> int:
        """How many former pairs that could stay do not."""
        return len(self.instance.could_stay() - set(self.pairs))

    def repeats(self) -> int:
        """How many repeated types there are."""
        return sum(number - 1 for number in self.types.values())

    def losses(self) -> float:
        """What the plan costs besides its pairs."""
        weights = self.instance.weights
        short = sum(self.short(group) for group in self.instance.groups)
        places, types = weights.open_place * self.empty(), weights.repeated_type * self.repeats()
        return places + types + weights.missing * short + weights.broken * self.broken()

    def objective(self) -> float:
        """What the plan costs in all, in km."""
        return round(sum(self.cost(pair) for pair in self.pairs) + self.losses(), 3)


def parts_in(ledger: Ledger, pair: Pair) -> PairParts:
    """What a pair is judged by in a plan, whether it stands there or not."""
    instance, member, person = ledger.instance, ledger.members[pair[0]], ledger.people[pair[1]]
    with_it = ledger if pair in ledger.pairs else ledger.changed((), (pair,))
    needs = (
        Need(group.name, group.least, with_it.reached[group.key])
        for group in instance.groups if group.least and group.key in person.groups()
    )  # fmt: skip
    return PairParts(
        home_km=km_between(member.home, person.spot), work_km=km_between(member.work, person.spot),
        is_same_town=person.town in member.towns, is_same_sector=member.sector == person.sector,
        member_sector=ledger.names.get(("sector", member.sector), "同一界别"),
        identity_type=ledger.names.get(("identity_type", person.identity_type), NO_NAME),
        repeats=with_it.types[member.id, person.identity_type] - 1,
        is_related_sector=(member.sector, person.sector) in instance.related,
        is_same_system=bool(member.systems & person.systems) if member.systems else None, needs=tuple(needs),
        is_kept=pair in instance.former if instance.former else None,
    )  # fmt: skip
