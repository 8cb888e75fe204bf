"""What must hold: after each deed for the cases it touched, and now and then for everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from liaison.access.table import allowed
from liaison.audit.models import Event
from liaison.casework.models import Case, DeadlineReceipt, StepRecord
from liaison.casework.queries import conservation, sight
from liaison.casework.queries.holders import holders_of_each
from liaison.casework.rules.deadlines import HANDLING, STEP
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.db import db
from tests.model.asking import asked
from tests.model.model import Kept, holder_of, may, sees
from tests.model.office import AFTER_ALL, AT, MOST_DECLINES, NO_BUTTON, STARTS, STATES

RECORDS, EVENTS, CASES = StepRecord.__table__, Event.__table__, Case.__table__
MOVED = select(CASES).where(CASES.c.id.in_(bindparam("cases", expanding=True)))
NEW_RECORDS = select(*(RECORDS.c[name] for name in (
    "id", "case_id", "verb", "seq", "round", "actor_id", "for_user_id"
))).where(RECORDS.c.id > bindparam("last"))  # fmt: skip
NEW_EVENTS = select(*(EVENTS.c[name] for name in ("id", "thing_id", "verb", "actor_id", "for_user_id"))).where(
    EVENTS.c.id > bindparam("last"), EVENTS.c.verb.like("case.%")
)
APPEND_ONLY = (StepRecord, Event, DeadlineReceipt)
SINCE = {"version", "is_restored"}
DAY = timedelta(days=1)


def newest_ids() -> tuple[int, int]:
    """The newest record and the newest event."""
    return tuple(db.session.execute(select(
        select(func.coalesce(func.max(StepRecord.id), 0)).scalar_subquery(),
        select(func.coalesce(func.max(Event.id), 0)).scalar_subquery(),
    )).one())  # fmt: skip


def compare(world: Any, moved: list[tuple[Kept, str, Any, int]]) -> None:
    """Hold what the database has now against the model: the rows of the cases, the new records, the new events."""
    check_written(world, moved)
    rows = asked(MOVED, {"cases": [one.id for one, *_rest in moved]})
    found = {row.id: row._mapping for row in rows}
    for case, verb, _actor, _round in moved:
        case.records += 1
        row, before = found[case.id], case.image
        wanted = expected(world, case)
        wrong = [name for name, value in wanted.items() if seen(row, name) != value]
        if verb == "take_back":
            wrong += [key for key, value in before.items() if key not in SINCE and row[key] != value]
        if before and row["version"] <= before["version"]:
            wrong.append("version")
        if row["rated_on"] and not row["replied_on"]:
            wrong.append("rated before replied")
        if wrong:
            told = {name: (seen(row, name), wanted.get(name, before.get(name))) for name in wrong}
            raise world.violation(f"{case.number} after {verb}: (found, wanted) {told}")
        case.image = row


def check_written(world: Any, moved: list[tuple[Kept, str, Any, int]]) -> None:
    """One record and one event for each case that moved, in its round, by whoever did it; nothing else of cases."""
    last_record, last_event = world.last_ids
    db.session.flush()
    records = asked(NEW_RECORDS, {"last": last_record}).all()
    events = asked(NEW_EVENTS, {"last": last_event}).all()
    wanted = sorted((one.id, verb, one.records + 1, number, *ids_of(actor)) for one, verb, actor, number in moved)
    logged = sorted((one.id, f"case.{verb}", *ids_of(actor)) for one, verb, actor, _number in moved)
    logged += [(one.id, "case.rating_code", *ids_of(actor)) for one, verb, actor, _n in moved if verb == "tell_asker"]
    if ordered(tuple(one[1:]) for one in records) != ordered(wanted):
        raise world.violation(f"records {records} instead of {wanted}")
    if ordered(tuple(one[1:]) for one in events) != ordered(logged):
        raise world.violation(f"events {events} instead of {logged}")
    world.last_ids = tuple(max((one.id for one in rows), default=0) for rows in (records, events))


def ordered(rows: Any) -> list[Any]:
    """In one order, whatever is empty in them."""
    return sorted(rows, key=str)


def ids_of(actor: Any) -> tuple[int | None, int | None]:
    """Who did it, and for whom."""
    return (actor.user_id, actor.for_user_id) if actor else (None, None)


def expected(world: Any, case: Kept) -> dict[str, Any]:
    """What the row of a case must hold."""
    _holder, has_limit, is_end = STATES[case.state]
    return {
        "state": case.state, "round": case.round, "decline_count": case.declines, "unit_id": case.unit,
        "section_id": case.section, "handler_id": case.handler, "committee_id": case.committee,
        "holder_organisation_id": holder_of(case, world.cast.office), "merged_into_id": case.merged,
        "has closed_on": is_end, "has due_on": case.is_due, "has step_due_on": has_limit,
        "has extension_asked_until": case.is_asked, "has recheck_on": case.is_tracked,
        "has transferred_on": case.is_sent, "has replied_on": case.is_replied, "result": case.result,
        "handling_way": case.way, "converted_to": "、".join(case.converted) or None,
    }  # fmt: skip


def seen(row: Any, name: str) -> Any:
    """A cell, or whether it is filled."""
    return row[name[4:]] is not None if name.startswith("has ") else row.get(name)


def check_everything(world: Any) -> None:
    """The dear ones, over all cases of the walk."""
    if not world.cases:
        return
    with clock.set_clock(world.now):
        db.session.flush()
        for check in CHECKS:
            check(world)


def nothing_rewritten(world: Any) -> None:
    """Rows that are only ever added stay as they were, and none goes away."""
    found = {}
    for model in APPEND_ONLY:
        for row in db.session.execute(select(model.__table__).where(model.__table__.c.id > 0)):
            found[model.__tablename__, row.id] = hash(repr(tuple(row)))
    changed = [key for key, digest in world.digests.items() if found.get(key) != digest]
    if changed:
        raise world.violation(f"rewritten or gone: {changed}")
    world.digests = found


def numbers_whole(world: Any) -> None:
    """The records of each case count 1, 2, … without a hole, as many as the model knows."""
    counted = select(RECORDS.c.case_id, func.count(), func.min(RECORDS.c.seq), func.max(RECORDS.c.seq))
    rows = db.session.execute(counted.group_by(RECORDS.c.case_id)).all()
    wrong = [row for row in rows if row[0] in world.cases and not row[1] == row[3] == world.cases[row[0]].records]
    if wrong:
        raise world.violation(f"numbers with holes: {wrong}")


def sheets_prove(world: Any) -> None:
    """The sheets prove each other (套表互证)."""
    days = [one.image["raised_on"] for one in world.cases.values()]
    red = conservation.proof(min(days), clock.today()).red
    if red:
        raise world.violation(f"red: {[(one.identity.code, dict(one.broken)) for one in red]}")


def offers_right(world: Any) -> None:
    """Every (state, verb, person) that the walk has come to: the program's table and the office's say the same."""
    by_state = {case.state: case for case in world.cases.values()}
    rows = db.session.scalars(select(Case).where(Case.id.in_([one.id for one in by_state.values()])))
    for row in rows:
        kept = world.cases[row.id]
        for move in CASEWORK.by_verb.values():
            if (row.state in move.starts) != is_start(move.verb, row.state):
                raise world.violation(f"{move.verb} and {row.state}: the tables differ")
            for actor in world.cast.actors if move.verb in AT[row.state] else ():
                if (allowed(actor, move.permission, row) and sees(actor, kept)) != may(actor, move.verb, kept):
                    raise world.violation(f"{actor.role} {actor.signature}: {move.verb} {row.number} ({row.state})")


def is_start(verb: str, state: str) -> bool:
    """Whether a move may start there, those without a button too."""
    return state in NO_BUTTON.get(verb, STARTS.get(verb, ())) or (verb in AFTER_ALL and state == "closed")


def sight_right(world: Any) -> None:
    """Everybody sees what the rules say, and whoever may act may see."""
    for actor in world.cast.actors:
        found = set(db.session.scalars(select(Case.id).where(sight.cases_visible_to(actor))))
        for case in world.cases.values():
            if (case.id in found) != sees(actor, case):
                who = f"{actor.role} {actor.signature}"
                raise world.violation(f"sight of {who} is wrong: {case.number} ({case.state})")


def holders_see(world: Any) -> None:
    """Every open case waits for somebody: of those whose turn the program says it is, one can move it on."""
    cases = list(db.session.scalars(select(Case).where(Case.id.in_(world.cases))))
    for case_id, users in holders_of_each(cases).items():
        case = world.cases[case_id]
        if STATES[case.state][2] or case.state in ("merged", "to_rate") or case.is_former:
            continue
        mine = [one for one in world.cast.actors if one.user_id in users and one.for_user_id is None]
        if not any(may(one, verb, case) for one in mine for verb in AT[case.state]):
            raise world.violation(f"{case.number} ({case.state}) waits for nobody who can move it: {users}")


def limits_proved(world: Any) -> None:
    """Each last day that a case shows is that of the newest receipt of its kind."""
    newest = select(func.max(DeadlineReceipt.id)).group_by(DeadlineReceipt.case_id, DeadlineReceipt.what)
    rows = select(DeadlineReceipt.case_id, DeadlineReceipt.what, DeadlineReceipt.due_on)
    proved = {row[:2]: row[2] for row in db.session.execute(rows.where(DeadlineReceipt.id.in_(newest)))}
    for case in world.cases.values():
        for what, column in ((HANDLING, "due_on"), (STEP, "step_due_on")):
            day, found = case.image[column], proved.get((case.id, what))
            if day and day != found:
                raise world.violation(f"{case.number}: {column} {day}, its receipt says {found}")


def few_declines(world: Any) -> None:
    """Nobody declines three times; a case that waits for another has one that is still on its way."""
    for case in world.cases.values():
        if case.declines > MOST_DECLINES:
            raise world.violation(f"{case.number} was declined {case.declines} times")
        if case.state == "merged" and STATES[world.cases[case.merged].state][2]:
            raise world.violation(f"{case.number} waits for a case that has ended")



CHECKS = (
    nothing_rewritten, numbers_whole, sheets_prove, offers_right, sight_right, holders_see, limits_proved,
    few_declines,
)
