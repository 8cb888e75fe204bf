"""套表互证: the identities of a period, counted from step records and held against columns, events and registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true
from sqlalchemy import case as if_then

from liaison.access import Actor
from liaison.audit.models import Event
from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.rules import conservation as rules
from liaison.casework.rules import walks
from liaison.casework.rules.conservation import Balance, Term
from liaison.casework.rules.replay import URGED
from liaison.casework.rules.story import standing
from liaison.casework.rules.walks import Line
from liaison.casework.workflow import CASEWORK, RATING_VERBS
from liaison.contacts.models import Contact
from liaison.contacts.rules import VOID
from liaison.core import clock
from liaison.core.db import db
from liaison.roster.models import ImportChange

CASE, NOTICE, RECORD = Case.__tablename__, UrgingNotice.__tablename__, StepRecord.__tablename__
MOVED = tuple(f"case.{verb}" for verb in (walks.OPEN, walks.TAKE_BACK, *CASEWORK.by_verb))
ISSUED = "notice.issue"
SAME_TIME = timedelta(minutes=1)  # The event is written right after the record.
CASE_COLUMNS = (
    Case.id, Case.number, Case.title, Case.state, Case.round, Case.is_imported,
    (Case.is_imported & (Contact.state == VOID)).label("is_void_ledger"),
)  # fmt: skip
AT_ONCE = 2_000  # rows of a long answer that are held at a time
NOTHING_LEFT = (float("inf"), iter(()))


def live(cell: ColumnElement[Any]) -> ColumnElement[Any]:
    """A cell of a record that was made here; a past ledger's line holds nothing in it that is worth reading."""
    return if_then((~StepRecord.is_imported, cell))


RECORD_COLUMNS = (
    StepRecord.case_id, StepRecord.seq, StepRecord.step, StepRecord.round, StepRecord.verb, StepRecord.actor_id,
    StepRecord.actor_name, StepRecord.on_behalf, StepRecord.entered_at, StepRecord.due_on, StepRecord.acted_at,
    StepRecord.acted_on, StepRecord.note, live(StepRecord.filled).label("filled"), StepRecord.is_imported,
    live(StepRecord.before["state"].as_string()).label("start"),
    live(StepRecord.before["round"].as_integer()).label("round_before"),
    live(StepRecord.before["step_due_on"].as_string()).label("step_due_before"),
    live(StepRecord.before["due_on"].as_string()).label("due_before"),
    live(StepRecord.before["recheck_on"].as_string()).label("recheck_before"),
    if_then((StepRecord.verb == "co_opinion", StepRecord.before["co_units"].as_string())).label("co_units_before"),
    live(StepRecord.before["entered_at"].as_string()).label("entered_before"),
)  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """Whether the sheets prove each other over a period. cases: `{id: its number, title, …}`; tallies: its counts."""

    since: date
    until: date
    cases: Mapping[int, Row[Any]]
    tallies: Mapping[int, Counter[str]]
    balances: Sequence[Balance]

    @property
    def numbers(self) -> dict[int, str]:
        """`{case: its number}`."""
        return {one: row.number for one, row in self.cases.items()}

    @property
    def red(self) -> list[Balance]:
        """The identities that do not hold."""
        return [one for one in self.balances if not one.is_green]

    @property
    def broken_count(self) -> int:
        """How many cases break an identity."""
        return len({case for one in self.balances for case in one.broken})

    def cases_in(self, term: Term) -> list[tuple[Row[Any], int]]:
        """`[(case, how often)]` of the cases that a number of an identity is made of, newest first."""
        counted = ((row, term.of(self.tallies[one])) for one, row in self.cases.items())
        return [(row, number) for row, number in counted if number]

    def breaking(self, balance: Balance) -> list[tuple[Row[Any], int]]:
        """`[(case, left less right)]` of the cases that break an identity, newest first."""
        return [(self.cases[one], number) for one, number in balance.broken.items()]


def proof_for(actor: Actor, since: date, until: date) -> Proof:
    """The identities over the cases that an actor sees, of contacts from a day to a day."""
    return proof(since, until, cases_visible_to(actor))


