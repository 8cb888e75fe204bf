"""Leaders' instructions (批示): of a case, of a leader, and those that are not answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, true

from liaison.access import Actor, Role
from liaison.casework.models import Case, Instruction
from liaison.casework.queries.sight import cases_visible_to
from liaison.core.db import db
from liaison.orgs.models import Organisation

COLUMNS = (
    Instruction.addressee, Instruction.text, Instruction.answer_by, Instruction.given_by, Instruction.given_on,
    Instruction.answer, Instruction.answered_by, Instruction.answered_at, Case.number, Case.title,
    Organisation.short.label("unit"),
)  # fmt: skip


def instructions_of(case: Case, actor: Actor) -> Sequence[Instruction]:
    """Those on a case, newest first, for whoever handles it; not for the member."""
    if actor.role is Role.MEMBER:
        return ()
    wanted = select(Instruction).where(Instruction.case_id == case.id).order_by(Instruction.id.desc())
    return db.session.scalars(wanted).all()


def instruction_rows(actor: Actor) -> Select[Any]:
    """Rows of the list: a leader's own, all for the office; those without an answer first."""
    own = Instruction.given_by_id == actor.seat_user_id if actor.role is Role.LEADER else true()
    return (
        select(*COLUMNS).join(Case, Case.id == Instruction.case_id)
        .outerjoin(Organisation, Organisation.id == Case.unit_id)
        .where(own, cases_visible_to(actor))
        .order_by(Instruction.answered_at.is_not(None), Instruction.id.desc())
    )  # fmt: skip


def instruction_for(actor: Actor, instruction: int) -> Instruction | None:
    """The instruction with this id, if its case is within sight."""
    found = select(Instruction).join(Instruction.case).where(Instruction.id == instruction, cases_visible_to(actor))
    return db.session.scalar(found)
