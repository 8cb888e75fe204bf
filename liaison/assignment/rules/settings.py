"""What the office sets for the plans of a year: weights, how many to reach, related sectors, focuses; as JSON and back.

    {"weights": {"other_sector": 4, …}, "least": {"town": 20, …}, "least_of": {"town:12": 40},
     "related": [[sector id, sector id], …],
     "focuses": [{"id": 1, "name": "重点企业", "least": 20, "identity_types": [ids], "libraries": [ids],
                  "words": ["集团", …]}],
     "blind_days": 90, "forbid_own_unit": true}

What is left out is as by default.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from liaison.assignment.rules.instance import KIND_TITLES, KINDS, LEAST, Group, GroupKey, Pair, Weights
from liaison.core.errors import Refused

MOST_KM, MOST_PEOPLE, MOST_DAYS = 10_000.0, 5_000, 366
BLIND_DAYS = 90
KEEPING: Mapping[str, float] = MappingProxyType({"不管": 0.0, "略保": 1.0, "适中": 4.0, "多保": 15.0, "尽量不动": 60.0})
WEIGHT_TITLES: Mapping[str, str] = MappingProxyType({
    "other_sector": "界别不同", "related_sector": "界别相近", "other_system": "不同系统",
    "work_is_further": "离工作的镇", "repeated_type": "身份重复", "missing": "覆盖缺一位", "open_place": "名额空着",
    "broken": "保持不变的程度",
})  # fmt: skip


@dataclass(frozen=True)
class Focus:
    """A list of people the office wants reached, such as 重点企业: by identity type, library, or words of the unit."""

    id: int
    name: str
    least: int = LEAST["focus"]
    identity_types: tuple[int, ...] = ()
    libraries: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    def holds(self, identity_type: int, libraries: Collection[int], unit: str) -> bool:
        """Whether somebody stands in the list."""
        by_words = any(word in unit for word in self.words)
        return identity_type in self.identity_types or bool(set(self.libraries) & set(libraries)) or by_words

    def as_json(self) -> dict[str, Any]:
        """The list in JSON's own types."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @property
    def group(self) -> Group:
        """The list as a group to be reached."""
        return Group("focus", self.id, self.name, self.least)


