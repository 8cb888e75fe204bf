"""Moving a case through the eight steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from liaison.access import Actor
from liaison.accounts.models import User
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.actions import limits
from liaison.casework.actions.effects import EFFECTS, ask_helping_again, nothing
from liaison.casework.actions.following import FOLLOWING, refuse_false_merge
from liaison.casework.actions.records import restore, snapshot, write_record
from liaison.casework.actions.telling import tell_of_step
from liaison.casework.actions.turns import TURNS, no_turn, refuse_same_hands
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.ladder import thresholds
from liaison.casework.queries.merging import moved_along, waiting_with
from liaison.casework.rules import merging, turns
from liaison.casework.rules.flows import flow_of, move_named
from liaison.casework.workflow import (
    CLOSED,
    COMMITTEE,
    FOLLOWING_VERBS,
    HANDLER,
    MEMBER,
    MERGED,
    OFFICE,
    OPEN_STATES,
    RATING_VERBS,
    UNIT,
    changed_state,
    title_of,
)
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.workflow import Move, State
from liaison.orgs.models import Organisation

# What else a case shows of a row once its id is chosen.
REFERENCES = ("unit", "category", "committee", "section", "handler", "proposed_unit", "merged_into")
TAKING_BACK = Move("take_back", "撤回", (), None, 3, "case.take_back")


def advance(case: Case, verb: str, actor: Actor, **filled: Any) -> Case:
    """Make one move of the flow chart.

    filled: the cells of that step's sheet, e.g. unit_id=3; those naming a column are stored on the case,
    all are kept in the step record.
    Raises Refused when the move does not start here or a needed cell is empty.
    Source: 海安市政协 八步工作流程, steps 三–八.
    """
    flow = flow_of(case)
    filled = rules.with_usual(move_named(flow, verb), case, filled)
    move = flow.check(verb, case.state, filled)
    missing = rules.still_missing(verb, filled.get("kind") or case.kind, filled)
    if missing:
        raise Refused(next(iter(missing.values())), missing)
    before, opened_at = snapshot(case), case.entered_at
    with db.session.no_autoflush:  # the case is written once, as it stands in the end
        refuse_same_hands(case, verb, actor)
        TURNS.get(verb, no_turn)(case, actor, filled)
        store_cells(case, move, filled)
        EFFECTS.get(verb, nothing)(case, filled)
        enter(case, move)
        flag_modified(case, "state")  # a move counts as a change even where no cell is another: one form, one effect
        step = write_record(case, move, actor, filled, before, opened_at)
    rounds = {"round": [before["round"], case.round]} if case.round != before["round"] else {}
    changes = {**changed_state(before["state"], case.state), **rounds}
    record(f"case.{verb}", case, actor, label=case.number, changes=changes)
    tell_of_step(case, step, actor)
    lead(case, verb, actor)
    return case


def lead(case: Case, verb: str, actor: Actor) -> None:
    """Let the cases that were merged into this one follow: each to its own reply, or back where there will be none."""
    following = merging.verb_of_followers(verb, flow_of(case).by_code[case.state])
    for one in waiting_with(case) if following else ():
        advance(one, following, actor, **FOLLOWING[following](case))


def store_cells(case: Case, move: Move, filled: Mapping[str, Any]) -> None:
    """Keep on the case the cells that it has columns for; empty ones leave what stands."""
    keys = [c.key for c in move.columns if c.key in Case.__table__.columns and filled.get(c.key) not in (None, "")]
    for key in keys:
        setattr(case, key, filled[key])
    stale = [name for name in REFERENCES if f"{name}_id" in keys]
    if stale:
        db.session.expire(case, stale)


def enter(case: Case, move: Move) -> None:
    """Bring the case to the state the move leads to; a move that stays leaves turn and clock alone."""
    if move.rounds:
        open_round(case, move)
    if move.target:
        settle_in(case, move.target)


def open_round(case: Case, move: Move) -> None:
    """Begin the next round, with a limit of its own; the old answer stays in the records."""
    if move.at_most is not None and case.round >= move.at_most:
        raise Refused(f"已经办过 {case.round} 轮，不能再开一轮。请由办公室处理。")
    case.round += 1
    case.closed_on = None
    limits.set_redo_limit(case)
    ask_helping_again(case)


def settle_in(case: Case, code: str) -> None:
    """Let the case come to rest in a state: whose turn it is, since when, until when."""
    state = flow_of(case).arrive(code, case)
    follow_up(case, state)
    case.state = state.code
    case.entered_at = clock.now()
    limits.set_step_limit(case, state)
    case.holder_organisation_id = holder_of(case, state.holder)
    if state.is_end:
        case.closed_on = clock.today()


def follow_up(case: Case, state: State) -> None:
    """B类 is looked at again some months after it closes; a case that goes round once more is not."""
    if state.code == CLOSED and case.state != CLOSED:
        case.recheck_on = None
        if turns.is_tracked(case.result):
            case.recheck_on = turns.next_recheck(clock.today(), thresholds().recheck_months)
    elif state.code != CLOSED:
        case.recheck_on = None
    if not state.is_end:
        case.closed_on = None


def holder_of(case: Case, holder: str) -> int | None:
    """The organisation whose turn it is; None for the member, the asker and the end."""
    if holder == OFFICE:
        return db.session.scalar(select(Organisation.id).where(Organisation.kind == "office").order_by(Organisation.id))
    return {COMMITTEE: case.committee_id, UNIT: case.unit_id, HANDLER: case.unit_id, MEMBER: None}.get(holder)


def take_back(case: Case, actor: Actor) -> Case:
    """Undo one's own last move within ten minutes, while nobody has acted on it. Both stay in the records."""
    last = last_record(case)
    if last is None or not may_take_back(last, actor):
        raise Refused("只能在 10 分钟内撤回自己刚办的一步，而且后面还没有人接着办。")
    undo(case, last, actor)
    for followed in moved_along(case, last):
        if last_record(followed.case).id != followed.id:
            raise Refused(f"随它办的 {followed.case.number} 已经接着办了，不能再撤回。")
        undo(followed.case, followed, actor)
    return case


