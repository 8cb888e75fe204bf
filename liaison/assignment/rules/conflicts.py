"""Locked and forbidden pairs that no plan can honour, each said in a sentence before anything is solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from liaison.assignment.rules.instance import Instance

NO_NAMES: Mapping[int, str] = MappingProxyType({})


def conflicts(
    instance: Instance, member_names: Mapping[int, str] = NO_NAMES, representative_names: Mapping[int, str] = NO_NAMES
) -> tuple[str, ...]:
    """What is wrong with the locks, one sentence each, saying what to do. names: `{id: name}`, as far as known."""
    members = {one.id: f"{one.key} 号委员" for one in instance.members} | dict(member_names)
    people = {one.id: f"{one.id} 号代表" for one in instance.representatives} | dict(representative_names)
    return (
        *gone(instance, members, people), *both_ways(instance, members, people),
        *too_many(instance, members), *locked_twice(instance, members, people),
    )  # fmt: skip


def gone(instance: Instance, members: Mapping[int, str], people: Mapping[int, str]) -> Iterator[str]:
    """Locks on somebody who no longer serves."""
    serving = {one.id for one in instance.members}, {one.id for one in instance.representatives}
    for m, r in sorted(instance.locked):
        pair = f"{members.get(m, f'{m} 号委员')}和{people.get(r, f'{r} 号代表')}"
        if m not in serving[0]:
            yield f"{pair}锁定在一起，但这位委员已经不任职，请先解除锁定。"
        elif r not in serving[1]:
            yield f"{pair}锁定在一起，但这位代表已经出库，请先解除锁定。"


def both_ways(instance: Instance, members: Mapping[int, str], people: Mapping[int, str]) -> Iterator[str]:
    """Pairs locked and forbidden at once."""
    for m, r in sorted(instance.locked & instance.forbidden):
        pair = f"{members.get(m, f'{m} 号委员')}和{people.get(r, f'{r} 号代表')}"
        yield f"{pair}既锁定又禁止结对，请解除其中一条。"


def too_many(instance: Instance, members: Mapping[int, str]) -> Iterator[str]:
    """Members with more locks than places."""
    locks = Counter(m for m, _ in instance.locked)
    for member in sorted(instance.members, key=lambda one: (one.key, one.id)):
        number = locks[member.id]
        if number > member.places:
            extra = number - member.places
            yield f"{members[member.id]}只有 {member.places} 个名额，锁定了 {number} 位，请解除 {extra} 位。"


def locked_twice(instance: Instance, members: Mapping[int, str], people: Mapping[int, str]) -> Iterator[str]:
    """Representatives locked to two members."""
    keepers: dict[int, list[int]] = {}
    for m, r in sorted(instance.locked):
        keepers.setdefault(r, []).append(m)
    for r, some in keepers.items():
        if len(some) > 1:
            names = "、".join(members.get(m, f"{m} 号委员") for m in some)
            yield f"{people.get(r, f'{r} 号代表')}同时锁定给{names}，一位代表只能由一位委员联系，请只留一条锁定。"
