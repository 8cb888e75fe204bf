"""One case's way through the eight steps, counted from its step records: moves made, where it stands, what is sound."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from liaison.casework.rules.limits import due_of_step
from liaison.casework.rules.replay import LEADS_TO, URGED, Told, replayed
from liaison.casework.rules.story import standing
from liaison.casework.workflow import CASEWORK, MOVES, RATING_VERBS, REPLY_VERBS
from liaison.core import clock

# Where a case can lie, in the office's words; moves within a station are nobody else's business.
STATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "member": ("to_consensus", "to_supplement"), "desk": ("to_hand_over",), "merged": ("merged",),
    "approval": ("to_sign_out", "to_receive", "to_approve"), "ruling": ("declined", "to_rule_finally"),
    "handling": ("handling", "to_sign"), "check": ("to_check",), "reply": ("to_reply",), "forward": ("to_forward",),
    "feedback": ("to_confirm", "to_tell"), "rating": ("to_rate",), "office": ("to_decide",), "closed": ("closed",),
    "ended": ("settled", "refused", "voided"),
})  # fmt: skip
STATION_OF: Mapping[str, str] = MappingProxyType({code: name for name, codes in STATIONS.items() for code in codes})
OPEN, TAKE_BACK = "open", "take_back"
REDO_VERBS = frozenset(move.verb for move in MOVES if move.rounds)
REOPEN, CLOSING = "reopen", frozenset({"close_unrated", "decide_close"}) | RATING_VERBS
# Where a line of a past ledger finds its case, and what the program calls it: the ledger's 办理 is the signed result.
LEDGER_FROM: Mapping[str, str] = MappingProxyType({
    "submit": "member", "hand_over": "desk", "approve": "approval", "decline": "approval", "finish": "handling",
    "reply": "reply", "rate": "rating", "rate_redo": "rating",
})  # fmt: skip
LEDGER_VERBS: Mapping[str, str] = MappingProxyType({"finish": "sign"})
STEP_OF_VERB: Mapping[str, int] = MappingProxyType(
    {OPEN: 1, TAKE_BACK: 3, URGED: 6, **{move.verb: move.step for move in MOVES}}
)


class Line(NamedTuple):
    """A step record. start, due_before, entered_before: how its case stood before it, as the record keeps it;

    is_true: whether the record agrees with itself (step and verb, note and sheet, day and time, limit).
    """

    seq: int
    round: int
    verb: str
    day: date
    is_imported: bool
    start: str | None
    at: datetime
    who: tuple[Any, ...]
    is_true: bool


def lines_of(records: Sequence[Any]) -> list[Line]:
    """A case's records, in their order; those of a ledger are called what all of them together say they are."""
    told = (Told(one.seq, one.step, one.acted_on, one.note or "") for one in records if one.is_imported)
    done = {one.told.seq: one for one in replayed(told).done}
    return [ledger_line(one, done[one.seq]) if one.is_imported else live_line(one) for one in records]


def ledger_line(record: Any, done: Any) -> Line:
    """A line of a past ledger; whether 不满意 led to another round is known only once all lines are in."""
    is_called = record.verb == done.verb or {record.verb, done.verb} <= RATING_VERBS
    return Line(
        record.seq, record.round, done.verb, record.acted_on, True, None, record.acted_at, (),
        is_called and record.round == done.round,
    )  # fmt: skip


def live_line(record: Any) -> Line:
    """A move made on the platform."""
    return Line(
        record.seq, record.round, record.verb, record.acted_on, False, record.start, record.acted_at,
        (f"case.{record.verb}", record.actor_id, record.actor_name, record.on_behalf), is_true(record),
    )  # fmt: skip


def is_true(record: Any) -> bool:
    """Whether a record agrees with itself: the step of its verb, its day, its limit, the words quoted of its sheet."""
    before = {"step_due_on": record.step_due_before, "due_on": record.due_before, "recheck_on": record.recheck_before,
              "co_units": json.loads(record.co_units_before or "[]")}  # fmt: skip
    due = due_of_step(record.verb, record.filled, before)
    entered = datetime.fromisoformat(record.entered_before) if record.entered_before else record.entered_at
    return (
        record.step == STEP_OF_VERB.get(record.verb)
        and record.acted_on == clock.local(record.acted_at).date()
        and record.due_on == (date.fromisoformat(due) if due else None)
        and record.entered_at == entered
        and record.round == (record.round_before or 1)
        and (record.note is None or record.note in map(str, record.filled.values()))
    )


