"""The records of a period, form by form, and the cases that ended in it, within the sight of whoever asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from liaison.access import Actor, Role
from liaison.casework.models import Case, StepRecord, UrgingNotice
from liaison.casework.queries.ledger import in_sight
from liaison.casework.queries.papers import words_of
from liaison.casework.rules.paper_cells import on_paper, unticked
from liaison.casework.rules.papers import FORMS
from liaison.casework.rules.replay import URGED
from liaison.casework.rules.sight import sheet_for
from liaison.casework.rules.story import standing
from liaison.casework.rules.timeline import who_did
from liaison.casework.sheets.papers import NOTICE_NO, columns_of, typed
from liaison.casework.sheets.steps import ANSWER_NOTICE, NOTICE_LEVELS, URGE
from liaison.casework.workflow import CASEWORK, title_of
from liaison.contacts.models import Companion, Contact
from liaison.contacts.rules import VOID
from liaison.contacts.sheets import RECORD
from liaison.core.db import db
from liaison.jobs import rules as job_rules
from liaison.jobs.models import Job
from liaison.roster.models import Member

PRINTING = "case.print_dossiers"
LISTED = 5
OF_CASE = (
    Case.number, Case.title, Case.is_confidential, Case.member_id, Case.committee_id, Case.unit_id,
)  # fmt: skip
OF_RECORD = (
    StepRecord.case_id, StepRecord.seq, StepRecord.step, StepRecord.round, StepRecord.verb, StepRecord.actor_name,
    StepRecord.actor_role, StepRecord.on_behalf, StepRecord.acted_on, StepRecord.due_on, StepRecord.filled,
    StepRecord.shown, StepRecord.note, StepRecord.is_imported,
)  # fmt: skip
OF_COUNT = (StepRecord.case_id, StepRecord.step, StepRecord.verb)
BY_STEP = {form.step: form for form in FORMS}
COLUMNS = {form.code: {column.title: column for column in columns_of(form)} for form in FORMS}
CONTACT, SUPERVISION = "contact", "supervision"


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted; of one committee, or of all within sight."""

    since: date
    until: date
    committee_id: int | None = None

    def holds(self, day: Any) -> ColumnElement[bool]:
        """Whether a column of days lies in it."""
        return and_(day >= self.since, day <= self.until)

    def in_words(self, of: str = "") -> str:
        """2026年7月1日至2026年9月30日; of: the committee."""
        return f"{on_paper(self.since)}至{on_paper(self.until)}{of}"

    def of_committee(self, column: Any) -> ColumnElement[bool]:
        """Whether a column names its committee."""
        return column == self.committee_id if self.committee_id else true()


def rows_by_form(actor: Actor, period: Period) -> dict[str, list[dict[str, Any]]]:
    """`{code of the form: its rows}`: a row for each record of the period that stands, in order. Three statements."""
    found: dict[str, list[dict[str, Any]]] = {form.code: [] for form in FORMS}
    found[CONTACT] = list(contact_rows(actor, period))
    for record in standing_records(actor, period, (*OF_RECORD, *OF_CASE)):
        form = BY_STEP[record.step]
        if form.code != CONTACT and record.verb != URGED:
            found[form.code].append(record_row(record, form.code, actor))
    found[SUPERVISION] += notice_rows(actor, period)
    for form in FORMS[1:]:
        found[form.code].sort(key=lambda row: (row["acted_on"], row["case"]))
    return found


def standing_records(actor: Actor, period: Period, columns: Sequence[Any]) -> Iterator[Any]:
    """The records that were not taken back, case by case."""
    wanted = (
        select(*columns).join(StepRecord.case)
        .where(period.holds(StepRecord.acted_on), in_sight(actor)[1], period.of_committee(Case.committee_id))
        .order_by(StepRecord.case_id, StepRecord.seq)
    )  # fmt: skip
    for _case, records in groupby(db.session.execute(wanted), key=attrgetter("case_id")):
        yield from standing(records)


def record_row(record: Any, code: str, actor: Actor) -> dict[str, Any]:
    """One record as a row of its form."""
    seen = record if actor.role is Role.SYSTEM else sheet_for(actor, record, record)  # the command line takes all
    move, known = CASEWORK.by_verb.get(record.verb), COLUMNS[code]
    told = unticked(move.columns if move else (), seen.shown) | seen.shown
    cells = {title: typed(known[title], words) for title, words in told.items() if title in known}
    return {
        **cells, "case": record.number, "case_title": record.title, "round": record.round,
        "move": title_of(record.verb), "who": who_did(record), "acted_on": record.acted_on, "due_on": record.due_on,
        "remark": seen.note if record.is_imported else None,
    }  # fmt: skip


