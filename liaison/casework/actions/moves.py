"""Opening a case and moving it through the eight steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.actions import limits
from liaison.casework.actions.records import restore, set_co_units, snapshot, write_record
from liaison.casework.models import Case, StepRecord
from liaison.casework.workflow import (
    CASEWORK,
    COMMITTEE,
    HANDLER,
    MEMBER,
    OFFICE,
    OPEN_STATES,
    RATING_VERBS,
    STEPS,
    UNIT,
)
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.workflow import Move
from liaison.orgs.models import Category, Organisation
from liaison.orgs.queries import receiving_committee

OPENING = Move("open", STEPS[1], (), "to_consensus", 1, "contact.record")
TAKING_BACK = Move("take_back", "撤回", (), None, 3, "case.take_back")


def open_case(contact: Contact, actor: Actor, **filled: Any) -> Case:
    """Open a case on a contact at 待凝心; what was not filled in is derived, nothing is refused for want of it.

    filled: cells of the case, e.g. title, text, category_id, place, suggestion, survey, committee_id.
    A case whose survey and suggestion are both there goes straight to 待转办.
    Source: 凝心调研表; six taps on the member's phone.
    """
    cells = {**derived_cells(contact, filled), **{k: v for k, v in filled.items() if v not in (None, "")}}
    case = Case(
        number=f"{contact.contacted_on.year}-{next_number(f'case {contact.contacted_on.year}'):04d}",
        contact_id=contact.id, member_id=contact.member_id, representative_id=contact.representative_id,
        raised_on=contact.contacted_on, entered_at=clock.now(), state="to_consensus", **cells,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    contact.has_request = True
    settle_in(case, "to_consensus")
    write_record(case, OPENING, actor, {"text": case.text, "suggestion": case.suggestion}, {}, clock.now())
    record("case.open", case, actor, label=case.number, changes={"title": [None, case.title]})
    if case.survey and case.suggestion:
        advance(case, "submit", actor, **{c.key: getattr(case, c.key, None) for c in consensus_columns()})
    return case


def consensus_columns() -> tuple[Any, ...]:
    """The cells of step 2 that stand on the case itself."""
    columns = CASEWORK.by_verb["submit"].columns
    return tuple(c for c in columns if c.key in Case.__table__.columns)


def derived_cells(contact: Contact, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the contact: asker, place, field, kind, title and who receives it."""
    person = contact.representative
    category = db.session.get(Category, filled["category_id"]) if filled.get("category_id") else None
    village = person.village.name if person.village else person.area.name
    topic = category.name if category else (contact.topics or "其他").split("、")[0]
    area_id = filled.get("area_id") or person.area_id
    return {
        "title": rules.derived_title(topic, village, filled.get("text") or contact.talk),
        "text": contact.talk, "kind": category.kind if category else "意见建议", "urgency": "一般",
        "place": village, "area_id": area_id, "village_id": person.village_id,
        "asker_name": person.name, "asker_phone": person.phone,
        "committee_id": receiving_committee(category.id if category else None, area_id),
    }  # fmt: skip


def advance(case: Case, verb: str, actor: Actor, **filled: Any) -> Case:
    """Make one move of the flow chart.

    filled: the cells of that step's sheet, e.g. unit_id=3; those naming a column are stored on the case,
    all are kept in the step record.
    Raises Refused when the move does not start here or a needed cell is empty.
    Source: 海安市政协 八步工作流程, steps 三–八.
    """
    move = CASEWORK.check(verb, case.state, filled)
    missing = rules.still_missing(verb, filled.get("kind") or case.kind, filled)
    if missing:
        raise Refused(next(iter(missing.values())), missing)
    before, opened_at = snapshot(case), case.entered_at
    store_cells(case, move, filled)
    EFFECTS.get(verb, nothing)(case, filled)
    enter(case, move)
    write_record(case, move, actor, filled, before, opened_at)
    changes = {"state": [before["state"], case.state], **({"round": [before["round"], case.round]} if move.rounds else {})}
    record(f"case.{verb}", case, actor, label=case.number, changes=changes)
    return case


def store_cells(case: Case, move: Move, filled: Mapping[str, Any]) -> None:
    """Keep on the case the cells that it has columns for; empty ones leave what stands."""
    for column in move.columns:
        if column.key in Case.__table__.columns and filled.get(column.key) not in (None, ""):
            setattr(case, column.key, filled[column.key])
    db.session.flush()
    db.session.refresh(case, ["unit", "category", "committee", "section", "handler", "proposed_unit"])


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


def settle_in(case: Case, code: str) -> None:
    """Let the case come to rest in a state: whose turn it is, since when, until when."""
    state = CASEWORK.arrive(code, case)
    case.state = state.code
    case.entered_at = clock.now()
    case.step_due_on = limits.step_due(state)
    case.holder_organisation_id = holder_of(case, state.holder)
    if state.is_end:
        case.closed_on = clock.today()


