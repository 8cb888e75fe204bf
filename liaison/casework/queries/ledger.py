"""Contacts and cases as rows of the office's ledger: to be written out, and to compare a file with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import aliased

from liaison.access import Actor, Role
from liaison.casework.models import Case, CoUnit, UrgingNotice
from liaison.casework.queries.as_of import Cells, existed_on
from liaison.casework.queries.desk import counts_as_urging
from liaison.casework.queries.ledger_as_of import Helpers, ledger_as_of
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.sheets.ledger import COLUMNS, NO, OF_CASE, VOID, YES
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to
from liaison.core.columns import BETWEEN
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Channel, Organisation, Sector, Task
from liaison.roster.models import Member, Representative

Committee, Unit, Village = aliased(Organisation), aliased(Organisation), aliased(Area)
VOIDED = "voided"
AT_ONCE = 500  # rows of a long answer that are held at a time
# What the ledger shows where the program keeps a number of another row.
IN_WORDS = {
    "channel_id": "channel", "task_id": "task", "category_id": "category", "committee_id": "committee",
    "unit_id": "unit", "co_unit_ids": "co_units",
}  # fmt: skip
KEYS = tuple(column.key for column in COLUMNS)
OF_CASE_KEYS = frozenset(column.key for column in OF_CASE)
PEOPLE = (
    Member.no.label("member_no"), Member.name.label("member"), Representative.name.label("representative"),
    Representative.phone, Sector.name.label("sector"), Area.name.label("area"), Village.name.label("village"),
    Channel.name.label("channel"), Task.name.label("task"),
)  # fmt: skip
CONTACT = (
    Contact.id.label("contact_id"), Contact.number.label("contact_number"), Contact.contacted_on, Contact.member_id,
    Contact.representative_id, Contact.channel_id, Contact.task_id, Contact.place, Contact.talk,
    Contact.state.label("contact_state"), Contact.has_request.label("says_request"), Contact.recorded_at,
    Contact.is_imported,
)  # fmt: skip
CASE = (
    Case.id.label("case_id"), Case.state.label("case_state"), Case.title, Case.text, Case.category_id,
    Case.urgency, Case.suggestion, Case.committee_id, Case.unit_id, Case.transferred_on, Case.section_name,
    Case.approved_on, Case.first_due_on, Case.handled_on, Case.result, Case.reply_text, Case.replied_on,
    Case.rated_on, Case.rating, Case.round, Category.group_name.label("group"), Category.name.label("category"),
    Committee.name.label("committee"), Unit.name.label("unit"),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the ledger. number: its 记录编号; cells: by key of the sheet's columns, rows of lists by their ids;

    words: names in place of those ids; case_id: None where no request came of the contact.
    """

    number: str
    contact_id: int
    case_id: int | None
    cells: dict[str, Any]
    words: dict[str, Any]

    @property
    def shown(self) -> dict[str, Any]:
        """The cells as the sheet shows them."""
        cells, words = self.cells, self.words
        shown = {key: words[key] if key in words else cells.get(key) for key in KEYS}
        shown["representative_id"] = cells["representative_id"]
        return shown


def of_year(year: int) -> ColumnElement[bool]:
    """The contacts of a year, voided ones too."""
    return and_(Contact.contacted_on >= date(year, 1, 1), Contact.contacted_on <= date(year, 12, 31))


