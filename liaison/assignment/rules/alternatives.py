"""Who else could keep a representative, why he does not, and what it would cost the whole plan at least.

The reduced cost of a pair (see `model`) is what any plan with that pair costs more than the bound, at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.assignment.rules.instance import Instance, Pair
from liaison.assignment.rules.ledger import Ledger, parts_in
from liaison.assignment.rules.reasons import TINY_KM, points, score, why_not
from liaison.assignment.rules.solution import Duals

NEXT_BEST = 3


@dataclass(frozen=True)
class Alternative:
    """Another member who could keep a representative. cost: of that pair; points: its 总分;

    swap_cost: by how much every plan with that pair is dearer than this one, at least; None where there is no proof.
    """

    member_id: int
    cost: float
    points: int
    words: str
    swap_cost: float | None

    @property
    def swap_words(self) -> str:
        """What giving him away would mean for the whole plan."""
        if self.swap_cost is None:
            return ""
        return f"整个方案至少多 {self.swap_cost:.1f} 公里" if self.swap_cost >= TINY_KM else "整个方案也许一样好"


def alternatives(
    instance: Instance, pairs: Iterable[Pair], duals: Duals | None, representative: int,
    *, slack: float = 0.0, number: int = NEXT_BEST,
) -> list[Alternative]:  # fmt: skip
    """The members next best for a representative, the best first; forbidden ones are left out.

    slack: by how much the plan is dearer than the bound that the duals prove.
    """
    ledger = Ledger(instance, pairs)
    keeper = next((m for m, r in ledger.pairs if r == representative), None)
    rivals = [m for m in ledger.members if m != keeper and (m, representative) not in instance.forbidden]
    order = sorted((ledger.cost((m, representative)), ledger.members[m].key, m) for m in rivals)[:number]
    own = None if keeper is None else ledger.cost((keeper, representative))
    reduced = reduced_in(ledger, duals, representative) if duals else {}
    return [
        Alternative(
            m, cost, points(score(parts_in(ledger, (m, representative)), instance.weights)),
            words_for(ledger, (m, representative), cost, own),
            round(max(0.0, reduced[m] - slack), 1) if reduced else None,
        )
        for cost, _, m in order
    ]  # fmt: skip


def words_for(ledger: Ledger, pair: Pair, cost: float, own: float | None) -> str:
    """Why the pair does not stand: it is worse in some way, or he has as many as he may."""
    member, kept = ledger.members[pair[0]], ledger.kept[pair[0]]
    if own is None or cost <= own + TINY_KM:
        return why_not(cost, cost if own is None else own, kept, member.places)
    nearness, sector, *_ = score(parts_in(ledger, pair), ledger.instance.weights)
    where = nearness.words.removesuffix(f"，按 {nearness.cost:.1f} 公里算")
    against = [where, *([sector.words.partition("，")[0]] if sector.cost else [])]
    return f"{'，'.join(against)}，要多算 {cost - own:.1f} 公里"


def reduced_in(ledger: Ledger, duals: Duals, representative: int) -> dict[int, float]:
    """`{member id: reduced cost}` of his pairs with everybody."""
    instance = ledger.instance.sorted()
    person = ledger.people[representative]
    row = next(n for n, one in enumerate(instance.representatives) if one.id == representative)
    own = set(person.groups())
    price = duals.representatives[row] + sum(
        dual for group, dual in zip(instance.groups, duals.groups, strict=True) if group.key in own
    )
    former = instance.could_stay()
    return {
        member.id: ledger.cost((member.id, representative)) - dual - price
        - duals.crowded.get((n, person.identity_type), 0.0)
        - instance.weights.broken * ((member.id, representative) in former)
        for n, (member, dual) in enumerate(zip(instance.members, duals.members, strict=True))
    }  # fmt: skip
