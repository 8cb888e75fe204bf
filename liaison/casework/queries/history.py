"""What was done to one case: its records, notices and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, true

from liaison.access import Actor
from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.casework.queries.desk import in_notice_tab, notices_visible_to
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.rules.sight import SeenSheet, may_read, sheet_for
from liaison.casework.sheets.steps import FILES
from liaison.core.db import db
from liaison.files.models import Attachment
from liaison.files.queries import attachments_of, seen_through
from liaison.orgs.models import Organisation


def history_of(case: Case) -> Sequence[StepRecord]:
    """Its step records, oldest first."""
    return db.session.scalars(select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq)).all()


def last_record_of(case: Case) -> StepRecord:
    """The step that was taken last."""
    records = select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq.desc())
    return db.session.scalars(records.limit(1)).one()


def has_progress(case: Case) -> bool:
    """Whether what was done is written down in this round."""
    told = StepRecord.case_id == case.id, StepRecord.round == case.round, StepRecord.verb == "handle"
    return db.session.scalar(select(StepRecord.id).where(*told).limit(1)) is not None


def sheets_for(actor: Actor, case: Case) -> list[SeenSheet]:
    """Its step records as this reader may see them, oldest first, each with its files. Two statements."""
    records = history_of(case)
    files: dict[int, list[Attachment]] = {}
    for one in attachments_of(*(record for record in records if record.filled.get(FILES.key))):
        files.setdefault(one.thing_id, []).append(one)
    return [sheet_for(actor, case, record, files.get(record.id, ())) for record in records]


def record_with_id(actor: Actor, id: int) -> StepRecord | None:  # noqa: A002
    """The step record of this id, if the actor sees its case and what is attached to it."""
    found = select(StepRecord).join(StepRecord.case).where(StepRecord.id == id, cases_visible_to(actor))
    record = db.session.scalar(found)
    return record if record and may_read(actor, record.case, record.verb, FILES.key) else None


seen_through(StepRecord.__tablename__, record_with_id)


def notices_of(case: Case) -> Sequence[UrgingNotice]:
    """Its notices, newest first."""
    statement = select(UrgingNotice).where(UrgingNotice.case_id == case.id).order_by(UrgingNotice.id.desc())
    return db.session.scalars(statement).all()


def ratings_of(case: Case) -> Sequence[Rating]:
    """Its ratings, oldest first."""
    return db.session.scalars(select(Rating).where(Rating.case_id == case.id).order_by(Rating.id)).all()


NOTICE_COLUMNS = (
    UrgingNotice.number, UrgingNotice.level, UrgingNotice.cause, UrgingNotice.demand, UrgingNotice.issued_on,
    UrgingNotice.issued_by, UrgingNotice.answer_by, UrgingNotice.answer, UrgingNotice.answered_at,
    UrgingNotice.closed_at, UrgingNotice.outcome, UrgingNotice.issuer_id, UrgingNotice.copied_to,
    Case.number.label("case_number"), Case.title, Organisation.short.label("unit"),
)  # fmt: skip


def notice_rows(actor: Actor, tab: str, level: int | None = None) -> Select[Any]:
    """Rows of the list of notices, newest first. tab: open / late / answered / closed; level: only that one."""
    return (
        select(*NOTICE_COLUMNS)
        .join(Case, Case.id == UrgingNotice.case_id)
        .outerjoin(Organisation, Organisation.id == UrgingNotice.unit_id)
        .where(notices_visible_to(actor), in_notice_tab(tab), UrgingNotice.level == level if level else true())
        .order_by(UrgingNotice.issued_at.desc(), UrgingNotice.id.desc())
    )