def in_sight(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which contacts and which cases an actor may take out; the command line takes all."""
    if actor.role is Role.SYSTEM:
        return true(), true()
    return contacts_visible_to(actor), cases_visible_to(actor)


def ledger_entries(
    where: ColumnElement[bool], seen_cases: ColumnElement[bool] | None = None, on: date | None = None
) -> Iterator[Entry]:
    """The ledger's rows of these contacts, by day, some hundreds held at a time; three statements.

    As of a day they are a dozen, and all rows are held.

    One row for a contact and its case; a further case has its place in the number (LX20260012/2), as has a case that
    is voided while its contact is not. on: contacts, cases and notices as they stood at the end of that day.
    """
    seen = true() if seen_cases is None else seen_cases
    wanted = statement(where, and_(seen, existed_on(on)) if on else seen)
    helping, urged = helpers_of(where), urgings_of(and_(where, UrgingNotice.issued_on <= on) if on else where)
    answer = db.session.execute(wanted.execution_options(yield_per=AT_ONCE))
    rows: Iterable[Cells] = (dict(row._mapping) for row in answer)
    if on:
        rows, helping = ledger_as_of(list(rows), helping, on)
    for _contact, found in groupby(rows, key=itemgetter("contact_id")):
        yield from entries_of(list(found), helping, urged)


def statement(where: ColumnElement[bool], seen_cases: ColumnElement[bool]) -> Any:
    """Contacts with their people and, where there are any, their cases."""
    return (
        select(*CONTACT, *PEOPLE, *CASE)
        .join(Contact.member).join(Contact.representative).join(Representative.sector).join(Representative.area)
        .outerjoin(Village, Representative.village_id == Village.id)
        .join(Contact.channel).outerjoin(Contact.task)
        .outerjoin(Case, and_(Case.contact_id == Contact.id, seen_cases))
        .outerjoin(Category, Category.id == Case.category_id)
        .outerjoin(Committee, Committee.id == Case.committee_id).outerjoin(Unit, Unit.id == Case.unit_id)
        .where(where).order_by(Contact.contacted_on, Contact.id, Case.id)
    )  # fmt: skip


def helpers_of(where: ColumnElement[bool]) -> Helpers:
    """`{case: [(unit, name)]}` of the units that help."""
    wanted = (
        select(CoUnit.case_id, Organisation.id, Organisation.name)
        .join(CoUnit.organisation).join(Case, Case.id == CoUnit.case_id).join(Case.contact)
        .where(where).order_by(CoUnit.id)
    )  # fmt: skip
    found: Helpers = {}
    for case_id, unit_id, name in db.session.execute(wanted):
        found.setdefault(case_id, []).append((unit_id, name))
    return found


def urgings_of(where: ColumnElement[bool]) -> dict[int, int]:
    """`{case: number of notices}`."""
    counted = select(UrgingNotice.case_id, func.count()).join(UrgingNotice.case).join(Case.contact)
    wanted = counted.where(where, counts_as_urging()).group_by(UrgingNotice.case_id)
    return dict(db.session.execute(wanted).all())


def entries_of(
    rows: Sequence[Cells], helping: Helpers, urged: Mapping[int, int]
) -> Iterator[Entry]:
    """The rows of one contact."""
    first = rows[0]
    if not is_one_row(first):
        yield entry(first, first["contact_number"], helping, urged, without_case=True)
    for place, row in enumerate(rows, start=1):
        is_alone = place == 1 and is_one_row(row)
        number = first["contact_number"]
        yield entry(row, number if is_alone else f"{number}/{place}", helping, urged)


def is_one_row(row: Cells) -> bool:
    """Whether contact and case fit in one row, as far as 记录状态 goes."""
    return row["case_id"] is None or (row["case_state"] == VOIDED) == (row["contact_state"] == VOID)


def entry(
    row: Cells, number: str, helping: Helpers, urged: Mapping[int, int],
    without_case: bool = False,
) -> Entry:  # fmt: skip
    """One row of the ledger."""
    case_id = None if without_case else row["case_id"]
    is_void = row["contact_state"] == VOID or (case_id is not None and row["case_state"] == VOIDED)
    units = helping.get(case_id or 0, [])
    says_request = case_id is not None or (row["says_request"] and row["case_id"] is None)
    cells = {
        **row, "number": number, "has_request": YES if says_request else NO, "state": VOID if is_void else None,
        "co_unit_ids": [unit for unit, _name in units], "urged_count": urged.get(case_id or 0, 0),
    }  # fmt: skip
    words = {key: row.get(word) for key, word in IN_WORDS.items()}
    words["co_unit_ids"] = BETWEEN.join(name for _unit, name in units)
    if case_id is None:
        cells = {key: None if key in OF_CASE_KEYS else value for key, value in cells.items()}
        words = {key: None if key in OF_CASE_KEYS else value for key, value in words.items()}
    return Entry(number, row["contact_id"], case_id, cells, words)
