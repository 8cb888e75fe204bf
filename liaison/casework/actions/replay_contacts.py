"""Letting a past year's contacts in, with the cases that came of them: in bulk, as the ledger gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import insert, select

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.casework.actions.replay import Known, Line, lines_of, load_known, report_on, rule_on
from liaison.casework.actions.replay_notes import made_by_ledger
from liaison.casework.models import Case, CoUnit
from liaison.casework.queries.flows import latest_version
from liaison.casework.rules import derived_title
from liaison.casework.rules.replay import holder_in, state_by_days
from liaison.casework.sheets import ledger as sheet
from liaison.casework.sheets.steps import URGENCIES
from liaison.casework.workflow import CASEWORK, END_STATES
from liaison.contacts.actions import reach_number
from liaison.contacts.models import Contact
from liaison.contacts.rules import VALID, VOID
from liaison.core import clock
from liaison.core.counters import next_number, reach
from liaison.core.db import db, let_go
from liaison.core.intake import CREATED, Given, Report
from liaison.core.sheets import Reading
from liaison.orgs.models import Channel
from liaison.orgs.queries import receiving_committee
from liaison.roster.actions.imports import note
from liaison.roster.models import ImportBatch

VOIDED = CASEWORK.by_verb["void"].target or ""
USUAL_URGENCY = URGENCIES[0]
IMPORTED = {"state": [None, "导入"]}
OUR_NUMBER = re.compile("LX[0-9]{4}[0-9]+")
NO_CHANNEL = "未写明"
KEPT_DAYS = ("transferred_on", "approved_on", "handled_on", "replied_on", "rated_on")
KEPT_WORDS = ("text", "category_id", "suggestion", "section_name", "result", "reply_text", "rating")


@dataclass
class ContactStaging:
    """What a ledger of contacts would do."""

    report: Report
    lines: list[Line]
    known: Known

    @property
    def created(self) -> list[Line]:
        """The rows that go in."""
        return [line for line in self.lines if line.outcome == CREATED]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.created)


def stage_contacts(reading: Reading, given: Given, _actor: Actor) -> ContactStaging:
    """What a ledger would do: a row that stands is never rewritten, a doubtful one waits in the file."""
    lines = lines_of(reading)
    known, seen = load_known({line.number for line in lines}), {}
    let_go()
    for done, line in enumerate(lines):
        given.tell(done, len(lines))
        rule_on(line, known, seen)
    return ContactStaging(report_on(lines, reading, given), lines, known)


def write_contacts(staging: ContactStaging, batch: ImportBatch, actor: Actor) -> None:
    """Take the good rows in. History is not the importer's: it keeps the ledger's days and carries no recorder."""
    created = staging.created
    cases = store(created, staging.known)
    record("ledger.import", batch, actor, changes={"counts": [None, batch.counts]})
    ids = ids_of({line.values["contact_number"] for line in created})
    record_all("contact.import", ((Contact.__tablename__, one, no, IMPORTED) for no, one in ids.items()), actor)
    note(batch, made_by_ledger({line.number for line in created}, ids, cases))


def ids_of(numbers: Iterable[str]) -> dict[str, int]:
    """`{contact number: id}`."""
    wanted = select(Contact.number, Contact.id).where(Contact.number.in_(list(numbers)))
    return dict(db.session.execute(wanted).all())


def store(lines: Sequence[Line], known: Known) -> list[int]:
    """Write contacts, then the cases that came of them; gives the ids of these."""
    fill_channel(lines)
    contacts = [line for line in lines if line.values["contact_number"] == line.number]
    if contacts:
        db.session.execute(insert(Contact), [contact_row(line) for line in contacts])
    for number in sorted(line.number for line in contacts if OUR_NUMBER.fullmatch(line.number)):
        reach_number(number)
    return store_cases([line for line in lines if line.values["has_request"] == sheet.YES], known)


def fill_channel(lines: Sequence[Line]) -> None:
    """A way of contact that the ledger does not name is told as such."""
    lacking = [line for line in lines if line.values.get("channel_id") is None]
    if not lacking:
        return
    channel = db.session.scalar(select(Channel).where(Channel.name == NO_CHANNEL))
    if channel is None:
        channel = Channel(name=NO_CHANNEL, short=NO_CHANNEL, is_online=False, is_active=False)
        db.session.add(channel)
        db.session.flush()
    for line in lacking:
        line.values["channel_id"] = channel.id


def contact_row(line: Line) -> dict[str, Any]:
    """A contact as the table holds it."""
    cells = line.values
    kept = {key: cells.get(key) for key in ("member_id", "representative_id", "contacted_on", "channel_id", "place",
                                            "task_id", "talk")}  # fmt: skip
    return {
        **kept, "number": line.number, "has_request": cells["has_request"] == sheet.YES,
        "is_imported": True, "recorded_at": clock.at(cells["contacted_on"]),
        "state": VOID if cells.get("state") == sheet.VOID else VALID,
    }  # fmt: skip


def store_cases(lines: Sequence[Line], known: Known) -> list[int]:
    """Write the cases, in the order of their days, each with a number of its year; gives their ids."""
    lines = sorted(lines, key=lambda line: (line.values["contacted_on"], line.number))
    contacts = ids_of({line.values["contact_number"] for line in lines})
    receivers, version = Receivers(known), latest_version()
    chart = {"flow_version_id": version.id if version else None}
    rows = [
        case_row(line, contacts[line.values["contact_number"]], number, receivers) | chart
        for year, of_year in groupby(lines, key=lambda line: line.values["contacted_on"].year)
        for line, number in numbered(list(of_year), year)
    ]
    if not rows:
        return []
    db.session.execute(insert(Case), rows)
    return store_helpers(lines)


def numbered(lines: Sequence[Line], year: int) -> Iterator[tuple[Line, str]]:
    """Each with the next number of its year; the counter's row stays locked meanwhile."""
    name = f"case {year}"
    first = next_number(name)
    reach(name, first + len(lines) - 1)
    return ((line, f"{year}-{serial:04d}") for serial, line in enumerate(lines, start=first))


