"""The change of term (换届): members leave, their pairs end, their open cases go to others, all in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment.actions.pairs import end_pairs_of
from liaison.assignment.models import CHANGE_OF_TERM
from liaison.audit.actions import record_all
from liaison.casework.models import Case
from liaison.casework.queries import orphans_of, serving_members
from liaison.casework.workflow import OPEN_STATES
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.actions.terms import follow_term, refuse_known_name, refuse_wrong_day
from liaison.roster.models import Member, Term
from liaison.roster.queries import current_term

OFFICE = "政协办公室"


@dataclass(frozen=True)
class ChangeOfTerm:
    """What the office decided. day: the first of the new term; leaving: member ids; mark: of the orphans it saw;

    successors: `{leaving member: who takes his open cases over}`, None for the office itself.
    """

    name: str
    day: date
    leaving: tuple[int, ...]
    successors: Mapping[int, int | None]
    mark: str


def end_term(change: ChangeOfTerm, actor: Actor) -> Term:
    """End the present term and begin the next one; gives the new term.

    Who leaves keeps his contacts and all that he did in the records; a case carried over tells former and successor
    in its event. What the office takes stays under the former member's name, and the office acts for him.
    Raises Refused when there is no term, the day cannot be, somebody cannot follow, or things changed since they were
    looked at.
    """
    term = term_to_end(change.name, change.day)
    members = {member.id: member for member in db.session.scalars(select(Member).where(Member.left_on.is_(None)))}
    refuse_changed(change)
    refuse_successors(change, members)
    carry_over(change, members, actor)
    end_pairs_of(change.leaving, change.day - timedelta(days=1), CHANGE_OF_TERM, actor)
    return follow_term(term, change.name, change.day, [members[one] for one in change.leaving], actor)


def term_to_end(name: str, day: date) -> Term:
    """The term that lasts, if another of this name can follow it on that day; else raises Refused."""
    term = current_term()
    if term is None:
        raise Refused("还没有登记现在是哪一届，请先在“届次和换届”里登记本届。")
    refuse_known_name(name)
    refuse_wrong_day(term, day)
    return term


def refuse_changed(change: ChangeOfTerm) -> None:
    """Refuse what is not what was looked at: a member left meanwhile, a case was opened or closed, a pair changed."""
    rows = [row for row in serving_members() if row.id in change.leaving]
    if len(rows) != len(change.leaving) or orphans_of(rows).mark != change.mark:
        raise Refused("委员、结对或诉求刚刚有变化，还没有换届。请再看一遍下面的内容。")


def refuse_successors(change: ChangeOfTerm, members: Mapping[int, Member]) -> None:
    """Refuse a member with open cases for whom nobody was chosen, or somebody who leaves himself."""
    for case in open_cases(change.leaving):
        former = members[case.member_id]
        if former.id not in change.successors:
            raise Refused(f"{former.name}还有没办完的诉求，请给他选接手的委员，或者由办公室接。")
        successor = change.successors[former.id]
        if successor is not None and (successor not in members or successor in change.leaving):
            raise Refused(f"接手{former.name}诉求的人不是留任的委员，请另选一位。")


def open_cases(member_ids: Sequence[int]) -> Sequence[Case]:
    """The open cases of these members."""
    mine = select(Case).where(Case.member_id.in_(member_ids), Case.state.in_(OPEN_STATES))
    return db.session.scalars(mine.order_by(Case.id)).all()


def carry_over(change: ChangeOfTerm, members: Mapping[int, Member], actor: Actor) -> int:
    """Give the open cases of those who leave to their successors; gives how many went to a member."""
    told, carried = [], 0
    for case in open_cases(change.leaving):
        former, successor = members[case.member_id], members.get(change.successors[case.member_id] or 0)
        told.append(("case", case.id, case.number, {"member": [former.name, successor.name if successor else OFFICE]}))
        if successor:
            case.member = successor
            carried += 1
    record_all("case.carry_over", told, actor)
    db.session.flush()
    return carried