def holder_of(case: Case, holder: str) -> int | None:
    """The organisation whose turn it is; None for the member, the asker and the end."""
    if holder == OFFICE:
        return db.session.scalar(select(Organisation.id).where(Organisation.kind == "office").order_by(Organisation.id))
    return {COMMITTEE: case.committee_id, UNIT: case.unit_id, HANDLER: case.unit_id, MEMBER: None}.get(holder)


def nothing(_case: Case, _filled: Mapping[str, Any]) -> None:
    """A move without further effects."""


def handed_over(case: Case, filled: Mapping[str, Any]) -> None:
    """Dispatch starts the clock; section and handler are the new unit's to choose."""
    if case.unit_id in (filled.get("co_unit_ids") or []):
        raise Refused("主办和协办不能是同一个单位", {"co_unit_ids": "主办和协办不能是同一个单位"})
    set_co_units(case, filled.get("co_unit_ids") or [])
    case.transferred_on = clock.today()
    case.section_id = case.handler_id = case.proposed_unit_id = None
    limits.set_handling_limit(case, clock.today(), filled.get("limit_days"))


def approved(case: Case, filled: Mapping[str, Any]) -> None:
    """Who handles it; a handler who was not named before is nobody."""
    case.approved_on = clock.today()
    case.handler_id = filled.get("handler_id")
    case.section_name = case.section.name if case.section else None
    if filled.get("internal_due_on") and case.due_on and filled["internal_due_on"] > case.due_on:
        late = f"内部限期不能晚于办理期限 {case.due_on}，请选早一些的日子"
        raise Refused(late, {"internal_due_on": late})


def declined(case: Case, _filled: Mapping[str, Any]) -> None:
    """Count it; after a final ruling nothing can be declined."""
    if case.decline_count >= rules.MOST_DECLINES:
        raise Refused("这件已经审定由本单位办理，不能再申退。办理有困难请联系市政协办公室。")
    case.decline_count += 1


def reassigned(case: Case, _filled: Mapping[str, Any]) -> None:
    """Another unit: its section and handler are still to be chosen."""
    case.section_id = case.handler_id = case.proposed_unit_id = case.section_name = None


def signed(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit's result is out: the first time counts."""
    case.handled_on = case.handled_on or clock.today()


def replied(case: Case, _filled: Mapping[str, Any]) -> None:
    """The unit has replied: the first time counts."""
    case.replied_on = case.replied_on or clock.today()


EFFECTS: Mapping[str, Callable[[Case, Mapping[str, Any]], None]] = {
    "hand_over": handed_over, "approve": approved, "decline": declined, "rule_reassign": reassigned,
    "settle_reassign": reassigned, "sign": signed, "reply": replied,
}  # fmt: skip


def hand_over_group(cases: Iterable[Case], actor: Actor, **filled: Any) -> list[Case]:
    """Hand several cases over to the same unit (整组转办): all or none."""
    return [advance(case, "hand_over", actor, **filled) for case in cases]


def take_back(case: Case, actor: Actor) -> Case:
    """Undo one's own last move within ten minutes, while nobody has acted on it. Both stay in the records."""
    last = db.session.scalars(
        select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq.desc()).limit(1)
    ).one()
    if not may_take_back(last, actor):
        raise Refused("只能在 10 分钟内撤回自己刚办的一步，而且后面还没有人接着办。")
    opened_at, before = case.entered_at, snapshot(case)
    restore(case, last.before)
    write_record(case, TAKING_BACK, actor, {"reason": f"撤回“{title_of(last.verb)}”"}, before, opened_at)
    record("case.take_back", case, actor, label=case.number, changes={"state": [before["state"], case.state]})
    return case


def may_take_back(last: StepRecord | None, actor: Actor) -> bool:
    """Whether this record can still be taken back by this person."""
    if last is None or last.is_imported or last.verb in {"take_back", "open"} | RATING_VERBS:
        return False
    return last.actor_id == actor.user_id and clock.now() - last.acted_at <= rules.TAKE_BACK


def title_of(verb: str) -> str:
    """The Chinese word of a verb, also of those that no button shows."""
    if verb in CASEWORK.by_verb:
        return CASEWORK.by_verb[verb].title
    return {"open": "连线", "take_back": "撤回"}.get(verb, verb)


def pass_on_tasks(old_user_id: int, new_user_id: int, actor: Actor) -> int:
    """Give one handler's open cases to another (换人); gives how many went over."""
    open_cases = select(Case).where(Case.handler_id == old_user_id, Case.state.in_(OPEN_STATES))
    cases = list(db.session.scalars(open_cases))
    for case in cases:
        case.handler_id = new_user_id
        record("case.pass_on", case, actor, label=case.number, changes={"handler_id": [old_user_id, new_user_id]})
    return len(cases)
