"""Who is suggested to follow a member that leaves."""

from __future__ import annotations

from types import SimpleNamespace as Thing

from liaison.casework.rules import offered_successors, suggested_successors


def member(number, sector, committee, cases=0):
    return Thing(id=number, no=f"HA{number:03d}", sector_id=sector, organisation_id=committee, open_cases=cases)


def ids(rows):
    return [row.id for row in rows]


def test_the_nearest_come_first_then_the_least_burdened():
    leaving = member(1, sector=1, committee=1)
    staying = [member(2, 2, 2), member(3, 1, 2), member(4, 2, 1), member(5, 1, 1, cases=3), member(6, 1, 1)]
    assert ids(offered_successors(leaving, staying, {5: 3})) == [6, 5, 4, 3, 2]


def test_the_work_of_several_is_spread():
    leaving = [member(1, 1, 1, cases=2), member(2, 1, 1, cases=1), member(3, 1, 1, cases=1)]
    staying = [member(4, 1, 1), member(5, 1, 1)]
    assert suggested_successors(leaving, staying) == {1: 4, 2: 5, 3: 5}


def test_a_member_without_committee_is_near_to_his_sector_only():
    leaving = member(1, sector=1, committee=None)
    assert ids(offered_successors(leaving, [member(2, 2, None), member(3, 1, 1)], {})) == [3, 2]


def test_nobody_follows_where_nobody_stays():
    assert suggested_successors([member(1, 1, 1, cases=1)], []) == {}
