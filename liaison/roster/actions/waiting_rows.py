"""Keeping the rows of a file that wait for the office, and settling those that the file's own choices settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from liaison.access import Actor
from liaison.audit.actions import plain
from liaison.core import clock
from liaison.core.db import db, insert_rows
from liaison.core.intake import REVIEW, Fault
from liaison.roster.actions.books import Entry
from liaison.roster.actions.imports.changes import Noted
from liaison.roster.actions.rulings import Ruling
from liaison.roster.models import ImportBatch, WaitingRow

UNDECIDED = ""


def decisions() -> dict[str, str]:
    """`{fingerprint: decision}` of all waiting rows; an empty decision for one that still waits."""
    rows = db.session.execute(select(WaitingRow.fingerprint, WaitingRow.decision).order_by(WaitingRow.id))
    return {fingerprint: decision or UNDECIDED for fingerprint, decision in rows}


def keep_waiting(waiting: Iterable[Ruling], batch: ImportBatch) -> list[Noted]:
    """Store the rows of a book that wait for the office."""
    return store_waiting([
        waiting_row(one.entry, one.entry.faults, one.outcome, one.fingerprint, batch)
        | {"candidate_id": one.candidate.id if one.candidate else None}
        for one in waiting
    ])


def waiting_row(
    entry: Entry, faults: Sequence[Fault], outcome: str, mark: str, batch: ImportBatch
) -> dict[str, Any]:
    """One row that waits: where it stands, what it holds, why it waits."""
    return {
        "batch_id": batch.id, "sheet": entry.row.sheet, "row_number": entry.row.number, "column": faults[0].column,
        "code": faults[0].code, "sentence": "；".join(dict.fromkeys(one.sentence for one in faults)),
        "outcome": outcome, "cells": plain(entry.cells), "fingerprint": mark, "candidate_id": None,
        "aliases": [], "decision": None, "decided_by": None, "decided_at": None,
    }  # fmt: skip


def store_waiting(rows: list[Mapping[str, Any]]) -> list[Noted]:
    """Insert waiting rows."""
    ids = insert_rows(WaitingRow.__table__, rows)
    return [
        Noted(f"waiting_row:{one}", f"{row['sheet']} 第 {row['row_number']} 行", "waiting_row", one, None, row)
        for one, row in zip(ids, rows, strict=True)
    ]  # fmt: skip


def keep_decided(chosen: Iterable[Ruling], batch: ImportBatch, actor: Actor) -> list[Noted]:
    """Remember what was decided about doubtful rows before they went in; their twins of earlier files are settled."""
    by_mark = {one.fingerprint: one for one in chosen if one.doubt}
    settled = settle_twins(by_mark, actor) if by_mark else {}
    return [*settled.values(), *store_waiting([
        waiting_row(one.entry, [one.doubt], REVIEW, mark, batch) | decided(one, actor)
        for mark, one in by_mark.items() if mark not in settled
    ])]  # fmt: skip


def settle_twins(chosen: Mapping[str, Ruling], actor: Actor) -> dict[str, Noted]:
    """The same rows of earlier files, still waiting, are settled too: `{fingerprint: what that changed}`."""
    columns = (WaitingRow.id, WaitingRow.fingerprint, WaitingRow.sheet, WaitingRow.row_number, WaitingRow.candidate_id)
    noted = {}
    for twin in db.session.execute(select(*columns).where(WaitingRow.decision.is_(None))).all():
        if twin.fingerprint in chosen:
            after = decided(chosen[twin.fingerprint], actor)
            db.session.execute(update(WaitingRow).where(WaitingRow.id == twin.id).values(**after))
            before = {**dict.fromkeys(after), "aliases": [], "candidate_id": twin.candidate_id}
            label = f"{twin.sheet} 第 {twin.row_number} 行"
            noted[twin.fingerprint] = Noted(
                f"waiting_row:{twin.id}", label, "waiting_row", twin.id, before, after
            )
    return noted


def decided(ruling: Ruling, actor: Actor) -> dict[str, Any]:
    """What a waiting row says once it is settled."""
    return {
        "decision": ruling.choice, "decided_by": actor.name, "decided_at": clock.now(), "aliases": ruling.aliases,
        "candidate_id": ruling.person.id if ruling.person else None,
    }  # fmt: skip
