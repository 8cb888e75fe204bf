"""What the auditor does with the log: have it verified, take out what he found. Both are noted in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import record_all
from liaison.audit.archives import Archive, archive_before
from liaison.audit.verifying import Verdict, verify
from liaison.core.db import let_go, transaction
from liaison.jobs.actions import submit, works
from liaison.jobs.actions.runs import Run
from liaison.jobs.models import Job

THING, VERIFIED, EXPORTED = "audit", "audit.verify", "audit.export"
ARCHIVED = "audit.archive"
LONG = 20_000  # links that are verified while one waits; more is work in the background
ALL_RIGHT = "核对了 {:,} 条，没有改动过。"


def verify_log(actor: Actor) -> Verdict:
    """Verify the whole log at once; what came out is noted."""
    verdict = verify()
    note_verdict(verdict, actor)
    return verdict


def verdict_in_words(verdict: Verdict) -> str:
    """What came out, in a sentence."""
    return verdict.fault.sentence if verdict.fault else ALL_RIGHT.format(verdict.count)


def note_verdict(verdict: Verdict, actor: Actor) -> None:
    """Note what a verification found."""
    record_all(VERIFIED, [(THING, None, verdict_in_words(verdict), {"count": [None, verdict.count]})], actor)


def verify_later(actor: Actor, back: str) -> Job:
    """Hand the verification of a long log in as work in the background; its outcome is an event."""
    return submit(VERIFIED, "核对操作日志", actor, back)


@works(VERIFIED)
def verify_in_background(run: Run) -> None:
    """Verify without a writing transaction, then note what came out."""
    with transaction(write=False):
        verdict = verify(run.tell)
        let_go()
    with transaction():
        note_verdict(verdict, run.actor)


def archive_log(day: date, folder: Path, actor: Actor) -> Archive | None:
    """Move the events from before a day into a signed file; None where there are none. Raises Refused as it does."""
    archive = archive_before(day, folder)
    if archive:
        said = {"count": [None, archive.count], "until": [None, archive.until], "sha256": [None, archive.sha256]}
        record_all(ARCHIVED, [(THING, None, archive.path.name, said)], actor)
    return archive


def note_export(count: int, wanted: Mapping[str, Any], actor: Actor) -> None:
    """Note that events were taken out: how many, and which were asked for."""
    asked = {name: [None, str(value)] for name, value in wanted.items() if value}
    record_all(EXPORTED, [(THING, None, "操作日志", {"count": [None, count], **asked})], actor)