def proof(since: date, until: date, within: ColumnElement[bool] | None = None) -> Proof:
    """The identities over the cases of contacts from a day to a day, as they stood at the end of the last. Eight
    statements, however many cases there are.
    """
    wanted = and_(Case.raised_on >= since, Case.raised_on <= until, true() if within is None else within)
    cases = {row.id: row for row in db.session.execute(cases_of(wanted))}
    counted = dict(tallies_of(cases, wanted, until))
    tallies = {one: counted[one] for one in cases}
    by_number = {row.number: one for one, row in cases.items()}
    for counts in (notice_counts, issued_counts, sheet_counts, registered_counts):
        add(tallies, counts(wanted, until), by_number)
    return Proof(since, until, cases, tallies, rules.balances(tallies))


def faults() -> list[str]:
    """For `flask check`: one sentence for each identity that does not hold over all that was ever recorded."""
    found = proof(date.min, clock.today())
    return rules.red_sentences(found.balances, found.numbers)


def cases_of(wanted: ColumnElement[bool]) -> Select[Any]:
    """The cases looked at, newest first."""
    return select(*CASE_COLUMNS).join(Case.contact).where(wanted).order_by(Case.raised_on.desc(), Case.id.desc())


def of_cases(columns: Iterable[Any], model: Any, wanted: ColumnElement[bool]) -> Select[Any]:
    """Rows that belong to the cases looked at."""
    return select(*columns).join(Case, Case.id == model.case_id).where(wanted)


def events_of(wanted: ColumnElement[bool]) -> Select[Any]:
    """What the log says was done to these cases, case by case, oldest first."""
    columns = (Event.thing_id, Event.verb, Event.actor_id, Event.actor_name, Event.on_behalf, Event.at)
    return (
        select(*columns).join(Case, and_(Event.thing == CASE, Event.thing_id == Case.id))
        .where(wanted, Event.verb.in_(MOVED)).order_by(Event.thing_id, Event.id)
    )  # fmt: skip


def tallies_of(
    cases: Mapping[int, Row[Any]], wanted: ColumnElement[bool], until: date
) -> Iterator[tuple[int, Counter[str]]]:
    """(case, its counts), by id; of the records and events only some thousands are held at a time."""
    ids = sorted(cases)
    records = of_cases(RECORD_COLUMNS, StepRecord, wanted).order_by(StepRecord.case_id, StepRecord.seq)
    each = zip(ids, rows_in_step(ids, records), rows_in_step(ids, events_of(wanted)), strict=True)
    for one, lines, events in each:
        yield one, tally(cases[one], lines, events, until)


def rows_in_step(ids: Collection[int], statement: Select[Any]) -> Iterator[list[Row[Any]]]:
    """For each of these ids, which ascend, the rows that it leads; those come in the same order."""
    rows = db.session.execute(statement.execution_options(yield_per=AT_ONCE))
    groups = groupby(rows, key=itemgetter(0))
    of, found = next(groups, NOTHING_LEFT)
    for one in ids:
        while of < one:  # of a case that came between two statements
            of, found = next(groups, NOTHING_LEFT)
        yield list(found) if of == one else []


def tally(case: Row[Any], records: Sequence[Row[Any]], events: Sequence[Row[Any]], until: date) -> Counter[str]:
    """The counts of one case: its moves by the last day, and its whole history held against itself and the log."""
    lines = walks.lines_of(records)
    counts = walks.tally_until(lines, until, is_ledger=case.is_imported)
    if case.is_void_ledger:
        counts.update({key.replace("at@", "lost@"): counts.pop(key) for key in list(counts) if key.startswith("at@")})
    counts.update(kept_of(case, lines))
    counts.update(told_of(case, lines))
    counts["logged"] = logged([line for line in lines if not line.is_imported], events)
    return Counter({key: number for key, number in counts.items() if number})


