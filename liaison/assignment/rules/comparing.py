"""What changed from one plan to another: pairs kept, new and ended, and why each one ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from liaison.assignment.rules.instance import Instance, Pair
from liaison.assignment.rules.ledger import Ledger

TINY_KM = 0.05
MEMBER_LEFT, PERSON_LEFT, FORBIDDEN, LOCKED, PLACES_CUT = "member_left", "person_left", "forbidden", "locked", "places"
COVERAGE, NEARER, SECTOR, OPEN, BETTER = "coverage", "nearer", "sector", "open", "better"
CAUSES: Mapping[str, str] = MappingProxyType({
    MEMBER_LEFT: "委员离任", PERSON_LEFT: "代表出库", FORBIDDEN: "禁止结对", LOCKED: "锁定", PLACES_CUT: "名额减少",
    COVERAGE: "覆盖需要", NEARER: "换得更近", SECTOR: "换成同界别", OPEN: "空出名额",
    BETTER: "整体更合适",
})  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """A pair that is no more. cause: one of CAUSES; why: in words."""

    member_id: int
    representative_id: int
    cause: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side; pairs of ids, each list in order."""

    kept: tuple[Pair, ...]
    new: tuple[Pair, ...]
    ended: tuple[Ended, ...]

    @property
    def causes(self) -> dict[str, int]:
        """`{cause: number of ended pairs}`, in the order of CAUSES."""
        found = Counter(one.cause for one in self.ended)
        return {cause: found[cause] for cause in CAUSES if found[cause]}

    @property
    def sentence(self) -> str:
        """The comparison in one sentence."""
        kept, ended = len(self.kept), len(self.ended)
        words = f"{kept + ended:,} 对里 {kept:,} 对不变，{ended:,} 对变动"
        causes = "，".join(f"{number:,} {CAUSES[cause]}" for cause, number in self.causes.items())
        return f"{words}：{causes}" if causes else words


def compare(
    old_pairs: Collection[Pair], new_pairs: Collection[Pair], left_members: Collection[int] = (),
    left_people: Collection[int] = (), instance: Instance | None = None,
) -> Comparison:  # fmt: skip
    """Compare two plans. left: ids of those who serve no more; instance: what the new plan was found from."""
    old, new = set(old_pairs), set(new_pairs)
    ledger = Ledger(instance or Instance((), ()), new_pairs)
    left = set(left_members), set(left_people)
    newcomers: dict[int, list[int]] = {}
    for m, r in sorted(new - old):
        newcomers.setdefault(m, []).append(r)
    ended = []
    for m, r in sorted(old - new):
        instead = newcomers[m].pop(0) if newcomers.get(m) else None
        cause, why = cause_of(ledger, (m, r), instead, left)
        ended.append(Ended(m, r, cause, why))
    return Comparison(tuple(sorted(old & new)), tuple(sorted(new - old)), tuple(ended))


def cause_of(ledger: Ledger, pair: Pair, instead: int | None, left: tuple[set[int], set[int]]) -> tuple[str, str]:
    """Why a pair ended, as a cause and in words. instead: the representative who came for this one."""
    m, r = pair
    if m in left[0]:
        return MEMBER_LEFT, "委员不再任职"
    if r in left[1]:
        return PERSON_LEFT, "代表出库"
    if pair in ledger.instance.forbidden:
        return FORBIDDEN, "两位在同一单位" if is_one_unit(ledger, pair) else "这两位禁止结对"
    if any(other != m for other, locked in ledger.instance.locked if locked == r):
        return LOCKED, "代表锁定给了另一位委员"
    if (m, instead) in ledger.instance.locked:
        return LOCKED, "名额锁定给了另一位代表"
    if m not in ledger.members or r not in ledger.people:
        return BETTER, "换了人"
    return chosen_otherwise(ledger, pair, instead)


def is_one_unit(ledger: Ledger, pair: Pair) -> bool:
    """Whether two work for one unit."""
    member, person = ledger.members.get(pair[0]), ledger.people.get(pair[1])
    return bool(member and person and member.unit and member.unit == person.unit)


def chosen_otherwise(ledger: Ledger, pair: Pair, instead: int | None) -> tuple[str, str]:
    """Why the plan does better without a pair that could have stayed."""
    m, r = pair
    if instead is None:
        if ledger.kept[m] >= ledger.members[m].places:
            return PLACES_CUT, "委员的名额减少了"
        is_kept = any(one == r for _m, one in ledger.pairs)
        return moved_away(ledger, pair) if is_kept else (OPEN, "换下了，这一位空着")
    name = needed_group(ledger, r, instead)
    if name:
        return COVERAGE, f"为了覆盖{name}"
    member, old, new = ledger.members[m], ledger.people[r], ledger.people[instead]
    if member.sector == new.sector != old.sector:
        return SECTOR, "换成同界别的代表"
    if ledger.cost((m, instead)) < ledger.cost(pair) - TINY_KM:
        return NEARER, "换得更近"
    return moved_away(ledger, pair)


def needed_group(ledger: Ledger, r: int, instead: int) -> str | None:
    """A group of the newcomer that would be short without him, and that the one before him was not in."""
    own = set(ledger.people[instead].groups()) - set(ledger.people[r].groups())
    needed = [
        group for group in ledger.instance.groups
        if group.key in own and 0 < ledger.reached[group.key] <= group.least
    ]  # fmt: skip
    return min(needed, key=lambda group: (group.least, group.name)).name if needed else None


def moved_away(ledger: Ledger, pair: Pair) -> tuple[str, str]:
    """The representative is kept by somebody else, or nobody."""
    m, r = pair
    keeper = next((other for other, one in ledger.pairs if one == r), None)
    if keeper is not None and ledger.cost((keeper, r)) < ledger.cost(pair) - TINY_KM:
        return NEARER, "代表换给了更近的委员"
    return BETTER, "这样整个方案更合适"
