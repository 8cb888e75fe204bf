"""The proof that comes with a plan: all it was made from, the plan, and the prices that show that none is cheaper.

A certificate is self-contained, so that `checking.check` needs nothing else: places, sectors, groups, weights, settled
pairs, the plan and the duals. It knows people by id only, no name and no phone.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from liaison.assignment.rules.checking import Certificate, cost_of, reduced_costs
from liaison.assignment.rules.instance import UNKNOWN_KM, Instance, MemberPoint, Pair, RepresentativePoint, Weights
from liaison.assignment.rules.solution import Duals, Solution

FORMAT = "liaison assignment certificate 1"
MOST_BYTES = 64 * 1024 * 1024  # of a certificate unpacked; ten times that of a county
DIGITS = 9
HIGHS = "highs"  # The method whose prices are those of the whole matrix.


class NoCertificate(ValueError):  # noqa: N818 - it says what the file is not
    """Bytes that are no certificate."""


@dataclass(frozen=True)
class Since:
    """How the pairs that stand differ from those proven. strangers: of people the certificate does not know.

    km: what the change costs the whole plan, the strangers not counted.
    """

    dropped: int
    added: int
    strangers: int
    km: float

    @property
    def sentence(self) -> str:
        """The change in words."""
        if not self.dropped and not self.added:
            return "现在的结对和证书里的一对不差"
        more = "多" if self.km > 0 else "少"
        cost = f"整个方案{more} {abs(self.km):,.1f} 公里" if round(self.km, 1) else "总代价不变"
        unknown = f"；其中 {self.strangers} 对的人是后来才有的，没有算进去" if self.strangers else ""
        return f"排好以后改过：少了 {self.dropped:,} 对，多了 {self.added:,} 对，{cost}{unknown}"


def changed_since(certificate: Certificate, pairs: Collection[Pair]) -> Since:
    """How pairs differ from those of the certificate, and what that costs."""
    proven, now = {(m, r) for m, r in certificate["pairs"]}, set(pairs)
    members = {one["id"] for one in certificate["members"]}
    people = {one["id"] for one in certificate["representatives"]}
    known = [(m, r) for m, r in now if m in members and r in people]
    km = cost_of(certificate, known) - cost_of(certificate, certificate["pairs"])
    return Since(len(proven - now), len(now - proven), len(now) - len(known), round(km, 3))


def certificate_of(instance: Instance, solution: Solution) -> Certificate:
    """The certificate of a solution, in JSON's own types.

    The prices of the solver in Python alone are raised to what they prove at best: a pair that would still help is
    charged to its representative. Those of HiGHS are taken as they are, so that a pair it missed is found.
    """
    if solution.duals is None:
        raise ValueError("a solution without prices proves nothing")
    instance = instance.sorted()
    position = {group.key: n for n, group in enumerate(instance.groups)}
    certificate = {
        "format": FORMAT, "method": solution.method, "unknown_km": UNKNOWN_KM, "weights": asdict(instance.weights),
        "members": [member_line(member) for member in instance.members],
        "representatives": [person_line(person, position) for person in instance.representatives],
        "groups": [{"kind": group.kind, "id": group.id, "least": group.least} for group in instance.groups],
        "related": in_order(instance.related), "locked": in_order(instance.locked),
        "forbidden": in_order(instance.forbidden), "former": in_order(instance.could_stay()),
        "pairs": [[m, r] for m, r in solution.pairs],
        "duals": dual_lists(solution.duals, instance.weights),
        "objective": solution.objective, "bound": solution.bound,
    }  # fmt: skip
    return certificate if solution.method == HIGHS else charged(certificate)


def member_line(member: MemberPoint) -> dict[str, Any]:
    """What a member's pairs cost depends on."""
    return {
        "id": member.id, "sector": member.sector, "home": member.home and list(member.home),
        "work": member.work and list(member.work), "places": member.places, "systems": sorted(member.systems),
    }  # fmt: skip


def person_line(person: RepresentativePoint, position: dict[tuple[str, int], int]) -> dict[str, Any]:
    """What a representative's pairs cost depends on. groups: positions in the list of groups."""
    groups = [position[key] for key in person.groups() if key in position]
    return {
        "id": person.id, "sector": person.sector, "identity_type": person.identity_type,
        "spot": person.spot and list(person.spot), "systems": sorted(person.systems), "groups": groups,
    }  # fmt: skip


def in_order(pairs: Iterable[Pair]) -> list[list[int]]:
    """Pairs as JSON writes them, in one order."""
    return [list(pair) for pair in sorted(pairs)]


def dual_lists(duals: Duals, weights: Weights) -> dict[str, list[Any]]:
    """Prices within their limits, which no bound loses by; crowded: [member position, identity type id, price]."""
    most_repeated = -weights.repeated_type
    return {
        "members": [clear(min(price, weights.open_place)) for price in duals.members],
        "representatives": [clear(min(price, 0)) for price in duals.representatives],
        "groups": [clear(min(max(price, 0), weights.missing)) for price in duals.groups],
        "crowded": [
            [*key, clear(min(max(price, most_repeated), 0))] for key, price in sorted(duals.crowded.items()) if price
        ],
    }  # fmt: skip


def clear(price: float) -> float:
    """A price without the noise of its last digits."""
    return round(float(price), DIGITS) + 0.0


def charged(certificate: Certificate) -> Certificate:
    """The certificate with each representative's price so low that none of his pairs would help."""
    settled = {tuple(pair) for name in ("locked", "forbidden") for pair in certificate[name]}
    least: dict[int, float] = {}
    for (m, r), cost in reduced_costs(certificate):
        if cost < least.get(r, 0) and (m, r) not in settled:
            least[r] = cost
    people = zip(certificate["representatives"], certificate["duals"]["representatives"], strict=True)
    prices = [clear(price + least.get(person["id"], 0)) for person, price in people]
    return {**certificate, "duals": {**certificate["duals"], "representatives": prices}}


def to_bytes(certificate: Certificate) -> bytes:
    """The certificate as a file: canonical JSON, packed; the same certificate always gives the same bytes."""
    words = json.dumps(certificate, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return gzip.compress(words.encode(), mtime=0)


def from_bytes(content: bytes) -> Certificate:
    """The certificate in a file. Raises NoCertificate where it is none, or one that is far too large."""
    try:
        with gzip.open(BytesIO(content)) as packed:
            words = packed.read(MOST_BYTES + 1)
        certificate = json.loads(words, parse_constant=refuse_constant) if len(words) <= MOST_BYTES else None
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise NoCertificate(str(error)) from error
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        raise NoCertificate("another format")
    return certificate


def refuse_constant(name: str) -> float:
    """Refuse NaN and Infinity: with them every comparison would come out as one likes."""
    raise ValueError(name)
