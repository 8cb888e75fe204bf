"""The proof that comes with a plan: all it was made from, the plan, and the prices that show that none is cheaper.

A certificate is self-contained, so that `checking.check` needs nothing else: places, sectors, groups, weights, settled
pairs, the plan and the duals. It knows people by id only, no name and no phone.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from io import BytesIO
from typing import Any

from liaison.assignment.rules.checking import Certificate
from liaison.assignment.rules.instance import UNKNOWN_KM, Instance, MemberPoint, Pair, RepresentativePoint
from liaison.assignment.rules.solution import Duals, Solution

FORMAT = "liaison assignment certificate 1"
MOST_BYTES = 64 * 1024 * 1024  # of a certificate unpacked; ten times that of a county
DIGITS = 9


class NoCertificate(ValueError):  # noqa: N818 - it says what the file is not
    """Bytes that are no certificate."""


def certificate_of(instance: Instance, solution: Solution) -> Certificate:
    """The certificate of a solution, in JSON's own types."""
    instance = instance.sorted()
    position = {group.key: n for n, group in enumerate(instance.groups)}
    return {
        "format": FORMAT, "method": solution.method, "unknown_km": UNKNOWN_KM, "weights": asdict(instance.weights),
        "members": [member_line(member) for member in instance.members],
        "representatives": [person_line(person, position) for person in instance.representatives],
        "groups": [{"kind": group.kind, "id": group.id, "least": group.least} for group in instance.groups],
        "related": in_order(instance.related), "locked": in_order(instance.locked),
        "forbidden": in_order(instance.forbidden), "former": in_order(instance.could_stay()),
        "pairs": [[m, r] for m, r in solution.pairs], "duals": dual_lists(solution.duals or idle_duals(instance)),
        "objective": solution.objective, "bound": solution.bound,
    }  # fmt: skip


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


def idle_duals(instance: Instance) -> Duals:
    """The prices of a plan of nobody: every place is open, every group is short of all."""
    weights = instance.weights
    return Duals(
        (weights.open_place,) * len(instance.members), (0.0,) * len(instance.representatives),
        (weights.missing,) * len(instance.groups),
    )  # fmt: skip


def dual_lists(duals: Duals) -> dict[str, list[Any]]:
    """Prices rounded to what the check can tell apart; crowded: [member position, identity type id, price]."""
    names = ("members", "representatives", "groups")
    crowded = [[*key, round(value, DIGITS)] for key, value in sorted(duals.crowded.items()) if value]
    return {**{name: [round(v, DIGITS) for v in getattr(duals, name)] for name in names}, "crowded": crowded}


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
