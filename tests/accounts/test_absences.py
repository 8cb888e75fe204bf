"""Who may act in whose seat: chains, circles, days and scopes, against an oracle that tries every way."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.access import Role
from liaison.accounts.rules.absences import MOST_HOPS, Chair, Hop, carries, days_in_words, places_of, stand_ins

A, B, C, D = 1, 2, 3, 4
UNIT, OTHER = 19, 20


def leader(user_id: int, organisation_id: int = UNIT) -> Chair:
    """The seat 100, 200, … of a leader."""
    return Chair(user_id * 100, user_id, Role.UNIT_LEADER, organisation_id)


HOUSE = [leader(user_id) for user_id in (A, B, C, D)]


def test_a_stand_in_acts():
    assert stand_ins(HOUSE[0], [Hop(A, B)], HOUSE) == {B: False}
    assert stand_ins(HOUSE[1], [Hop(A, B)], HOUSE) == {}


def test_whoever_stands_in_for_a_stand_in_acts_for_the_first_too():
    assert stand_ins(HOUSE[0], [Hop(B, C), Hop(A, B)], HOUSE) == {B: False, C: False}


def test_a_circle_ends_and_gives_nobody_his_own_seat():
    hops = [Hop(A, B), Hop(B, C), Hop(C, A)]
    assert stand_ins(HOUSE[0], hops, HOUSE) == {B: False, C: False}
    assert stand_ins(HOUSE[1], hops, HOUSE) == {C: False, A: False}


def test_one_seat_only_stops_at_the_next_person():
    """B passes on his own seat only, so C does not get what B has for a while."""
    hops = [Hop(A, B, seat_id=A * 100), Hop(B, C, seat_id=B * 100)]
    assert stand_ins(HOUSE[0], hops, HOUSE) == {B: False}
    assert stand_ins(HOUSE[1], hops, HOUSE) == {C: False}
    assert stand_ins(Chair(101, A, Role.HANDLER, UNIT), hops, HOUSE) == {}


def test_the_narrowest_hop_of_a_way_counts_and_the_widest_way():
    narrow = [Hop(A, B, is_cases_only=True), Hop(B, C)]
    assert stand_ins(HOUSE[0], narrow, HOUSE) == {B: True, C: True}
    assert stand_ins(HOUSE[0], [*narrow, Hop(A, D), Hop(D, C)], HOUSE) == {B: True, C: False, D: False}


def test_nobody_of_another_house_unless_the_office_said_so():
    chairs = [leader(A), leader(B, OTHER)]
    assert stand_ins(chairs[0], [Hop(A, B)], chairs) == {}
    assert stand_ins(chairs[0], [Hop(A, B, is_anywhere=True)], chairs) == {B: False}


def test_nobody_who_has_no_seat_any_more():
    assert stand_ins(leader(A), [Hop(A, B, is_anywhere=True)], [leader(A)]) == {}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SECURITY, Role.AUDITOR, Role.LIBRARIAN])
def test_what_is_not_passed_on(role):
    chairs = [Chair(100, A, role, UNIT), leader(B)]
    is_left = role is Role.LIBRARIAN
    assert stand_ins(chairs[0], [Hop(A, B, is_cases_only=True)], chairs) == {}
    assert stand_ins(chairs[0], [Hop(A, B, is_anywhere=True)], chairs) == ({B: False} if is_left else {})


@pytest.mark.parametrize("place", [None, UNIT])
def test_no_business_is_passed_on_to_an_administrator(place):
    chairs = [leader(A), Chair(200, B, Role.AUDITOR, place)]
    assert stand_ins(chairs[0], [Hop(A, B, is_anywhere=True)], chairs) == {}


def test_a_member_stands_in_for_a_member():
    chairs = [Chair(100, A, Role.MEMBER, UNIT), Chair(200, B, Role.MEMBER, OTHER), leader(C)]
    assert stand_ins(chairs[0], [Hop(A, B), Hop(A, C)], chairs) == {B: False}


def test_a_long_chain_ends_after_ten():
    chairs = [leader(user_id) for user_id in range(1, 20)]
    hops = [Hop(user_id, user_id + 1) for user_id in range(1, 19)]
    assert set(stand_ins(chairs[0], hops, chairs)) == set(range(2, 2 + MOST_HOPS))


def every_way(chair, hops, chairs):
    """As `stand_ins`, by walking every way on which nobody comes up twice."""
    found, places = {}, places_of(chairs)
    ways = [((chair.user_id,), False)]
    while ways:
        met, is_narrow = ways.pop()
        for hop in hops:
            if hop.from_user != met[-1] or hop.to_user in met or not carries(hop, chair, places):
                continue
            narrow = is_narrow or hop.is_cases_only
            found[hop.to_user] = found.get(hop.to_user, True) and narrow
            if len(met) < MOST_HOPS:
                ways.append(((*met, hop.to_user), narrow))
    return found


USERS = st.integers(1, 6)
CHAIRS = st.builds(
    Chair, st.integers(1, 9), USERS, st.sampled_from([Role.UNIT_LEADER, Role.MEMBER, Role.ADMIN, Role.LIBRARIAN]),
    st.sampled_from([None, UNIT, OTHER]),
)  # fmt: skip
HOPS = st.builds(Hop, USERS, USERS, st.sampled_from([None, None, None, 1, 2, 3]), st.booleans(), st.booleans())


@settings(max_examples=300, deadline=None)
@given(chairs=st.lists(CHAIRS, min_size=1, max_size=8), hops=st.lists(HOPS, max_size=9))
def test_the_rule_agrees_with_trying_every_way(chairs, hops):
    for chair in chairs:
        assert stand_ins(chair, hops, chairs) == every_way(chair, hops, chairs)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 1), date(2026, 10, 8), "10月1日至8日"),
        (date(2026, 10, 28), date(2026, 11, 3), "10月28日至11月3日"),
        (date(2026, 10, 1), date(2026, 10, 1), "10月1日"),
        (date(2026, 12, 28), date(2027, 1, 3), "12月28日至2027年1月3日"),
        (date(2026, 1, 5), date(2027, 1, 4), "1月5日至2027年1月4日"),
    ],
)
def test_days_are_said_shortly(first, last, words):
    assert days_in_words(first, last) == words
