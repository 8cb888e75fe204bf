"""A scheme of assessment (考核方案): what counts how much, and which grade a total gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from liaison.performance.rules.deeds import Act

ONCE, EACH, RATE, FROM_NTH, FULL, STEPS, VETO = (
    "只计一次", "每次计分", "按完成率", "第几次起", "满分倒扣", "分档", "一票否决",
)  # fmt: skip
RULES = (ONCE, EACH, RATE, FROM_NTH, FULL, STEPS, VETO)
MEETINGS, ADVICE, CONTACTS, STUDY, OTHER, BONUS, MINUS = "会议活动", "建言", "联系", "学习", "其他", "加分", "扣分"
BASE = (MEETINGS, ADVICE, CONTACTS, STUDY, OTHER)
PARTS = (*BASE, BONUS, MINUS)
ALL, STANDING, ORDINARY = "全体委员", "常委", "非常委"
AUDIENCES = (ALL, STANDING, ORDINARY)
CENT = Decimal("0.01")
ZERO = Decimal(0)


def rounded(points: Decimal) -> Decimal:
    """Points to two digits, half up."""
    return points.quantize(CENT, ROUND_HALF_UP)


def shown(points: Decimal) -> str:
    """Points as sentences and sheets say them: 15, 7.5, −10."""
    words = f"{rounded(points):f}".rstrip("0").rstrip(".")
    return "0" if words in ("", "-0") else words.replace("-", "−")


@dataclass(frozen=True)
class Worth:
    """What one deed earns.

    points: to whoever signed alone; first, other: to the first and to each other of several, as `points` where empty;
    is_pot: the others share `other` among them.
    """

    kind: str
    result: str
    points: Decimal
    first: Decimal | None = None
    other: Decimal | None = None
    is_pot: bool = False

    def earned(self, act: Act, credited: int | None) -> Decimal:
        """What an act earns its member. credited: how many signatures count at the most."""
        return rounded(self.share(act, credited) * act.amount)

    def share(self, act: Act, credited: int | None) -> Decimal:
        """The same for one time."""
        if act.authors <= 1:
            return self.points
        if credited is not None and act.place > credited:
            return ZERO
        if act.place == 1:
            return self.points if self.first is None else self.first
        other = self.points if self.other is None else self.other
        return other / (min(act.authors, credited or act.authors) - 1) if self.is_pot else other


@dataclass(frozen=True)
class Item:
    """One line of a scheme.

    most: the cap; of 按完成率 and 满分倒扣 the full mark; count: from which time on (第几次起), how many are due
    (按完成率; empty = all that were called), fewer than how many are a veto (一票否决; empty = a single one is);
    credited: how many signatures count; steps: `(share of one, points)`, best first; ceiling: the best grade that a
    veto leaves.
    """

    name: str
    part: str
    rule: str
    worths: tuple[Worth, ...]
    most: Decimal | None = None
    count: int | None = None
    credited: int | None = None
    audience: str = ALL
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    ceiling: str = ""

    def is_for(self, is_standing: bool) -> bool:
        """Whether it concerns a member."""
        return self.audience == ALL or (self.audience == STANDING) == is_standing

    def worth_of(self, act: Act) -> Worth | None:
        """What says how much an act is worth here; None where it does not count here at all."""
        return next((one for one in self.worths if (one.kind, one.result) == (act.kind, act.result)), None)

    def points(self, act: Act) -> Decimal:
        """What an act earns by itself."""
        worth = self.worth_of(act)
        return worth.earned(act, self.credited) if worth else ZERO

    @property
    def full(self) -> Decimal | None:
        """The most that it can give; None where nothing limits it."""
        if self.most is not None:
            return self.most
        if self.rule == STEPS:
            return max((points for _share, points in self.steps), default=ZERO)
        if self.rule == ONCE:
            return max((one.points for one in self.worths), default=ZERO)
        return ZERO if self.rule == VETO or self.part == MINUS else None


@dataclass(frozen=True)
class Grade:
    """A grade (等次): from which total on, and for how many of the members at the most (share of one)."""

    name: str
    least: Decimal | None
    share: Decimal | None = None


@dataclass(frozen=True)
class Rulebook:
    """A whole scheme. base: the most that everything but bonus and deductions may come to; bonus: the most of 加分;
    is_scaled: what standing members have besides is scaled back to the base. grades: best first."""

    name: str
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    base: Decimal | None = None
    bonus: Decimal | None = None
    is_scaled: bool = False

    def items_for(self, is_standing: bool) -> Sequence[Item]:
        """The items that concern a member."""
        return [item for item in self.items if item.is_for(is_standing)]

    def base_full(self, is_standing: bool) -> Decimal | None:
        """What the base items give together at the most; None where one of them is open."""
        fulls = [item.full for item in self.items_for(is_standing) if item.part in BASE]
        return None if None in fulls else sum((one for one in fulls if one is not None), ZERO)

    def lowest(self) -> Grade | None:
        """The grade without any condition."""
        return self.grades[-1] if self.grades else None
