"""The program and the model side by side: each deed is foretold, done for real, and both are compared."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.casework import actions
from liaison.casework.models import Case, CoUnit
from liaison.casework.queries import sight
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from tests.factories import make_row
from tests.model import changes, invariants, office, traces
from tests.model.asking import asked
from tests.model.cast import Cast
from tests.model.cells import Cells
from tests.model.model import Kept, Undo, answer_of, is_open_to_code, may, sees, why_not
from tests.model.office import GRAPH, NO_BUTTON, STARTS

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=clock.SHANGHAI)
LAST_DEEDS, WHOLE_EACH = 12, 8
TAKE_BACK, BY_CODE = "take_back", "by_code"
HELPERS_DUE = select(CoUnit.organisation_id, CoUnit.due_on).where(CoUnit.case_id == bindparam("case"))


class Violation(AssertionError):  # noqa: N818 - what it is called in every test of this kind
    """The program did what the office's rules do not allow, or refused what they do."""


@dataclass
class Deed:
    """What somebody tries. is_fresh: he saw the case as it stands; is_complete: the sheet has what it needs."""

    actor: Actor
    verb: str
    case: Kept
    cells: Cells = field(default_factory=dict)
    is_fresh: bool = True
    is_complete: bool = True
    code: str = ""

    def __str__(self) -> str:
        flaws = ("" if self.is_fresh else " stale") + ("" if self.is_complete else " incomplete")
        return f"{self.actor.role} {self.actor.signature}: {self.verb} {self.case.number} ({self.case.state}){flaws}"


WITH_WHAT_MOVES = (joinedload(Case.flow_version), joinedload(Case.member), joinedload(Case.co_units))


@cache
def within_sight(actor: Actor) -> Select[Any]:
    """The id of a case, if the actor may see it."""
    return select(Case.id).where(Case.id == bindparam("case"), sight.cases_visible_to(actor))


