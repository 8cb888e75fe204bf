"""Leaders' instructions (批示): of a case, of a leader, and those that are not answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, true

from liaison.access import Actor, Role
from liaison.casework.models import Case, Instruction, ProposedNotice, UrgingNotice
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.sheets.supervision import ADDRESSEES
from liaison.core.db import db
from liaison.orgs.models import Organisation

TO_UNIT = ADDRESSEES[0]
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


def instructions_behind(notice: UrgingNotice) -> Sequence[Instruction]:
    """Those put to the unit because of which a notice was issued, and that nobody has reported on."""
    wanted = select(Instruction).join(Instruction.proposed).where(
        ProposedNotice.notice_id == notice.id, Instruction.answered_at.is_(None), Instruction.addressee == TO_UNIT
    )  # fmt: skip
    return db.session.scalars(wanted.order_by(Instruction.id)).all()


def is_last_open(given: Instruction) -> bool:
    """Whether no other instruction behind the same notice waits for its report."""
    others = select(Instruction.id).where(
        Instruction.proposed_id == given.proposed_id, Instruction.answered_at.is_(None), Instruction.id != given.id
    )
    return db.session.scalars(others.limit(1)).first() is None
