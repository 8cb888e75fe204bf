"""What was done to one case: its records, notices and ratings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select, true

from liaison.access import Actor
from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.casework.queries.desk import in_notice_tab, notices_visible_to
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.rules.merging import JOIN
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


def people_in(case: Case, verbs: Collection[str]) -> set[int | None]:
    """The ids of those who made these moves in this round of a case, and of those for whom they stood in."""
    made = StepRecord.case_id == case.id, StepRecord.round == case.round, StepRecord.verb.in_(verbs)
    rows = db.session.execute(select(StepRecord.actor_id, StepRecord.for_user_id).where(*made))
    return {id_ for row in rows for id_ in row}


def has_progress(case: Case) -> bool:
    """Whether what was done is written down in this round."""
    told = StepRecord.case_id == case.id, StepRecord.round == case.round, StepRecord.verb == "handle"
    return db.session.scalar(select(StepRecord.id).where(*told).limit(1)) is not None


def sheets_for(actor: Actor, case: Case) -> list[SeenSheet]:
    """Its step records as this reader may see them, oldest first, each with its files; 随主单答复 has those of the
    main case's reply. Two statements, three where it was merged."""
    records = history_of(case)
    replies = {record.id: reply_behind(record) for record in records if record.verb == JOIN}
    sources = [record for record in (*records, *replies.values()) if record and record.filled.get(FILES.key)]
    files: dict[int, list[Attachment]] = {}
    for one in attachments_of(*sources):
        files.setdefault(one.thing_id, []).append(one)
    of = {record.id: replies[record.id].id for record in records if replies.get(record.id)}
    return [sheet_for(actor, case, record, files.get(of.get(record.id, record.id), ())) for record in records]


def reply_behind(join: StepRecord) -> StepRecord | None:
    """The reply of the main case that a merged one was answered by; not where that asker wants secrecy."""
    wanted = select(StepRecord).join(StepRecord.case).where(
        StepRecord.case_id == join.filled["merged_into_id"], StepRecord.verb == "reply",
        StepRecord.acted_at <= join.acted_at, Case.is_confidential.is_(False),
    )  # fmt: skip
    return db.session.scalars(wanted.order_by(StepRecord.seq.desc()).limit(1)).first()


def record_with_id(actor: Actor, id: int) -> StepRecord | None:  # noqa: A002
    """The step record of this id, if the actor sees its case and what is attached to it."""
    found = select(StepRecord).join(StepRecord.case).where(StepRecord.id == id, cases_visible_to(actor))
    record = db.session.scalar(found)
    return record if record and may_read(actor, record.case, record.verb, FILES.key) else None


def reply_joined(actor: Actor, id: int) -> StepRecord | None:  # noqa: A002
    """The reply of this id, if it answered a merged case that the actor sees as well."""
    reply = db.session.get(StepRecord, id)
    if reply is None or reply.verb != "reply":
        return None
    joined = select(StepRecord).join(StepRecord.case).where(
        StepRecord.verb == JOIN, StepRecord.filled["merged_into_id"].as_integer() == reply.case_id,
        cases_visible_to(actor),
    )  # fmt: skip
    return reply if any(reply_behind(one) is reply for one in db.session.scalars(joined)) else None


seen_through(StepRecord.__tablename__, record_with_id)
seen_through(StepRecord.__tablename__, reply_joined)


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
