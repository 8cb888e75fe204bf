"""Checking the proof of a plan on the command line: assign --verify. Nothing is solved; the sums are done anew."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from liaison.assignment import queries
from liaison.assignment.models import ENDED
from liaison.assignment.rules import Pair
from liaison.assignment.rules.certificate import NoCertificate, Since, changed_since, from_bytes
from liaison.assignment.rules.checking import Verdict, check
from liaison.core.db import transaction
from liaison.core.errors import Refused

FAULT = 1


@dataclass(frozen=True)
class Proof:
    """A certificate to be checked. pairs: those that stand now, None where only a file is given; sha256: on record."""

    title: str
    body: bytes
    pairs: frozenset[Pair] | None = None
    sha256: str | None = None


def file_proof(path: Path) -> Proof:
    """The certificate in a file."""
    return Proof(path.name, path.read_bytes())


def year_proofs(year: int) -> list[Proof]:
    """The certificates of a year's drafts and of its plan in force; of the last plan where all have ended."""
    with transaction(write=False):
        plans = queries.plans_of(year)
        if not plans:
            raise Refused(f"{year} 年还没有方案，请先运行 assign --year {year}。")
        alive = [plan for plan in plans if plan.state != ENDED] or plans[:1]
        stored = [(plan, queries.certificate_of(plan)) for plan in alive]
        proofs = [Proof(p.title, c.body, queries.pairs_in(p), c.sha256) for p, c in stored if c]
    if not proofs:
        raise Refused(f"{year} 年的方案没有证书：导入的名单没有求解过。请运行 assign --year {year} 另排一份来比。")
    return proofs


def verify(proofs: Sequence[Proof], *, as_json: bool) -> None:
    """Check each, print what was found, and leave with 1 where anything is wrong."""
    found = [told(proof, as_json=as_json) for proof in proofs]
    is_wrong = any(one["faults"] for one in found)
    if as_json:
        outcome = "fault" if is_wrong else "ok"
        click.echo(json.dumps({"outcome": outcome, "plans": found}, ensure_ascii=False))
    if is_wrong:
        sys.exit(FAULT)


def told(proof: Proof, *, as_json: bool) -> dict[str, Any]:
    """Check one certificate and print what was found; the same for machines."""
    try:
        certificate = from_bytes(proof.body)
    except NoCertificate:
        raise Refused(f"“{proof.title}”不是证书，或者已经损坏。证书由 assign --certificate 写出。") from None
    verdict = check(certificate)
    faults = [*verdict.faults, *unlike_record(proof)]
    since = None if proof.pairs is None or faults else changed_since(certificate, proof.pairs)
    if not as_json:
        for line in lines_of(proof, verdict, faults, since):
            click.echo(line)
    return {
        "title": proof.title, "objective": round(verdict.objective, 3), "bound": round(verdict.bound, 3),
        "gap": round(verdict.gap, 6) if math.isfinite(verdict.gap) else None, "faults": faults,
        "since": since and asdict(since),
    }  # fmt: skip


def unlike_record(proof: Proof) -> list[str]:
    """What is wrong where the bytes are not those that were stored with the plan."""
    is_other = proof.sha256 is not None and sha256(proof.body).hexdigest() != proof.sha256
    return ["证书和存下时的指纹不一样，有人动过"] if is_other else []


def lines_of(proof: Proof, verdict: Verdict, faults: Sequence[str], since: Since | None) -> list[str]:
    """A check as the office reads it."""
    figures = f"目标值 {verdict.objective:,.3f}，下界 {verdict.bound:,.3f}，差距 {verdict.gap:.2%}"
    lines = [f"{proof.title}：{figures}", *(f"  错误：{fault}" for fault in faults)]
    if not faults:
        lines.append(f"  核对无误：{best(verdict)}")
    return lines + ([f"  {since.sentence}"] if since else [])


def best(verdict: Verdict) -> str:
    """What a certificate without faults proves."""
    if round(verdict.gap, 6) == 0:
        return "没有代价更小的方案"
    return f"任何方案最多只能再省 {verdict.objective - verdict.bound:,.3f} 公里"