def notice_rows(actor: Actor, period: Period) -> Iterator[dict[str, Any]]:
    """The notices of the period as rows of the form of supervision."""
    for notice in db.session.scalars(notices_of(actor, period, UrgingNotice).options(joinedload(UrgingNotice.case))):
        level, known = NOTICE_LEVELS[notice.level - 1], COLUMNS[SUPERVISION]
        columns = (*URGE, *ANSWER_NOTICE)
        values = {column.title: getattr(notice, column.key, None) for column in columns if column.title in known}
        yield {
            **values, "级别": level, NOTICE_NO.key: notice.number, "case": notice.case.number,
            "case_title": notice.case.title, "round": None, "move": level, "who": notice.issued_by,
            "acted_on": notice.issued_on, "due_on": notice.answer_by,
        }  # fmt: skip


def notices_of(actor: Actor, period: Period, wanted: Any) -> Select[Any]:
    """The notices of a period within sight."""
    found = select(wanted).select_from(UrgingNotice).join(UrgingNotice.case)
    return found.where(
        period.holds(UrgingNotice.issued_on), in_sight(actor)[1], period.of_committee(Case.committee_id)
    )


def contacts_of(actor: Actor, period: Period, wanted: Any) -> Select[Any]:
    """The contacts of a period within sight that were not voided."""
    return select(wanted).select_from(Contact).join(Contact.member).where(
        period.holds(Contact.contacted_on), in_sight(actor)[0], Contact.state != VOID,
        period.of_committee(Member.organisation_id),
    )  # fmt: skip


def contact_rows(actor: Actor, period: Period) -> Iterator[dict[str, Any]]:
    """The contacts of the period as rows of the first form."""
    wanted = contacts_of(actor, period, Contact).options(
        joinedload(Contact.member), joinedload(Contact.representative), joinedload(Contact.channel),
        joinedload(Contact.station), joinedload(Contact.task),
        selectinload(Contact.companions).joinedload(Companion.member),
    )  # fmt: skip
    for contact in db.session.scalars(wanted.order_by(Contact.contacted_on, Contact.id)):
        words = words_of(contact, RECORD)
        yield {
            **{title: typed(COLUMNS[CONTACT][title], one) for title, one in words.items() if title in COLUMNS[CONTACT]},
            "number": contact.number, "member": contact.member.name, "representative": contact.representative.name,
            "remark": f"{contact.recorded_by}代录" if contact.recorded_by else None,
        }  # fmt: skip


def ended_cases(actor: Actor, period: Period) -> Sequence[str]:
    """Numbers of the cases that ended in the period, for their dossiers."""
    wanted = select(Case.number).where(
        period.holds(Case.closed_on), in_sight(actor)[1], period.of_committee(Case.committee_id)
    ).order_by(Case.closed_on, Case.id)  # fmt: skip
    return db.session.scalars(wanted).all()


def counts(actor: Actor, period: Period) -> list[tuple[str, int]]:
    """`(title of the form, number of its rows)`, without reading the sheets. Three statements."""
    found = Counter(
        BY_STEP[record.step].code for record in standing_records(actor, period, OF_COUNT) if record.verb != URGED
    )
    found[CONTACT] = db.session.scalar(contacts_of(actor, period, func.count())) or 0
    found[SUPERVISION] += db.session.scalar(notices_of(actor, period, func.count())) or 0
    return [(form.title, found[form.code]) for form in FORMS]


def printed_dossiers(actor: Actor) -> Sequence[Job]:
    """What this person had printed of late."""
    wanted = select(Job).where(Job.user_id == actor.user_id, Job.kind == PRINTING, Job.state == job_rules.DONE)
    return db.session.scalars(wanted.order_by(Job.id.desc()).limit(LISTED)).all()


def dossiers_for(actor: Actor, id: int) -> Job | None:  # noqa: A002
    """The person's own job that has printed dossiers."""
    job = db.session.get(Job, id)
    is_own = job is not None and actor.user_id is not None and job.user_id == actor.user_id
    return job if is_own and job.kind == PRINTING and job.state == job_rules.DONE else None
