"""Locks that no plan can honour are said before anything is solved."""

from __future__ import annotations

import pytest

from liaison.assignment.rules import Instance, MemberPoint, RepresentativePoint, conflicts, solve, with_own_units
from liaison.core.errors import Refused

MEMBERS = (MemberPoint(1, "A01", 1, None, places=2, unit="某中学"), MemberPoint(2, "A02", 1, None))
PEOPLE = tuple(RepresentativePoint(n, f"R{n}", 1, 1, 1, None, unit="某中学" if n < 13 else "") for n in range(11, 15))


def world(locked=(), forbidden=()):
    return Instance(MEMBERS, PEOPLE, locked=frozenset(locked), forbidden=frozenset(forbidden))


@pytest.mark.parametrize(("locked", "forbidden", "sentence"), [
    ([(1, 11), (1, 12), (1, 13)], (), "陈立平只有 2 个名额，锁定了 3 位，请解除 1 位。"),
    ([(1, 11), (2, 11)], (), "孙志强同时锁定给陈立平、A02 号委员，一位代表只能由一位委员联系，请只留一条锁定。"),
    ([(1, 11)], [(1, 11)], "陈立平和孙志强既锁定又禁止结对，请解除其中一条。"),
    ([(9, 11)], (), "9 号委员和孙志强锁定在一起，但这位委员已经不任职，请先解除锁定。"),
    ([(1, 99)], (), "陈立平和99 号代表锁定在一起，但这位代表已经出库，请先解除锁定。"),
])  # fmt: skip
def test_each_conflict_is_one_sentence(locked, forbidden, sentence):
    instance = world(locked, forbidden)
    assert conflicts(instance, {1: "陈立平"}, {11: "孙志强"}) == (sentence,)
    with pytest.raises(Refused):
        solve(instance)


def test_locks_that_can_be_honoured_are():
    instance = world([(1, 11), (1, 12)])
    assert conflicts(instance) == ()
    assert {(1, 11), (1, 12)} <= set(solve(instance).pairs)


def test_nobody_keeps_somebody_of_his_own_unit_unless_locked():
    assert with_own_units(world()).forbidden == {(1, 11), (1, 12)}
    assert with_own_units(world([(1, 11)], [(2, 14)])).forbidden == {(1, 12), (2, 14)}
    assert {m for m, r in solve(with_own_units(world())).pairs if r in (11, 12)} == {2}