def last_record(case: Case) -> StepRecord | None:
    """What was done last."""
    records = select(StepRecord).where(StepRecord.case_id == case.id)
    return db.session.scalars(records.order_by(StepRecord.seq.desc()).limit(1)).first()


def undo(case: Case, last: StepRecord, actor: Actor) -> None:
    """Put a case back where its last move found it."""
    opened_at, before = case.entered_at, snapshot(case)
    restore(case, last.before)
    limits.restore_limits(case, last.seq)
    if case.state == MERGED:
        db.session.expire(case, ["merged_into"])
        refuse_false_merge(case, case.merged_into, merging.WAITED_FOR)
    step = write_record(case, TAKING_BACK, actor, {"reason": f"撤回“{title_of(last.verb)}”"}, before, opened_at)
    record("case.take_back", case, actor, label=case.number, changes=changed_state(before["state"], case.state))
    tell_of_step(case, step, actor)


def may_take_back(last: StepRecord | None, actor: Actor) -> bool:
    """Whether this record can still be taken back by this person."""
    if last is None or last.is_imported or last.verb in {"take_back", "open"} | RATING_VERBS | FOLLOWING_VERBS:
        return False
    return last.actor_id == actor.user_id and clock.now() - last.acted_at <= rules.TAKE_BACK


def pass_on_tasks(old_user_id: int, new_user_id: int, actor: Actor, unit_id: int | None = None) -> int:
    """Give one handler's open cases to another (换人), those of one unit or all; gives how many went over."""
    open_cases = select(Case).where(Case.handler_id == old_user_id, Case.state.in_(OPEN_STATES))
    cases = list(db.session.scalars(open_cases.where(Case.unit_id == unit_id) if unit_id else open_cases))
    names = [db.session.get_one(User, user_id).name for user_id in (old_user_id, new_user_id)]
    for case in cases:
        case.handler_id = new_user_id
        record("case.pass_on", case, actor, label=case.number, changes={"handler_id": names})
    return len(cases)