class World:
    """One walk's cases. trail: the last deeds; told: how often each verb was done or refused."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.cases, self.now = cast, {}, MORNING
        self.trail: deque[str] = deque(maxlen=LAST_DEEDS)
        self.told: Counter[tuple[str, bool]] = Counter()
        self.contacts: dict[int, Contact] = {}
        self.rows: dict[int, Case] = {}  # keeps them in the session, so that each is read once
        self.last_ids = invariants.newest_ids()
        self.digests: dict[Any, int] = {}

    def may_lead(self, main: Kept, case: Kept) -> bool:
        """Whether one case can wait for another."""
        return not changes.why_no_merge(self, case, main)

    def open_case(self, place: int, committee: int) -> Kept:
        """A member brings a request home; each committee has its own member, the third left since."""
        member = self.cast.members[place]
        with clock.set_clock(self.now):
            if place not in self.contacts:
                talk = "路口没有红绿灯，放学时车流混杂。"
                self.contacts[place] = make_row(Contact, member_id=member.id, talk=talk)
            cells = {"committee_id": committee, "category_id": self.cast.categories[0]}
            case = actions.open_case(self.contacts[place], self.cast.names[f"member{place % 2}"], **cells)
        db.session.flush()
        kept = Kept(case.id, case.number, committee, member.id, not member.is_active)
        self.cases[kept.id], self.rows[kept.id] = kept, case
        invariants.compare(self, [(kept, "open", self.cast.names[f"member{place % 2}"], 1)])
        return kept

    def act(self, deed: Deed) -> bool:
        """Try something; gives whether it was done. Raises Violation where program and rules part."""
        self.trail.append(str(deed))
        with clock.set_clock(self.now):
            is_right = self.foretold(deed)
            before = None if is_right else self.traces(deed)
            refusal = self.tried(deed, is_right=is_right)
            if before and refusal and before != self.traces(deed):
                raise self.violation(f"refused ({refusal}), and something changed all the same")
            self.told[deed.verb, not refusal] += 1
            if is_right == bool(refusal):
                raise self.violation(f"refused ({refusal})" if refusal else "done, though the rules do not allow it")
            if not refusal:
                self.follow(deed)
        return not refusal

    def violation(self, words: str) -> Violation:
        """What went wrong, and what had happened before."""
        return Violation(f"{words}\n  " + "\n  ".join(self.trail))

    def foretold(self, deed: Deed) -> bool:
        """Whether the rules allow it."""
        case, verb, today = deed.case, deed.verb, clock.today()
        if verb == TAKE_BACK:
            return self.can_be_undone(deed)
        if verb == BY_CODE:
            return deed.is_complete and is_open_to_code(case, deed.code, self.now)
        if verb in NO_BUTTON or case.state not in STARTS[verb] or not may(deed.actor, verb, case):
            return False
        is_whole = deed.is_fresh and deed.is_complete and not why_not(case, verb, today)
        return is_whole and not GUARDS.get(verb, lambda _world, _deed: False)(self, deed)

    def can_be_undone(self, deed: Deed) -> bool:
        """Whether the last move is one's own, fresh, and nobody has gone on from it."""
        undo, case = deed.case.undo, deed.case
        if undo is None or undo.user != deed.actor.user_id or deed.actor.role in ("leader", "librarian", "admin"):
            return False
        is_seen = sees(deed.actor, case) or (undo.verb == "pass_within" and deed.actor.role == "handler")
        is_late = self.now - undo.at > timedelta(minutes=office.MINUTES_TO_TAKE_BACK)
        if is_late or not is_seen or any(self.cases[one].records != count for one, count in undo.followed.items()):
            return False
        led = [(self.cases[one], case) for one in undo.followed]
        if undo.before["state"] == "merged":
            led.append((case, self.cases[undo.before["merged"]]))
        was, case.state = case.state, undo.before["state"]
        is_wrong = any(changes.why_no_merge(self, one, main, office.WAITED_FOR) for one, main in led)
        case.state = was
        return not is_wrong

    def tried(self, deed: Deed, *, is_right: bool) -> str:
        """Do it as a page does: sight, permission, the action. Gives why it was refused, or nothing.

        Returning saves what was changed, raising throws it away: as each request of the program does. What the rules
        allow needs no way back, for to be refused is a violation of its own.
        """
        nested = None if is_right else db.session.begin_nested()
        try:
            refusal = self.done(deed)
            (nested.commit if nested else db.session.flush)()
        except Refused as error:
            if nested:
                nested.rollback()
            return error.sentence
        except Exception as error:
            raise self.violation(f"broke: {error!r}") from error
        return refusal

    def traces(self, deed: Deed) -> tuple[Any, Any]:
        """What would show that something changed: counts each time, each row of the case now and then."""
        is_whole = self.told.total() % WHOLE_EACH == 0
        return traces.marks(), traces.whole(deed.case.id, deed.case.number) if is_whole else None

    def done(self, deed: Deed) -> str:
        """The real thing; gives a word where the gate is shut."""
        if deed.verb == BY_CODE:
            row = actions.code_row(deed.code)
            return "" if row and actions.rate_by_code(row, **deed.cells) else "no such code"
        case = self.row_within_sight(deed)
        if case is None and deed.verb == TAKE_BACK:
            case = sight.case_to_take_back(deed.actor, deed.case.number)
        permission = CASEWORK.by_verb[deed.verb].permission if deed.verb != TAKE_BACK else "case.take_back"
        if case is None or not allowed(deed.actor, permission, case):
            return "not found"
        return self.moved(case, deed)

    def row_within_sight(self, deed: Deed) -> Case | None:
        """The case, if the actor may see it; what a rollback made stale of it is read anew."""
        found = asked(within_sight(deed.actor), {"case": deed.case.id}).scalar()
        return db.session.get(Case, found, options=WITH_WHAT_MOVES) if found else None

    def moved(self, case: Case, deed: Deed) -> str:
        """The move itself; a code that comes of it is kept for the asker."""
        if deed.verb == TAKE_BACK:
            actions.take_back(case, deed.actor)
            return ""
        version = case.version - (not deed.is_fresh)
        given = actions.make_move(case, deed.verb, deed.actor, version, **deed.cells)
        if deed.verb == "tell_asker":
            deed.code = given
        return ""

    def follow(self, deed: Deed) -> None:
        """Let the model go the same way, and compare."""
        case = deed.case
        moved = self.undone(deed) if deed.verb == TAKE_BACK else self.gone_on(deed)
        if deed.verb == "tell_asker":
            case.codes.append((deed.code, case.round, self.now))
        invariants.compare(self, moved)
        if deed.verb == "hand_over" or case.helpers:
            self.note_helpers(case)

    def gone_on(self, deed: Deed) -> list[tuple[Kept, str, Actor | None, int]]:
        """A move happens, and who waited moves along. Gives (case, verb, who, round it was done in) of each."""
        case, rated_in = deed.case, deed.case.round
        verb = answer_of(case, deed.cells) if deed.verb in ("rate", BY_CODE) else deed.verb
        actor = None if deed.verb == BY_CODE else deed.actor
        undo = Undo(verb, deed.actor.user_id, self.now, case.cells(), case.image)
        changes.apply(self, case, verb, deed.actor, deed.cells)
        moved = [(case, verb, actor, rated_in)]
        for one, along in changes.following(self, case, verb):
            moved.append((one, along, actor, one.round))
            undo.followed[one.id] = one.records + 1
            one.undo = Undo(along, None, self.now, one.cells(), one.image)
            changes.apply(self, one, along, deed.actor, {})
        case.undo = undo
        if deed.verb in ("rate", BY_CODE):
            self.note_rating(deed, rated_in)
        return moved

    def note_rating(self, deed: Deed, rated_in: int) -> None:
        """A rating stands; it cannot be taken back, and a code is used up."""
        case, way = deed.case, "扫码" if deed.verb == BY_CODE else deed.cells["way"]
        case.undo, case.ways = None, {**case.ways, rated_in: (*case.ways.get(rated_in, ()), way)}
        case.used_codes |= {deed.code}

    def undone(self, deed: Deed) -> list[tuple[Kept, str, Actor | None, int]]:
        """Case and followers are what they were; the invariants hold the row against the one before."""
        undo, moved = deed.case.undo, []
        for one in (deed.case, *(self.cases[follower] for follower in undo.followed)):
            moved.append((one, TAKE_BACK, deed.actor, one.round))
            for name, value in one.undo.before.items():
                setattr(one, name, value)
            one.image = {**one.undo.image, "is_restored": True}
        for one, *_rest in moved:
            one.undo = None
        return moved

    def note_helpers(self, case: Kept) -> None:
        """By when the helping units are to answer."""
        case.helpers_due = dict(asked(HELPERS_DUE, {"case": case.id}).all())

    @contextmanager
    def thrown_away(self) -> Iterator[None]:
        """What is done in this block leaves nothing behind."""
        nested = db.session.begin_nested()
        try:
            yield
        finally:
            nested.rollback()


GUARDS: Mapping[str, Any] = {
    "hand_over": lambda _world, deed: deed.cells.get("limit_days") == office.TOO_LONG,
    "merge": lambda world, deed: changes.why_no_merge(world, deed.case, world.cases[deed.cells["merged_into_id"]]),
    "unmerge": lambda world, deed: world.cases[deed.case.merged].state == "to_forward",
    "convert": lambda _world, deed: deed.cells["conversion"] in deed.case.converted,
    "decline": lambda _world, deed: deed.cells["proposed_unit_id"] == deed.case.unit,
    "rule_reassign": lambda _world, deed: deed.cells["unit_id"] == deed.case.unit,
    "settle_reassign": lambda _world, deed: deed.cells["unit_id"] == deed.case.unit,
    "pass_within": lambda _world, deed: not (deed.cells.get("section_id") or deed.cells.get("handler_id")),
}
assert set(GUARDS) <= set(GRAPH)
