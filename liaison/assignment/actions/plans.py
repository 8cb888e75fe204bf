"""Putting a plan in force."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, and_, func, select, update

from liaison.access import Actor, same_person
from liaison.assignment import queries
from liaison.assignment.actions.telling import tell_of_plan
from liaison.assignment.models import (
    DRAFT,
    ENDED,
    FORBID,
    LOCK,
    PUBLISHED,
    STATE_TITLES,
    SUPERSEDED,
    MemberPlaces,
    Pairing,
    Plan,
)
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative


def publish(plan: Plan, actor: Actor) -> Plan:
    """Put a draft in force, from the first day of its year on; the plan in force until now ends the day before.

    A second plan of the same year is in force from today on. Its members are told.
    Raises Refused for whoever drew it up, and for a plan that is no draft, lies in the future, is older than the plan
    in force, gives members or representatives who have left, or is not as was settled since.
    """
    lock_plans()
    refuse_drafter(plan, actor)
    refuse_unready(plan)
    refuse_unsettled(plan)
    put_in_force(plan, actor)
    record("plan.publish", plan, actor, changes={"state": [STATE_TITLES[DRAFT], STATE_TITLES[PUBLISHED]]})
    tell_of_plan(plan, actor)
    return plan


def lock_plans() -> None:
    """Let nobody else put a plan in force until this is done; what somebody just did is read anew."""
    statement = select(Plan).order_by(Plan.id).with_for_update()
    db.session.scalars(statement.execution_options(populate_existing=True)).all()


def refuse_drafter(plan: Plan, actor: Actor) -> None:
    """Refuse whoever drew a plan up: two look at it. What the server drew up the server may publish."""
    if same_person(actor, plan.made_by_id):
        raise Refused("这份草稿是您排的，请另一位同事发布。")


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


def refuse_unsettled(plan: Plan) -> None:
    """Refuse to publish a plan that was overtaken by what the office settled since."""
    pairs = queries.pairs_in(plan)
    missing, wrong = queries.settled_pairs(LOCK) - pairs, queries.settled_pairs(FORBID) & pairs
    if missing or wrong:
        parts = ((missing, "锁定的不在里面"), (wrong, "禁止的还在里面"))
        found = "，".join(f"{len(some)} 对{words}" for some, words in parts if some)
        raise Refused(f"排好以后又改过锁定和禁止：{found}。请先换过来，或者重新排。")
    crowded = db.session.scalars(members_beyond(plan)).all()
    if crowded:
        raise Refused(f"{'、'.join(crowded[:5])}委员的代表比定的位数多，请先换下，或者重新排。")


def members_beyond(plan: Plan) -> Select[tuple[str]]:
    """Names of members who are given a place that they are not to have."""
    few = and_(MemberPlaces.member_id == Pairing.member_id, MemberPlaces.year == plan.year)
    statement = select(Member.name).join(Pairing, Pairing.member_id == Member.id).join(MemberPlaces, few)
    return statement.where(queries.standing(plan), Pairing.slot > MemberPlaces.places).distinct().order_by(Member.name)


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
