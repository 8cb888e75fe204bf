"""并案: the cases that wait for another, its board of askers, and what may be the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from liaison.access import Actor
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.rules.merging import JOIN, LEADING, NEAR, RELEASE, looks_alike
from liaison.casework.workflow import CASEWORK, MERGED
from liaison.core.db import db
from liaison.roster.models import Member, Representative

MOST_SUSPECTS = 5
MOST_MAINS = 200
SUSPECT = (
    Case.id, Case.number, Case.title, Case.state, Case.raised_on, Case.category_id, Case.village_id, Case.area_id,
    Member.name.label("member"),
)  # fmt: skip
BOARD = (
    Case.number, Case.title, Case.state, Case.rating, Case.round, Case.is_confidential,
    Representative.name.label("asker"), Member.name.label("member"),
)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """Who asked the same thing. count: askers in all, the main case's own too; rows: the merged cases in sight;

    is_waited_for: whether one of them still waits for the reply.
    """

    count: int
    rows: Sequence[Row[Any]]
    is_waited_for: bool


def waiting_with(main: Case) -> Sequence[Case]:
    """The cases that wait for this one, oldest first."""
    waiting = select(Case).where(Case.merged_into_id == main.id, Case.state == MERGED)
    return db.session.scalars(waiting.order_by(Case.id)).all()


def waiting_count(case: Case) -> int:
    """How many cases wait for this one."""
    return db.session.scalar(select(func.count()).where(Case.merged_into_id == case.id, Case.state == MERGED)) or 0


def reply_number_of(main: Case) -> str | None:
    """The number (文号) of its latest reply."""
    replies = select(StepRecord.filled["reply_no"].as_string()).where(
        StepRecord.case_id == main.id, StepRecord.verb == "reply"
    )
    return db.session.scalars(replies.order_by(StepRecord.seq.desc()).limit(1)).first()


def moved_along(main: Case, record: StepRecord) -> Sequence[StepRecord]:
    """The records of the cases that moved because their main case made this move."""
    followed = and_(
        StepRecord.acted_on == record.acted_on, StepRecord.acted_at >= record.acted_at,
        StepRecord.verb.in_((JOIN, RELEASE)), StepRecord.before["merged_into_id"].as_integer() == main.id,
    )  # fmt: skip
    return db.session.scalars(select(StepRecord).where(followed).order_by(StepRecord.id)).all()


def locked(case_ids: Iterable[int]) -> list[Case]:
    """These cases as they stand now, held until the end of the transaction, always in the same order.

    Who merges one into another and who does the opposite at once come one after the other.
    """
    wanted = select(Case).where(Case.id.in_(set(case_ids))).order_by(Case.id).with_for_update()
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def board_of(main: Case, actor: Actor) -> Board | None:
    """The askers who are answered by this case; None where there is only its own."""
    in_sight = cases_visible_to(actor).label("is_in_sight")
    rows = (
        select(*BOARD, in_sight)
        .join(Representative, Representative.id == Case.representative_id).join(Member, Member.id == Case.member_id)
        .where(Case.merged_into_id == main.id).order_by(Case.id)
    )  # fmt: skip
    found = db.session.execute(rows).all()
    seen, is_waited_for = [row for row in found if row.is_in_sight], any(row.state == MERGED for row in found)
    return Board(len(found) + 1, seen, is_waited_for) if found else None


def suspects(case: Case) -> list[Row[Any]]:
    """疑似重复: what the same committee has in hand and may be the same matter, oldest first."""
    near = and_(Case.raised_on >= case.raised_on - NEAR, Case.raised_on <= case.raised_on + NEAR)
    place = or_(Case.area_id == case.area_id, Case.village_id == case.village_id)
    wanted = select(*SUSPECT).join(Member, Member.id == Case.member_id).where(
        Case.id != case.id, Case.committee_id == case.committee_id, Case.state.in_(LEADING), near, place
    )  # fmt: skip
    rows = db.session.execute(wanted.order_by(Case.raised_on, Case.id))
    return [row for row in rows if looks_alike(case, row)][:MOST_SUSPECTS]


def mains_offered(case: Case) -> list[tuple[int, str]]:
    """`[(id, 2026-0386 title（state）)]` of the cases that may lead this one; what may be the same matter first."""
    wanted = select(*SUSPECT).join(Member, Member.id == Case.member_id).where(
        Case.id != case.id, Case.committee_id == case.committee_id, Case.state.in_(LEADING)
    )  # fmt: skip
    rows = db.session.execute(wanted.order_by(Case.raised_on.desc(), Case.id.desc()).limit(MOST_MAINS)).all()
    alike = [row for row in reversed(rows) if looks_alike(case, row)]
    return [(row.id, words_of(row, row in alike)) for row in (*alike, *(row for row in rows if row not in alike))]


def words_of(row: Any, is_alike: bool) -> str:
    """One case as a choice."""
    remark = "疑似重复，" if is_alike else ""
    return f"{row.number} {row.title}（{remark}{CASEWORK.by_code[row.state].title}）"


def mains_for(cases: Sequence[Case]) -> list[tuple[int, str]]:
    """The same for several cases that are to be merged at once: one of themselves, else another."""
    own = [(case.id, words_of(case, False)) for case in cases if case.state in LEADING]
    known = {case.id for case in cases}
    return own + [one for one in (mains_offered(cases[0]) if cases else ()) if one[0] not in known]


def likely_main(cases: Sequence[Case]) -> int | None:
    """Of several cases the one that others wait for already, else one that is on its way, else the oldest."""
    leading = [case for case in cases if case.state in LEADING]
    wanted = select(Case.merged_into_id).where(Case.merged_into_id.in_([case.id for case in leading]))
    waited_for = set(db.session.scalars(wanted.where(Case.state == MERGED)))
    order = sorted(leading, key=lambda one: (one.id not in waited_for, one.unit_id is None, one.raised_on, one.id))
    return order[0].id if order else None
