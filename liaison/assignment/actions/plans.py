"""Drawing up a plan and putting it in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.models import DRAFT, ENDED, PUBLISHED, SOLVED, STATE_TITLES, SUPERSEDED, Pairing, Plan
from liaison.assignment.queries import Proposal
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative


def refuse_odd_year(year: int, actor: Actor) -> None:
    """Refuse a year that cannot have a plan."""
    if queries.year_for(actor, year) is None:
        raise Refused(f"请把年份写成 {queries.FIRST_YEAR} 至 {clock.today().year + 1} 之间的一年。")


def draw_up(year: int, actor: Actor) -> Plan:
    """Find the best plan of a year for the people of today and keep it as that year's only draft.

    Source: 海安市政协“三定”: 精准定人、合理定量、定责.
    """
    refuse_odd_year(year, actor)
    proposal = queries.propose()
    if not proposal.solution.pairs:
        raise Refused("还没有委员或代表，排不出方案。请先导入委员名册和代表信息库。")
    drop_drafts(year)
    plan = Plan(
        year=year, name=queries.next_name(year), source=SOLVED, figures=proposal.as_json(), made_at=clock.now(),
        made_by=actor.name, made_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    db.session.execute(insert(Pairing), list(pairing_rows(plan, proposal)))
    record("plan.draw_up", plan, actor, changes={"pairs": [None, len(proposal.facts)]})
    return plan


def drop_drafts(year: int) -> None:
    """Take away the drafts of a year: a new one takes their place."""
    drafts = select(Plan.id).where(Plan.year == year, Plan.state == DRAFT)
    db.session.execute(delete(Pairing).where(Pairing.plan_id.in_(drafts)))
    db.session.execute(delete(Plan).where(Plan.year == year, Plan.state == DRAFT))


def pairing_rows(plan: Plan, proposal: Proposal) -> Iterator[dict[str, Any]]:
    """The rows of a proposal's pairs; a member's places are filled in the order of the solution, the best first."""
    filled: Counter[int] = Counter()
    for (member_id, representative_id), fact in zip(proposal.solution.pairs, proposal.facts, strict=True):
        filled[member_id] += 1
        yield {
            "plan_id": plan.id, "member_id": member_id, "representative_id": representative_id,
            "slot": filled[member_id], "km": fact.km, "is_same_sector": fact.is_same_sector,
            "started_on": date(plan.year, 1, 1),
        }  # fmt: skip


def publish(plan: Plan, actor: Actor) -> Plan:
    """Put a draft in force, from the first day of its year on; the plan in force until now ends the day before.

    A second plan of the same year is in force from today on.
    Raises Refused for a plan that is no draft, lies in the future, is older than the plan in force, or gives
    members or representatives who have left.
    """
    lock_plans()
    refuse_unready(plan)
    put_in_force(plan, actor)
    record("plan.publish", plan, actor, changes={"state": [STATE_TITLES[DRAFT], STATE_TITLES[PUBLISHED]]})
    return plan


def lock_plans() -> None:
    """Let nobody else put a plan in force until this is done; what somebody just did is read anew."""
    statement = select(Plan).order_by(Plan.id).with_for_update()
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def refuse_unready(plan: Plan) -> None:
    """Refuse to publish a plan that cannot be in force today."""
    if plan.state != DRAFT:
        raise Refused(f"这份 {plan.year} 年方案已经发布过。要换方案，请先点“重新排”。")
    if plan.year > clock.today().year:
        raise Refused(f"{plan.year} 年还没到，请到 {plan.year}年1月1日 再发布；草稿会一直留着。")
    later = queries.later_plan(plan.year)
    if later:
        raise Refused(f"{later.year} 年的方案正在用，不能再发布 {plan.year} 年的。")
    gone = people_gone(plan)
    if gone:
        names = "、".join(gone[:5]) + (f"等 {len(gone)} 位" if len(gone) > 5 else "")
        raise Refused(f"{names}已经离开，请先换人，或者重新排。")


def people_gone(plan: Plan) -> list[str]:
    """Names of those in a plan who have left since it was drawn up."""
    pairs = select(func.distinct(Member.name)).join(Pairing, Pairing.member_id == Member.id)
    members = db.session.scalars(pairs.where(queries.standing(plan), Member.left_on.is_not(None)))
    kept = select(Representative.name).join(Pairing, Pairing.representative_id == Representative.id)
    people = db.session.scalars(kept.where(queries.standing(plan), Representative.left_on.is_not(None)))
    return [*members, *people]


def put_in_force(plan: Plan, actor: Actor) -> None:
    """End the plan in force and start this one."""
    former = queries.published_plan()
    start = clock.today() if former and former.year == plan.year else date(plan.year, 1, 1)
    last_day = start - timedelta(days=1)
    ended = {"is_current": False, "ended_on": last_day, "end_reason": SUPERSEDED}
    db.session.execute(update(Pairing).where(Pairing.is_current).values(ended))
    if former:
        former.state = ENDED
    started = {"is_current": True, "started_on": start}
    db.session.execute(update(Pairing).where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None)).values(started))
    plan.state, plan.published_at, plan.published_by = PUBLISHED, clock.now(), actor.name
    db.session.flush()
    db.session.expire_all()  # pairs already in hand are read anew: the two statements went past them
