"""Writing what a book of members decided: members, waiting rows, events, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db, insert_rows
from liaison.core.intake import CREATED, UPDATED
from liaison.core.text import initials, pinyin
from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.lists import TITLES, Lists
from liaison.roster.actions.member_books import KEPT, MemberRuling, MemberStaging
from liaison.roster.actions.waiting_rows import store_waiting, waiting_row
from liaison.roster.models import ImportBatch, Member


def write_members(staging: MemberStaging, batch: ImportBatch, actor: Actor) -> None:
    """Store what was decided about a book of members."""
    created = [one for one in staging.rulings if one.outcome == CREATED]
    updated = [one for one in staging.rulings if one.outcome == UPDATED]
    record("member.import", batch, actor, changes={"counts": [None, batch.counts]})
    notes = [*add_members(created, actor), *change_members(updated, staging.lists, actor)]
    waiting = [
        waiting_row(one.entry, one.entry.faults, one.outcome, one.fingerprint, batch) for one in staging.waiting
    ]  # fmt: skip
    note(batch, [*notes, *store_waiting(waiting)])


def add_members(created: list[MemberRuling], actor: Actor) -> Iterator[Noted]:
    """Insert new members, with an event for each. Who comes after the first book entered today."""
    day = clock.today() if db.session.scalar(select(Member.id).limit(1)) else None
    rows = [{**member_row(one.entry.values), "entered_on": day} for one in created]
    if not rows:
        return
    ids = insert_rows(Member.__table__, rows)
    labels = [f"{row['name']}（{row['no']}）" for row in rows]
    things = [("member", one, label, {}) for one, label in zip(ids, labels, strict=True)]
    record_all("member.add", things, actor)
    for one, label, row in zip(ids, labels, rows, strict=True):
        cells = {key: value for key, value in row.items() if key != "version"}
        yield Noted(f"member:{one}", label, "member", one, None, cells)


def member_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """A new member's cells."""
    name = values["name"]
    return {
        **{key: values.get(key) for key in KEPT}, "is_standing": bool(values.get("is_standing")),
        "pinyin": pinyin(name), "initials": " ".join(initials(name)), "version": 1,
    }  # fmt: skip


def change_members(updated: list[MemberRuling], lists: Lists, actor: Actor) -> Iterator[Noted]:
    """Update members, with an event for each."""
    table, things = Member.__table__, []
    for one in updated:
        before, after = ({key: pair[side] for key, pair in one.changes.items()} for side in (0, 1))
        statement = update(table).where(table.c.id == one.member.id)
        db.session.execute(statement.values(version=table.c.version + 1, **after))
        label = str(one.member)
        things.append(("member", one.member.id, label, told(one, lists)))
        yield Noted(f"member:{one.member.id}", label, "member", one.member.id, before, after)
    record_all("member.change", things, actor)
    if things:
        db.session.expire_all()


def told(one: MemberRuling, lists: Lists) -> dict[str, list[Any]]:
    """A member's changes as people read them: titles for keys, names for ids."""
    return {TITLES[key]: [lists.text(key, value) for value in pair] for key, pair in one.changes.items()}
