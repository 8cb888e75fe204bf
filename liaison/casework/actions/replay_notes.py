"""What letting a ledger in made, row by row, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from liaison.casework.actions.replay_stories import Story
from liaison.casework.models import Case, ContactStep, CoUnit, StepRecord
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.roster.actions.imports import Noted
from liaison.roster.actions.imports.touches import portions, rows_now

CONTACT, CASE = Contact.__tablename__, Case.__tablename__


def made_by_ledger(numbers: Collection[str], contacts: Mapping[str, int], cases: Sequence[int]) -> Iterator[Noted]:
    """The new contacts, each with the cases that came of it; a further case of an old contact is a thing of its own.

    numbers: 记录编号 of the rows that went in; contacts: `{number: id}` of their contacts; cases: ids of the new cases.
    """
    made = {one: number for number, one in contacts.items() if number in numbers}
    for one, cells in rows_now(Contact.__table__, made):
        yield Noted(f"{CONTACT}:{one}", made[one], CONTACT, one, None, cells)
    units: dict[int, tuple[str, str]] = {}
    for one, cells in rows_now(Case.__table__, cases):
        contact = cells["contact_id"]
        is_new = contact in made
        units[one] = (f"{CONTACT}:{contact}", made[contact]) if is_new else (f"{CASE}:{one}", cells["original_no"])
        yield Noted(*units[one], CASE, one, None, cells)
    for one, cells in rows_now(CoUnit.__table__, helpers_of(cases)):
        yield Noted(*units[cells["case_id"]], CoUnit.__tablename__, one, None, cells)


def helpers_of(cases: Sequence[int]) -> list[int]:
    """Ids of the rows that say which units help in these cases."""
    found = (select(CoUnit.id).where(CoUnit.case_id.in_(some)) for some in portions(cases))
    return [one for statement in found for one in db.session.scalars(statement)]


def made_by_log(stories: Sequence[Story]) -> Iterator[Noted]:
    """The new records of a step log; they are only added to, so that none of them can be taken back."""
    of_cases = {story.entry.case_id: story for story in stories if story.entry.case_id is not None}
    of_contacts = {story.entry.contact_id: story for story in stories if story.entry.case_id is None}
    yield from records_of(StepRecord, StepRecord.case_id, CASE, of_cases)
    yield from records_of(ContactStep, ContactStep.contact_id, CONTACT, of_contacts)


def records_of(model: Any, owner: Any, thing: str, stories: Mapping[int, Story]) -> Iterator[Noted]:
    """The new records of these cases, or contacts."""
    for some in portions(sorted(stories)):
        for one, of, seq in db.session.execute(select(model.id, owner, model.seq).where(owner.in_(some))):
            story = stories[of]
            if seq in {line.values["seq"] for line in story.taken}:
                yield Noted(f"{thing}:{of}", story.entry.number, model.__tablename__, one, None, {"seq": seq})
