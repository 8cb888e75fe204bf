"""Letting a past year's steps in: records of what was done, from which each case takes its state, days and rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert, select

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.casework.actions.ratings import LEDGER_WAY
from liaison.casework.actions.replay import Line, lines_of, report_on
from liaison.casework.actions.replay_notes import made_by_log
from liaison.casework.actions.replay_stories import Story, hold_contradictions, load_stories, rule_on
from liaison.casework.models import Case, ContactStep, Rating, StepRecord, UrgingNotice
from liaison.casework.rules import replay as rules
from liaison.casework.rules.replay import Done, Replay, holder_in
from liaison.casework.sheets.steps import NOTICE_CAUSES
from liaison.casework.workflow import CASEWORK, END_STATES, changed_state
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import db, let_go
from liaison.core.intake import Given, Report
from liaison.core.sheets import Reading
from liaison.roster.actions.imports import note
from liaison.roster.models import ImportBatch

ASKER = "诉求人"
VOIDED = CASEWORK.by_verb["void"].target


@dataclass
class StepStaging:
    """What a step log would do."""

    report: Report
    stories: list[Story]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return any(story.taken for story in self.stories)


def stage_steps(reading: Reading, given: Given, _actor: Actor) -> StepStaging:
    """What a step log would do. A row that stands is never rewritten, a doubtful one waits in the file.

    Per contact the rows count in the order of seq. Steps are the source of a case's state; where the ledger's own row
    says another day than a step, that step waits and the ledger's day stays.
    """
    lines = lines_of(reading)
    stories = load_stories({line.number for line in lines})
    let_go()
    for done, line in enumerate(lines):
        given.tell(done, len(lines))
        rule_on(line, stories)
    for story in stories.values():
        hold_contradictions(story)
    return StepStaging(report_on(lines, reading, given), list(stories.values()))


def write_steps(staging: StepStaging, batch: ImportBatch, actor: Actor) -> None:
    """Take the good rows in."""
    stories = [story for story in staging.stories if story.taken]
    store(stories, actor)
    record("ledger.import", batch, actor, changes={"counts": [None, batch.counts]})
    note(batch, made_by_log(stories))


def store(stories: Sequence[Story], actor: Actor) -> None:
    """Write records, notices and ratings, and bring the cases to where they leave them."""
    of_cases = [story for story in stories if story.entry.case_id is not None]
    add(ContactStep, [row for story in stories if story.entry.case_id is None for row in contact_rows(story)])
    replays = [(story, story.after()) for story in of_cases]
    add(StepRecord, [row for story, replay in replays for row in record_rows(story, replay)])
    add(Rating, [row for story, replay in replays for row in rating_rows(story, replay)])
    add(UrgingNotice, list(notice_rows(replays)))
    cases = {case.id: case for case in cases_of(of_cases)}
    events = [bring_forward(cases[story.entry.case_id], story, replay) for story, replay in replays]
    record_all("case.replay", events, actor)
    db.session.flush()


def add(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in one statement."""
    if rows:
        db.session.execute(insert(model), list(rows))


def cases_of(stories: Iterable[Story]) -> Iterable[Case]:
    """Their cases."""
    return db.session.scalars(select(Case).where(Case.id.in_([story.entry.case_id for story in stories])))


def moment_cells(line: Line) -> dict[str, Any]:
    """Who and when, as the log says."""
    cells = line.values
    return {
        "seq": cells["seq"], "step": cells["step_number"], "actor_name": cells.get("actor") or "",
        "actor_role": cells.get("actor_role") or "", "acted_on": cells["date"],
        "acted_at": clock.at(cells["date"], cells.get("time") or time(0)), "note": cells.get("note"),
    }  # fmt: skip


def contact_rows(story: Story) -> Iterator[dict[str, Any]]:
    """The new steps of a contact without a case."""
    return ({"contact_id": story.entry.contact_id, **moment_cells(line)} for line in story.taken)


def record_rows(story: Story, replay: Replay) -> Iterator[dict[str, Any]]:
    """The new step records of a case."""
    for done in replay.done:
        line = story.fresh.get(done.told.seq)
        if line:
            due_on = story.entry.cells["first_due_on"] if done.verb == "finish" and done.round == 1 else None
            yield {
                "case_id": story.entry.case_id, "verb": done.verb, "round": done.round, "due_on": due_on,
                "is_imported": True, **moment_cells(line),
            }  # fmt: skip


def rating_rows(story: Story, replay: Replay) -> Iterator[dict[str, Any]]:
    """The new ratings of a case."""
    for done in replay.done:
        line = story.fresh.get(done.told.seq)
        if line and rules.is_rating(done):
            yield {
                "case_id": story.entry.case_id, "round": done.round, "rater": ASKER, "way": LEDGER_WAY,
                "outcome": done.told.note, "wants_redo": done.verb == "rate_redo", "rated_on": done.told.day,
                "recorded_at": moment_cells(line)["acted_at"],
            }  # fmt: skip


def notice_rows(replays: Iterable[tuple[Story, Replay]]) -> Iterator[dict[str, Any]]:
    """The new notices, numbered within their year in the order of their days."""
    found = [
        (story.fresh[done.told.seq], story, done) for story, replay in replays for done in replay.done
        if done.verb == rules.URGED and done.told.seq in story.fresh
    ]  # fmt: skip
    found.sort(key=lambda one: (one[2].told.day, one[1].entry.number, one[2].told.seq))
    for line, story, done in found:
        year = done.told.day.year
        cells = moment_cells(line)
        yield {
            "number": f"DB{year}-{next_number(f'notice {year}'):04d}", "case_id": story.entry.case_id,
            "level": rules.notice_level(done.told.note), "cause": NOTICE_CAUSES[-1], "demand": done.told.note,
            "unit_id": story.entry.cells["unit_id"], "issued_by": cells["actor_name"], "issued_at": cells["acted_at"],
            "issued_on": done.told.day, "closed_at": end_of_notice(done, story),
        }  # fmt: skip


def end_of_notice(notice: Done, story: Story) -> datetime | None:
    """When the unit reported what it was urged to do: the notice is done with then."""
    later = (one for one in story.after().done if one.verb == "finish" and one.told.seq > notice.told.seq)
    result = next(later, None)
    return clock.at(result.told.day) if result else None


def bring_forward(case: Case, story: Story, replay: Replay) -> tuple[str, int, str, dict[str, Any]]:
    """Give a case the state, days and rounds of its steps; what the ledger alone says stays. Gives its event."""
    before = case.state
    for key, (value, seq) in replay.said().items():
        is_own = key in story.held or (getattr(case, key) is not None and seq not in story.fresh)
        setattr(case, key, getattr(case, key) if is_own else value)
    case.round, case.decline_count = replay.round, replay.decline_count
    if replay.state and case.state != VOIDED:
        case.state = replay.state
        case.holder_organisation_id = holder_in(case.state, case.committee_id, case.unit_id)
        case.entered_at = clock.at(replay.done[-1].told.day)
        case.closed_on = case.rated_on if case.state in END_STATES else None
    return (Case.__tablename__, case.id, case.number, changed_state(before, case.state))