class Receivers:
    """The committee that would receive a case, where the ledger names none."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: dict[tuple[int | None, int], int | None] = {}

    def of(self, cells: Mapping[str, Any]) -> int | None:
        """The ledger's committee, else by field and town."""
        if cells.get("committee_id"):
            return cells["committee_id"]
        key = (cells.get("category_id"), self.known.towns[cells["representative_id"]][0])
        if key not in self.found:
            self.found[key] = receiving_committee(*key)
        return self.found[key]


def case_row(line: Line, contact_id: int, number: str, receivers: Receivers) -> dict[str, Any]:
    """A case as the table holds it; its steps may still come and say more."""
    cells = line.values
    state = VOIDED if cells.get("state") == sheet.VOID else state_by_days(cells)
    places = {"committee_id": receivers.of(cells), "unit_id": cells.get("unit_id")}
    last_day = max((cells[key] for key in KEPT_DAYS if cells.get(key)), default=cells["contacted_on"])
    area_id, village_id = receivers.known.towns[cells["representative_id"]]
    return {
        **{key: cells.get(key) for key in (*KEPT_DAYS, *KEPT_WORDS)}, **places,
        "number": number, "original_no": line.number, "contact_id": contact_id, "member_id": cells["member_id"],
        "representative_id": cells["representative_id"], "raised_on": cells["contacted_on"],
        "title": cells.get("title") or derived_title(cells.get("group") or "", "", cells.get("text")),
        "urgency": cells.get("urgency") or USUAL_URGENCY, "area_id": area_id, "village_id": village_id,
        "place": cells.get("place"), "asker_name": cells["representative"], "asker_phone": cells["phone"],
        "state": state, "holder_organisation_id": holder_in(state, **places), "entered_at": clock.at(last_day),
        "section_id": receivers.known.names.section(cells.get("section_name"), cells.get("unit_id")),
        "due_on": cells.get("first_due_on"), "first_due_on": cells.get("first_due_on"),
        "closed_on": cells.get("rated_on") if state in END_STATES else None, "is_imported": True,
    }  # fmt: skip


def store_helpers(lines: Sequence[Line]) -> list[int]:
    """Write which units help in these cases; gives the ids of the cases."""
    wanted = select(Case.original_no, Case.id).where(Case.original_no.in_([line.number for line in lines]))
    ids = dict(db.session.execute(wanted).all())
    rows = [
        {"case_id": ids[line.number], "organisation_id": unit}
        for line in lines for unit in dict.fromkeys(line.values["co_unit_ids"])
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(CoUnit), rows)
    return list(ids.values())
