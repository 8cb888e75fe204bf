"""What the steps of a past ledger amount to: verbs, rounds, days, ratings, and the state they leave a case in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from liaison.casework.sheets.steps import GRADES, NOTICE_LEVELS
from liaison.casework.workflow import CASEWORK, COMMITTEE, HANDLER, STEPS, UNIT

CONTACT, CONSENSUS, HAND_OVER, APPROVAL, HANDLING, SUPERVISION, REPLY, RATING = STEPS
STEP_OF: Mapping[str, int] = MappingProxyType({word: number for number, word in STEPS.items()})
UNSATISFIED = GRADES[-1]
URGED = "urge"  # The verb of a record that stands for a notice, which never moves a case.
RETURNED = "退回"

# What a step leads to where nothing follows it. A past ledger lacks the moves between, so the state is the first
# in which somebody of today can go on.
LEADS_TO: Mapping[str, str] = MappingProxyType({
    "open": "to_consensus", "submit": "to_hand_over", "hand_over": "to_approve", "approve": "handling",
    "decline": "declined", "finish": "to_check", "reply": "to_forward", "rate": "closed", "rate_redo": "handling",
})  # fmt: skip
VERBS: Mapping[int, str] = MappingProxyType({
    CONTACT: "open", CONSENSUS: "submit", HAND_OVER: "hand_over", APPROVAL: "approve", HANDLING: "finish",
    SUPERVISION: URGED, REPLY: "reply", RATING: "rate",
})  # fmt: skip
# Of which step a day of the case is, and whether the first or the last one counts. Source: DECISIONS 24.
DAYS: Mapping[str, tuple[str, bool]] = MappingProxyType({
    "transferred_on": ("hand_over", False), "approved_on": ("approve", False), "handled_on": ("finish", True),
    "replied_on": ("reply", True), "rated_on": ("rate", False),
})  # fmt: skip


class Told(NamedTuple):
    """One line of a step log. step: 1–8; note: what the log adds."""

    seq: int
    step: int
    day: date
    note: str = ""


class Done(NamedTuple):
    """The same line as a record of the program: its verb and its round."""

    told: Told
    verb: str
    round: int


@dataclass
class Replay:
    """What a case's lines amount to.

    days: `{column of the case: (day, seq of the line that says so)}`; state: None where no line moves the case.
    """

    done: list[Done] = field(default_factory=list)
    round: int = 1
    state: str | None = None
    decline_count: int = 0
    days: dict[str, tuple[date, int]] = field(default_factory=dict)

    @property
    def last_rating(self) -> Told | None:
        """The rating that counts."""
        return next((done.told for done in reversed(self.done) if is_rating(done)), None)

    def said(self) -> dict[str, tuple[Any, int]]:
        """`{column of the case: (value, seq)}` of all that a ledger's own row also says."""
        last = self.last_rating
        return {**self.days, **({"rating": (last.note, last.seq)} if last else {})}


def replayed(lines: Iterable[Told], until: date | None = None) -> Replay:
    """Go through the lines of one case in the order of seq; times within a day are not reliable.

    不满意 begins another round where any further step follows; else it was the end. Source: DECISIONS 21, 23.
    until: what came after that day is not done yet, but tells what a line of before it was. Source: DECISIONS 25.
    """
    ordered = sorted(lines, key=lambda line: line.seq)
    replay = Replay()
    for place, line in enumerate(ordered):
        verb = verb_of(line, ordered[place + 1 :])
        if until and line.day > until:
            continue
        replay.done.append(Done(line, verb, replay.round))
        replay.round += verb == "rate_redo"
        replay.decline_count += verb == "decline"
        replay.state = LEADS_TO.get(verb, replay.state)
    replay.days = dict(found for key in DAYS for found in day_of(key, replay.done))
    return replay


def verb_of(line: Told, following: Sequence[Told]) -> str:
    """What a line is called in the program."""
    if line.step == APPROVAL and line.note.startswith(RETURNED):
        return "decline"
    if line.step == RATING and line.note == UNSATISFIED and any(one.step != SUPERVISION for one in following):
        return "rate_redo"
    return VERBS[line.step]


def day_of(key: str, done: Sequence[Done]) -> list[tuple[str, tuple[date, int]]]:
    """The day of a case's column, as a list of none or one."""
    verb, is_first = DAYS[key]
    found = [one.told for one in done if one.verb == verb or (verb == "rate" and is_rating(one))]
    return [(key, (line.day, line.seq)) for line in (found[:1] if is_first else found[-1:])]


def is_rating(done: Done) -> bool:
    """Whether a record is a rating."""
    return done.verb in ("rate", "rate_redo")


def notice_level(note: str) -> int:
    """The level of a notice by the word in it (到期提醒 is 提醒); one without such a word is 催办."""
    return next((level for level, word in enumerate(NOTICE_LEVELS, start=1) if word in note), 2)


def state_by_days(days: Mapping[str, Any]) -> str:
    """The state of a case of which only the ledger's days are known."""
    for key in reversed(DAYS):
        if days.get(key):
            return LEADS_TO[DAYS[key][0]]
    return LEADS_TO["submit"]


def holder_in(state: str, committee_id: int | None, unit_id: int | None) -> int | None:
    """The organisation whose turn it is in a state that a replay may leave; None for people and the end."""
    return {COMMITTEE: committee_id, UNIT: unit_id, HANDLER: unit_id}.get(CASEWORK.by_code[state].holder)


def contradictions(before: Replay, after: Replay, ledger: Mapping[str, Any]) -> dict[int, str]:
    """`{seq of a new line: column}` where the ledger's own row says otherwise.

    before: by the lines that stand already; what they explain is no longer the ledger's own word. ledger: the case.
    """
    explained, standing = before.said(), {one.told.seq for one in before.done}
    found = {}
    for key, (value, seq) in after.said().items():
        said = ledger.get(key)
        is_own = said is not None and said != explained.get(key, (None,))[0]
        if is_own and said != value and seq not in standing:
            found[seq] = key
    return found