@dataclass(frozen=True)
class Settings:
    """The settings of a year. least: by kind; least_of: of single groups; related: pairs of sector ids, either way."""

    weights: Weights = field(default_factory=Weights)
    least: Mapping[str, int] = field(default_factory=lambda: LEAST)
    least_of: Mapping[GroupKey, int] = field(default_factory=dict)
    related: tuple[Pair, ...] = ()
    focuses: tuple[Focus, ...] = ()
    blind_days: int = BLIND_DAYS
    forbid_own_unit: bool = True

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Settings:
        """Read what was stored or filled in; raises Refused with a sentence for what cannot be."""
        return cls(
            weights=weights_of(mapping(values, "weights")), least=least_by_kind(mapping(values, "least")),
            least_of=least_by_group(mapping(values, "least_of")), related=related_pairs(listed(values, "related")),
            focuses=tuple(focus_of(one) for one in listed(values, "focuses")),
            blind_days=whole(values.get("blind_days", BLIND_DAYS), "几天没有联系算盲区", MOST_DAYS, least=1),
            forbid_own_unit=bool(values.get("forbid_own_unit", True)),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The settings in JSON's own types; `from_json` reads the same back."""
        return {
            "weights": asdict(self.weights), "least": dict(self.least),
            "least_of": {f"{kind}:{one}": least for (kind, one), least in sorted(self.least_of.items())},
            "related": [list(pair) for pair in self.related],
            "focuses": [focus.as_json() for focus in self.focuses],
            "blind_days": self.blind_days, "forbid_own_unit": self.forbid_own_unit,
        }  # fmt: skip

    def least_for(self, kind: str, identity: int) -> int:
        """How many people of a group a plan should reach."""
        return self.least_of.get((kind, identity), self.least[kind])

    def related_sectors(self) -> frozenset[Pair]:
        """The related sectors, both ways round, as an instance wants them."""
        return frozenset(self.related) | frozenset((b, a) for a, b in self.related)

    def focuses_of(self, identity_type: int, libraries: Collection[int], unit: str) -> tuple[int, ...]:
        """Ids of the lists somebody stands in."""
        return tuple(focus.id for focus in self.focuses if focus.holds(identity_type, libraries, unit))


def weights_of(values: Mapping[str, Any]) -> Weights:
    """The weights, those left out as by default."""
    known = {one.name for one in fields(Weights)}
    return Weights(**{name: km(value, WEIGHT_TITLES[name]) for name, value in values.items() if name in known})


def least_by_kind(values: Mapping[str, Any]) -> Mapping[str, int]:
    """How many of each kind."""
    named = {kind: f"每个{KIND_TITLES[kind]}至少几位" for kind in KINDS}
    given = {kind: whole(value, named[kind], MOST_PEOPLE) for kind, value in values.items() if kind in named}
    return MappingProxyType({**LEAST, **given})


def least_by_group(values: Mapping[str, Any]) -> Mapping[GroupKey, int]:
    """How many of single groups, by `kind:id`."""
    found = {}
    for key, value in values.items():
        kind, _, identity = key.partition(":")
        if kind not in KINDS or not identity.isdecimal():
            raise Refused("请重新选要单独设人数的区镇、界别、类别或信息库。")
        found[kind, int(identity)] = whole(value, f"{KIND_TITLES[kind]}至少几位", MOST_PEOPLE)
    return MappingProxyType(found)


def related_pairs(values: list[Any]) -> tuple[Pair, ...]:
    """Related sectors, each two once, the lower id first."""
    wrong = Refused("请为相近界别选两个不同的界别。")
    found = set()
    for value in values:
        if not isinstance(value, list | tuple) or len(set(value)) != 2 or not all(isinstance(v, int) for v in value):
            raise wrong
        found.add((min(value), max(value)))
    return tuple(sorted(found))


def focus_of(value: Any) -> Focus:
    """One list of the office."""
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), int) or not str(value.get("name", "")).strip():
        raise Refused("请给每个重点领域写上名称。")
    name = str(value["name"]).strip()
    least = whole(value.get("least", LEAST["focus"]), f"{name}至少几位", MOST_PEOPLE)
    ids = {key: {one for one in listed(value, key) if isinstance(one, int)} for key in ("identity_types", "libraries")}
    words = dict.fromkeys(str(word).strip() for word in listed(value, "words") if str(word).strip())
    return Focus(value["id"], name, least, words=tuple(words), **{key: tuple(sorted(ids[key])) for key in ids})


def mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A part of the values that has names."""
    part = values.get(key) or {}
    if not isinstance(part, Mapping):
        raise Refused("这份设置读不出来，请重新填写。")
    return part


def listed(values: Mapping[str, Any], key: str) -> list[Any]:
    """A part of the values that is a list."""
    part = values.get(key) or []
    if not isinstance(part, list | tuple):
        raise Refused("这份设置读不出来，请重新填写。")
    return list(part)


def km(value: Any, title: str) -> float:
    """A weight in km: 0 to 10,000, to the metre."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Refused(f"“{title}”请填数字，单位是公里。") from None
    if not 0 <= number <= MOST_KM:
        raise Refused(f"“{title}”请填 0 至 {MOST_KM:,.0f} 公里。")
    return round(number, 3)


def whole(value: Any, title: str, most: int, least: int = 0) -> int:
    """A whole number within limits."""
    try:
        number = int(str(value).strip())
    except ValueError:
        raise Refused(f"“{title}”请填整数。") from None
    if not least <= number <= most:
        raise Refused(f"“{title}”请填 {least} 至 {most:,}。")
    return number
