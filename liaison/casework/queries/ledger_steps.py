"""What was done to contacts and cases as lines of the office's step log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, true

from liaison.access import Actor
from liaison.casework.models import Case, ContactStep, StepRecord, UrgingNotice
from liaison.casework.queries.desk import counts_as_urging
from liaison.casework.queries.ledger import Entry, in_sight, ledger_entries, of_year
from liaison.casework.rules import standing
from liaison.casework.rules.replay import APPROVAL, CONSENSUS, CONTACT, HANDLING, RATING, REPLY, RETURNED, SUPERVISION
from liaison.casework.sheets.ledger import ledger_pages
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.casework.workflow import RATING_VERBS, REPLY_VERBS, STEPS
from liaison.contacts.queries import recorded_by
from liaison.core import clock
from liaison.core.db import db
from liaison.core.sheets import SheetPage

# The moves that a step log has a word for; the others are steps of the house between them.
TOLD_VERBS = RATING_VERBS | REPLY_VERBS | {
    "open", "submit", "supplement", "hand_over", "approve", "decline", "sign",
}  # fmt: skip
AGREED, AGAIN = "同意", "二次"
OF_MEMBER, OF_ASKER = "委员", "界别群众"
ROLES: Mapping[int, str] = {
    1: OF_MEMBER, 2: OF_MEMBER, 3: "政协工委/工作组", 4: "责任单位", 5: "责任单位科室", 6: "政协工委/工作组",
    7: "责任单位", 8: OF_ASKER,
}  # fmt: skip
RECORD = (
    StepRecord.case_id, StepRecord.seq, StepRecord.step, StepRecord.round, StepRecord.verb, StepRecord.actor_name,
    StepRecord.actor_role, StepRecord.acted_at, StepRecord.acted_on, StepRecord.note, StepRecord.is_imported,
    StepRecord.filled,
)  # fmt: skip

STEP = (
    ContactStep.contact_id, ContactStep.seq, ContactStep.step, ContactStep.acted_on, ContactStep.acted_at,
    ContactStep.actor_name, ContactStep.actor_role, ContactStep.note,
)  # fmt: skip
NOTICE = (
    UrgingNotice.case_id, UrgingNotice.level, UrgingNotice.issued_by, UrgingNotice.issued_at, UrgingNotice.issued_on,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the step log. number: 记录编号 of its row in the ledger; step: 1–8; is_imported: as it came in."""

    number: str
    seq: int
    step: int
    day: date
    at: datetime
    actor: str
    role: str
    note: str | None
    is_imported: bool

    @property
    def time(self) -> time:
        """On the wall clock, to the minute."""
        return clock.local(self.at).time().replace(second=0, microsecond=0)

    @property
    def shown(self) -> dict[str, Any]:
        """The cells as the sheet shows them."""
        return {
            "contact_no": self.number, "seq": self.seq, "step": STEPS[self.step], "date": self.day, "time": self.time,
            "actor": self.actor, "actor_role": self.role, "note": self.note or None,
        }  # fmt: skip


@dataclass(frozen=True)
class Log:
    """All that happened to some contacts: by case and by contact."""

    records: Mapping[int, list[Row[Any]]]
    notices: Mapping[int, list[Row[Any]]]
    steps: Mapping[int, list[Row[Any]]]


def step_lines(entries: Iterable[Entry], where: ColumnElement[bool], on: date | None = None) -> list[Line]:
    """The lines of these rows of the ledger, row by row; where: the contacts they belong to. Three statements.

    on: only what was done by the end of that day.
    """
    log = load_log(where, on or date.max)
    return [line for entry in entries for line in lines_of(entry, log)]


def load_log(where: ColumnElement[bool], until: date) -> Log:
    """Step records and notices of the cases, and steps of contacts without a case, each oldest first, up to a day."""
    records = select(*RECORD).join(StepRecord.case).join(Case.contact).order_by(StepRecord.seq)
    notices = select(*NOTICE).join(UrgingNotice.case).join(Case.contact).order_by(UrgingNotice.id)
    steps = select(*STEP).join(ContactStep.contact).order_by(ContactStep.seq)
    return Log(
        grouped(records.where(where, StepRecord.acted_on <= until)),
        grouped(notices.where(where, counts_as_urging(), UrgingNotice.issued_on <= until)),
        grouped(steps.where(where, ContactStep.acted_on <= until)),
    )


def grouped(wanted: Select[Any]) -> dict[int, list[Row[Any]]]:
    """Rows by their first column."""
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(wanted):
        found.setdefault(row[0], []).append(row)
    return found


