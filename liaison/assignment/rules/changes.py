"""What a change by hand costs exactly, what it breaks and what it mends, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from liaison.assignment.rules.instance import Instance, Pair
from liaison.assignment.rules.ledger import NO_NAME, Ledger

TINY_KM = 0.05
NAMELESS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class Change:
    """What a change does. delta_km: by how much the whole plan gets dearer; broken, mended: one sentence each."""

    delta_km: float
    broken: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it costs in all."""
        if abs(self.delta_km) < TINY_KM:
            return "整个方案一样好"
        return f"整个方案{'多算' if self.delta_km > 0 else '少算'} {abs(self.delta_km):,.1f} 公里"


def change_cost(
    instance: Instance, pairs: Iterable[Pair], removed: Iterable[Pair], added: Iterable[Pair],
    names: Mapping[int, str] = NAMELESS,
) -> Change:  # fmt: skip
    """What taking some pairs out of a plan and others in costs, exactly, and which coverage it breaks or mends.

    names: `{member id: what the sentences call him}`.
    """
    before = Ledger(instance, pairs)
    after = before.changed(removed, added)
    out, new = set(before.pairs) - set(after.pairs), set(after.pairs) - set(before.pairs)
    delta = sum(map(after.cost, new)) - sum(map(before.cost, out)) + after.losses() - before.losses()
    more = after.empty() - before.empty()
    broken = (
        *refusals(after, out, new, names), *([f"空出 {more} 个名额"] if more > 0 else []), *coverage(before, after),
        *variety(before, after, names), *continuity(before, out),
    )  # fmt: skip
    filled = [f"补上 {-more} 个名额"] if more < 0 else []
    mended = (*filled, *coverage(after, before, is_mended=True), *variety(after, before, names, is_mended=True))
    return Change(round(delta, 3), broken, mended)


def refusals(after: Ledger, out: set[Pair], new: set[Pair], names: Mapping[int, str]) -> Iterator[str]:
    """Limits that may not be passed at all."""
    if out & after.instance.locked:
        yield "拆开了锁定的一对"
    if new & after.instance.forbidden:
        yield "配上了禁止结对的两位"
    for m in sorted({m for m, _ in new}):
        if after.kept[m] > after.members[m].places:
            yield f"{names.get(m, '这位委员')}会有 {after.kept[m]} 位，名额只有 {after.members[m].places} 个"
    if any(times > 1 for times in Counter(r for _, r in after.pairs).values()):
        yield "一位代表会有两位委员联系"


def coverage(before: Ledger, after: Ledger, *, is_mended: bool = False) -> Iterator[str]:
    """Groups that are shorter after than before; is_mended: the two are given the other way round."""
    for group in before.instance.groups:
        short, now = before.short(group), after.short(group)
        if now <= short:
            continue
        reached = (before if is_mended else after).reached[group.key]
        yield f"{group.name}要 {group.least} 位，" + (f"补到 {reached} 位" if is_mended else f"只剩 {reached} 位")


def variety(before: Ledger, after: Ledger, names: Mapping[int, str], *, is_mended: bool = False) -> Iterator[str]:
    """Members who get a second one of a type."""
    for (m, kind), number in sorted(after.types.items()):
        if number > max(1, before.types[m, kind]):
            title = before.names.get(("identity_type", kind), NO_NAME)
            fewer, who = max(1, before.types[m, kind]), names.get(m, "一位委员")
            yield f"{who}名下“{title}”" + (f"由 {number} 位减为 {fewer} 位" if is_mended else f"有 {number} 位")


def continuity(before: Ledger, out: set[Pair]) -> Iterator[str]:
    """Pairs of last year that are given up."""
    lost = out & before.instance.could_stay()
    if lost:
        yield f"{len(lost)} 对上一年的结对不再延续"