def tally_until(lines: Sequence[Line], day: date, *, is_ledger: bool) -> Counter[str]:
    """What was done to a case by the end of a day, counted by key.

    verb, verb@station it left, at@station it stands in; lost@ and found@: where a past ledger tells no move out of a
    station, or none into it; over…: rounds that came to an end. is_ledger: the case came from a past ledger.
    """
    kept = [line for line in standing([line for line in lines if line.day <= day]) if line.verb != URGED]
    counts: Counter[str] = Counter()
    here, was_live = "", False
    for line in kept:
        start = LEDGER_FROM.get(line.verb, "") if line.is_imported else STATION_OF.get(line.start or "", "")
        if line.is_imported or (is_ledger and not was_live):
            for key in unsaid(here, start):
                counts[key] += 1
        verb = LEDGER_VERBS.get(line.verb, line.verb) if line.is_imported else line.verb
        counts[verb] += 1
        counts[placed(verb, start)] += 1
        here, was_live = station_after(line, here), not line.is_imported
    counts[placed("at", here)] += 1
    counts.update(rounds_over(kept, here))
    return counts


def unsaid(here: str, start: str) -> list[str]:
    """What a ledger leaves out between the station a case lies in and the one that its next line leaves."""
    if here == start:
        return []
    return [*([placed("lost", here)] if here else []), *([placed("found", start)] if start else [])]


@cache
def placed(word: str, station: str) -> str:
    """The key under which something is counted at a station: one text for all cases."""
    return f"{word}@{station}"


def station_after(line: Line, here: str) -> str:
    """Where a move leaves its case."""
    if line.verb == OPEN:
        return STATION_OF[CASEWORK.first]
    target = LEADS_TO.get(line.verb) if line.is_imported else target_of(line.verb)
    return STATION_OF.get(target, target) if target else here


def target_of(verb: str) -> str | None:
    """The state that a move leads to; none where it stays."""
    return CASEWORK.by_verb[verb].target if verb in CASEWORK.by_verb else None


def rounds_over(kept: Sequence[Line], here: str) -> Counter[str]:
    """Rounds that came to an end, and of those: replied, told, rated, closed without a rating, by ledger alone."""
    by_verb: dict[str, set[int]] = {}
    for line in kept:
        by_verb.setdefault(sort_of(line.verb), set()).add(line.round)
        if line.verb in RATING_VERBS:
            by_verb.setdefault("rated", set()).add(line.round)
            by_verb.setdefault("ledger" if line.is_imported else "live", set()).add(line.round)
    ended = {line.round for line in kept if line.verb in CLOSING}
    untold = {line.round for line in kept if line.verb == REOPEN} - ended  # closed by a past ledger without steps
    over = by_verb.get("redo", set()) - untold | ({after(kept[-1])} if kept and here in ("closed", "office") else set())
    of = lambda verb: over & by_verb.get(verb, set())  # noqa: E731 - six times in the next lines
    return Counter({
        "over": len(over), "over_replied": len(of("reply")), "over_told": len(of("tell_asker")),
        "over_rated": len(of("rated")), "over_unrated": len(of("close_unrated") - of("rated")),
        "over_unreplied_ledger": len(of("ledger") - of("reply")),
        "over_untold_ledger": len(of("ledger") - of("tell_asker")),
    })  # fmt: skip


def sort_of(verb: str) -> str:
    """What a verb is counted as: every way of opening another round, and of replying, as one."""
    return "redo" if verb in REDO_VERBS else "reply" if verb in REPLY_VERBS else verb


def after(line: Line) -> int:
    """The round in which a move leaves its case."""
    return line.round + (line.verb in REDO_VERBS)


@dataclass
class Track:
    """What the records say of a case, line by line. states: in which the last may have left it, none = anywhere."""

    states: frozenset[str] = frozenset()
    round: int = 1
    is_unbroken: bool = True
    has_rounds: bool = True


def tracked(lines: Sequence[Line], *, is_ledger: bool) -> Track:
    """Follow a case's records: each begins where the one before ended, and rounds count 1, 2, … without a hole."""
    track, stack = Track(), []
    for place, line in enumerate(lines):
        track.has_rounds &= line.round == track.round
        track.is_unbroken &= line.is_imported or follows(line, track, is_first=not place, is_ledger=is_ledger)
        if line.verb != TAKE_BACK:
            stack.append(line)
            track.states, track.round = states_after(line, track.states), after(line)
        elif stack:
            taken = stack.pop()
            track.states, track.round = frozenset({taken.start or ""}), taken.round
        else:
            track.is_unbroken = False
    return track


def follows(line: Line, track: Track, *, is_first: bool, is_ledger: bool) -> bool:
    """Whether a move begins in the state in which the record before it left the case, and may begin there."""
    if is_first and not is_ledger:
        return line.verb == OPEN
    if track.states and line.start not in track.states:
        return False
    move = CASEWORK.by_verb.get(line.verb)
    return line.verb == TAKE_BACK or (move is not None and line.start in move.starts)


def states_after(line: Line, before: frozenset[str]) -> frozenset[str]:
    """The states in which a move may leave its case: where it leads, or where it passes on from there at once."""
    if line.verb == OPEN:
        return frozenset({CASEWORK.first})
    code = LEADS_TO.get(line.verb) if line.is_imported else target_of(line.verb)
    if code is None:
        return before if line.is_imported else frozenset({line.start or ""})
    found = []
    while code and not line.is_imported and code not in found:
        found.append(code)
        code = CASEWORK.by_code[code].passes_to
    return frozenset(found or [code or ""])
