"""What one pair costs, in km, and whose pairs are ruled out.

    cost = km + sector + system, to the metre
    km:      to the nearer of home and work, where work counts `work_is_further`; UNKNOWN_KM where neither is known
    sector:  0 in the same one, `related_sector` in one the office calls related, else `other_sector`
    system:  0 inside one of the member's working groups, or where he has none, else `other_system`

`matrix.pair_costs` says the same of all pairs at once.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

from liaison.assignment.rules.instance import UNKNOWN_KM, Instance, MemberPoint, Pair, RepresentativePoint, Spot

EARTH_RADIUS_KM = 6371.0
DIGITS = 3  # Metres: finer differences between villages mean nothing.


def km_between(here: Spot | None, there: Spot | None) -> float | None:
    """Km between two spots, to the metre; None where one is unknown."""
    km = great_circle(here, there)
    return None if km is None else round(km, DIGITS)


def great_circle(here: Spot | None, there: Spot | None) -> float | None:
    """Km between two spots on a sphere; None where one is unknown."""
    if here is None or there is None:
        return None
    (a, east_of_a), (b, east_of_b) = (map(math.radians, spot) for spot in (here, there))
    across = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((east_of_b - east_of_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, across)))


def nearer_km(home_km: float | None, work_km: float | None) -> float | None:
    """Km to the nearer of home and work; None where neither is known."""
    return min((km for km in (home_km, work_km) if km is not None), default=None)


def cost_between(member: MemberPoint, person: RepresentativePoint, instance: Instance) -> float:
    """What this pair costs by the weights and the related sectors of an instance; who serves there does not matter."""
    km = counted_km(great_circle(member.home, person.spot), great_circle(member.work, person.spot), instance)
    more = sector_cost(member.sector, person.sector, instance) + system_cost(member, person, instance)
    return round(km + more, DIGITS)


def counted_km(home_km: float | None, work_km: float | None, instance: Instance) -> float:
    """The distance as it counts: work is further, and an unknown place is far."""
    km = nearer_km(home_km, None if work_km is None else work_km + instance.weights.work_is_further)
    return UNKNOWN_KM if km is None else km


def sector_cost(own: int, other: int, instance: Instance) -> float:
    """What two sectors count."""
    if own == other:
        return 0.0
    weights = instance.weights
    return weights.related_sector if (own, other) in instance.related else weights.other_sector


def system_cost(member: MemberPoint, person: RepresentativePoint, instance: Instance) -> float:
    """What it counts to be outside the working groups of the member."""
    is_outside = member.systems and not member.systems & person.systems
    return instance.weights.other_system if is_outside else 0.0


def own_unit_pairs(instance: Instance) -> frozenset[Pair]:
    """The pairs of a member with somebody of his own unit; an unknown unit is nobody's."""
    staff = defaultdict(list)
    for person in instance.representatives:
        staff[person.unit].append(person.id)
    return frozenset(
        (member.id, person) for member in instance.members if member.unit for person in staff.get(member.unit, ())
    )


def with_own_units(instance: Instance) -> Instance:
    """The instance in which nobody keeps somebody of his own unit, unless the office has locked the pair."""
    return replace(instance, forbidden=instance.forbidden | (own_unit_pairs(instance) - instance.locked))