def kept_of(case: Row[Any], lines: Sequence[Line]) -> dict[str, int]:
    """Whether the case's own columns are what its records left."""
    track = walks.tracked(lines, is_ledger=case.is_imported)
    is_left = case.state in track.states if track.states else case.is_imported
    has_opening = any(line.verb == walks.OPEN for line in lines)
    return {
        "case": 1, "state_ok": int(is_left or case.is_void_ledger), "chain_ok": int(track.is_unbroken),
        "round_ok": int(track.has_rounds and track.round == case.round),
        "open_all": int(has_opening), "unopened": int(case.is_imported and not has_opening),
    }  # fmt: skip


def told_of(case: Row[Any], lines: Sequence[Line]) -> dict[str, int]:
    """How many records there are of each sort; numbers of a ledger may have holes, those given here have none."""
    imported = sum(line.is_imported for line in lines)
    last_imported = max((line.seq for line in lines if line.is_imported), default=0)
    return {
        "records": len(lines), "last_seq": lines[-1].seq if lines else 0, "imported": imported,
        "ledger_holes": last_imported - imported if case.is_imported else 0, "live": len(lines) - imported,
        "true_records": sum(line.is_true for line in lines),
        "rating_moves": sum(line.verb in RATING_VERBS for line in standing(lines)),
    }  # fmt: skip


def logged(lines: Sequence[Line], events: Sequence[Row[Any]]) -> int:
    """How many of the moves made here stand in the log as well, by the same person at the same time.

    Where the log holds another number of moves, that number.
    """
    if len(lines) != len(events):
        return len(events)
    return sum(
        line.who == (event.verb, event.actor_id, event.actor_name, event.on_behalf)
        and abs(event.at - line.at) <= SAME_TIME
        for line, event in zip(lines, events, strict=True)
    )


def add(
    tallies: Mapping[int, Counter[str]], counts: Iterable[tuple[Any, str, int]], by_number: Mapping[str, int]
) -> None:
    """Add `(case, key, number)` to the counts of the cases looked at; a case may be given by its number."""
    for of, key, number in counts:
        one = by_number.get(of, of)
        if one in tallies:
            tallies[one][key] += number


def notice_counts(wanted: ColumnElement[bool], until: date) -> Iterable[tuple[int, str, int]]:
    """What became of the notices by the last day."""
    columns = (UrgingNotice.case_id, UrgingNotice.answered_at, UrgingNotice.closed_at)
    end = clock.end_of(until)
    for row in db.session.execute(of_cases(columns, UrgingNotice, wanted).where(UrgingNotice.issued_on <= until)):
        is_answered, is_closed = (at is not None and at < end for at in (row.answered_at, row.closed_at))
        yield row.case_id, "answered" if is_answered else "struck_off" if is_closed else "unanswered", 1


def issued_counts(wanted: ColumnElement[bool], until: date) -> Iterable[tuple[int | str, str, int]]:
    """The notices that were issued, by the log and by past ledgers; an event names its case last."""
    issued = select(Event.label).where(Event.thing == NOTICE, Event.verb == ISSUED, Event.at < clock.end_of(until))
    told = of_cases((StepRecord.case_id,), StepRecord, wanted).where(
        StepRecord.verb == URGED, StepRecord.is_imported, StepRecord.acted_on <= until
    )
    yield from ((label.split()[-1], "issued", 1) for label in db.session.scalars(issued))
    yield from ((one, "issued", 1) for one in db.session.scalars(told))


def sheet_counts(wanted: ColumnElement[bool], _until: date) -> Iterable[tuple[int, str, int]]:
    """The rating sheets."""
    counted = of_cases((Rating.case_id, func.count()), Rating, wanted).group_by(Rating.case_id)
    yield from ((one, "rating_sheets", number) for one, number in db.session.execute(counted))


def registered_counts(_wanted: ColumnElement[bool], _until: date) -> Iterable[tuple[int, str, int]]:
    """The steps of ledgers as the register of imports noted them when they came in, under `case:12`."""
    counted = (
        select(ImportChange.unit, func.count(ImportChange.thing_id.distinct()))
        .where(ImportChange.thing == RECORD).group_by(ImportChange.unit)
    )  # fmt: skip
    yield from ((int(unit.partition(":")[2]), "registered", number) for unit, number in db.session.execute(counted))