def lines_of(entry: Entry, log: Log) -> list[Line]:
    """The lines of one row: what came in keeps its place, what was done here follows."""
    if entry.case_id is None:
        return lines_without_case(entry, log.steps.get(entry.contact_id, ()))
    records = log.records.get(entry.case_id, [])
    given = [as_given(entry, record) for record in records if record.is_imported]
    own = [record for record in standing(records) if not record.is_imported and record.verb in TOLD_VERBS]
    lines = [own_line(entry, record) for record in own]
    told = {line.at for line in given if line.step == SUPERVISION}
    notices = [one for one in log.notices.get(entry.case_id, ()) if one.issued_at not in told]
    lines += [notice_line(entry, notice) for notice in notices]
    lines.sort(key=lambda line: (line.step != CONTACT, line.at))
    begun = max((line.seq for line in given), default=0)
    return given + [numbered(line, begun + place) for place, line in enumerate(lines, start=1)]


def as_given(entry: Entry, record: Row[Any]) -> Line:
    """A line that came in, as it came."""
    return Line(
        entry.number, record.seq, record.step, record.acted_on, record.acted_at, record.actor_name,
        record.actor_role, record.note, True,
    )  # fmt: skip


def own_line(entry: Entry, record: Row[Any]) -> Line:
    """A record of the program in the words of the log."""
    return Line(
        entry.number, 0, record.step, day_of(entry, record), record.acted_at, actor_of(entry, record),
        ROLES[record.step], note_of(entry, record), False,
    )  # fmt: skip


def day_of(entry: Entry, record: Row[Any]) -> date:
    """The day of the contact, the day a rating was given, else the day it was done."""
    if record.step == CONTACT:
        return entry.cells["contacted_on"]
    rated_on = record.filled.get("rated_on") if record.step == RATING else None
    return date.fromisoformat(rated_on) if rated_on else record.acted_on


def actor_of(entry: Entry, record: Row[Any]) -> str:
    """Who did it, as the log names people and organisations."""
    if record.step in (CONTACT, CONSENSUS):
        return str(entry.cells["member"])
    if record.step == RATING:
        return str(entry.cells["representative"])
    if record.verb == "join_reply":
        return str(entry.cells["unit"])
    place, _, _title = record.actor_role.rpartition(" ")
    return place or record.actor_name


def note_of(entry: Entry, record: Row[Any]) -> str | None:
    """What the log adds: 同意 or 退回, the section, 二次办理, the grade."""
    if record.step == APPROVAL:
        return RETURNED if record.verb == "decline" else AGREED
    if record.step == RATING:
        return record.filled.get("outcome")
    if record.step in (HANDLING, REPLY) and record.round > 1:
        return AGAIN + STEPS[record.step]
    return entry.cells["section_name"] if record.step == HANDLING else None


def notice_line(entry: Entry, notice: Row[Any]) -> Line:
    """A notice in the words of the log."""
    return Line(
        entry.number, 0, SUPERVISION, notice.issued_on, notice.issued_at, notice.issued_by, ROLES[SUPERVISION],
        NOTICE_LEVELS[notice.level - 1], False,
    )  # fmt: skip


def numbered(line: Line, seq: int) -> Line:
    """The line at its place."""
    return Line(**{**vars(line), "seq": seq})


def lines_without_case(entry: Entry, steps: Sequence[Row[Any]]) -> list[Line]:
    """连线 and 凝心 of a contact of which no request came: as they came in, else as the contact itself says."""
    if steps:
        return [
            Line(entry.number, one.seq, one.step, one.acted_on, one.acted_at, one.actor_name, one.actor_role,
                 one.note, True)
            for one in steps
        ]  # fmt: skip
    if entry.cells["is_imported"]:
        return []
    day, at, member = entry.cells["contacted_on"], entry.cells["recorded_at"], str(entry.cells["member"])
    return [Line(entry.number, step, step, day, at, member, OF_MEMBER, None, False) for step in (CONTACT, CONSENSUS)]


def year_pages(year: int, actor: Actor, on: date | None = None) -> list[SheetPage]:
    """The two tabs of a year's ledger, within the actor's sight: as it is, or as it stood at the end of a day."""
    contacts, cases = in_sight(actor)
    where = and_(of_year(year), contacts, recorded_by(on) if on else true())
    entries = list(ledger_entries(where, cases, on))
    lines = step_lines(entries, where, on)
    return ledger_pages(year, [entry.shown for entry in entries], [line.shown for line in lines], on)
