"""The certificate: self-contained, without names, the same bytes each time, and no other file is taken for one."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from liaison.assignment.rules import Instance, solve
from liaison.assignment.rules import certificate as certificates
from liaison.assignment.rules.certificate import FORMAT, NoCertificate, certificate_of, from_bytes, to_bytes
from liaison.assignment.rules.checking import check
from tests.assignment.rules.test_checking import some_instance


def test_it_holds_the_plan_and_nothing_personal():
    instance = some_instance(3)
    solution = solve(instance)
    words = gzip.decompress(to_bytes(certificate_of(instance, solution))).decode()
    kept = json.loads(words)
    assert [tuple(pair) for pair in kept["pairs"]] == list(solution.pairs)
    assert not any(person.key in words for person in (*instance.members, *instance.representatives))
    assert kept["groups"][0].keys() == {"kind", "id", "least"}


def test_there_and_back_nothing_changes():
    certificate = certificate_of(some_instance(3), solve(some_instance(3)))
    assert from_bytes(to_bytes(certificate)) == certificate


def test_the_order_of_the_input_does_not_matter():
    instance = some_instance(3)
    turned = replace(
        instance, members=instance.members[::-1], representatives=instance.representatives[::-1],
        groups=instance.groups[::-1],
    )  # fmt: skip
    first, second = (to_bytes(certificate_of(one, solve(one))) for one in (instance, turned))
    assert first == second


def test_former_pairs_of_people_who_left_are_not_counted():
    instance = replace(some_instance(3), former=frozenset({(1, 999), (999, 11), (1, 11)}))
    assert certificate_of(instance, solve(instance))["former"] == [[1, 11]]


@pytest.mark.parametrize("without", ["members", "representatives"])
def test_a_plan_of_nobody_is_proven_too(without):
    instance = Instance(**{
        **vars(some_instance(3)), without: (), "locked": frozenset(), "forbidden": frozenset(), "former": frozenset(),
    })  # fmt: skip
    verdict = check(certificate_of(instance, solve(instance)))
    assert verdict.faults == ()
    assert verdict.gap == 0


def packed(content: bytes) -> bytes:
    """Packed without the time of day: every run names its tests alike."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize("content", [
    b"", b"no gzip", packed(b"no json"), packed(b"[]"), packed(b"{}"),
    packed(b'{"format": "other"}'), packed(f'{{"format": "{FORMAT}", "bound": NaN}}'.encode()),
    packed(b"{}")[:-4], packed(b"[" * 100_000), packed(b"\xff"),
])  # fmt: skip
def test_other_files_are_refused(content):
    with pytest.raises(NoCertificate):
        from_bytes(content)


def test_what_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(certificates, "MOST_BYTES", 100)
    with pytest.raises(NoCertificate):
        from_bytes(to_bytes(certificate_of(some_instance(3), solve(some_instance(3)))))
