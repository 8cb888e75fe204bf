"""Plans by year, their figures, and what the office prints of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from liaison.access import SYSTEM, Actor
from liaison.assignment.models import DRAFT, PUBLISHED, SUPERSEDED, Pairing, Plan, PlanCertificate
from liaison.assignment.queries.pairs import members_of, pairings_visible_to, sees_all_pairs, standing
from liaison.assignment.queries.points import (
    available_people,
    member_points,
    places_in,
    plan_groups,
    representative_points,
)
from liaison.assignment.queries.settings import settings_for
from liaison.assignment.rules import Figures, Pair, fact_of, figures_of
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative

FIRST_YEAR = 2000
HomeTown, HomeVillage, Town, Village, MemberSector = (
    aliased(Area), aliased(Area), aliased(Area), aliased(Area), aliased(Sector),
)  # fmt: skip


def year_for(_actor: Actor, year: int) -> int | None:
    """The year itself, where a plan could be of that year: not before 2000, not after next year."""
    return year if FIRST_YEAR <= year <= clock.today().year + 1 else None


def latest_year() -> int:
    """The latest year that has a plan; this year when there is none."""
    return db.session.scalar(select(func.max(Plan.year))) or clock.today().year


def plan_years() -> Sequence[int]:
    """The years that have a plan, the latest first."""
    return db.session.scalars(select(Plan.year).distinct().order_by(Plan.year.desc())).all()


def plans_of(year: int) -> Sequence[Plan]:
    """The plans of a year: a draft, the one in force, ended ones, each the newest first."""
    order = case((Plan.state == DRAFT, 0), (Plan.state == PUBLISHED, 1), else_=2)
    return db.session.scalars(select(Plan).where(Plan.year == year).order_by(order, Plan.id.desc())).all()


def plan_of(year: int, plan_id: int | None = None) -> Plan | None:
    """The plan of a year that a page shows: the one asked for, else the newest draft, else the one in force.

    A draft that was left aside when another one was published does not stand before that one.
    """
    plans = plans_of(year)
    in_force = next((plan for plan in plans if plan.is_published), None)
    usual = next((plan for plan in plans if not is_left_aside(plan, in_force)), None)
    return next((plan for plan in plans if plan.id == plan_id), usual)


def is_left_aside(plan: Plan, in_force: Plan | None) -> bool:
    """Whether a plan is a draft from before the one in force was published."""
    published_at = in_force.published_at if in_force else None
    return plan.state == DRAFT and published_at is not None and plan.made_at < published_at


def plan_for(_actor: Actor, plan_id: int) -> Plan | None:
    """The plan of this id; plans as such are no secret, their pairs are (see `pairings_visible_to`)."""
    return db.session.get(Plan, plan_id)


def published_plan() -> Plan | None:
    """The plan in force."""
    statement = select(Plan).where(Plan.state == PUBLISHED).order_by(Plan.year.desc(), Plan.id.desc()).limit(1)
    return db.session.scalar(statement)


def recorded_plan(year: int) -> Plan | None:
    """The plan that a year's list is read into: the one in force, else the last that was."""
    return next((plan for plan in plans_of(year) if plan.state != DRAFT), None)


def nearest_plan(year: int) -> Plan | None:
    """The plan that was or is in force nearest to a year that has none of its own; the earlier of two."""
    there = db.session.scalars(select(Plan).where(Plan.state != DRAFT).order_by(Plan.year, Plan.id.desc())).all()
    return min(there, key=lambda plan: abs(plan.year - year), default=None)


def next_name(year: int) -> str:
    """What the next plan of a year is called: 第 3 稿."""
    names = set(db.session.scalars(select(Plan.name).where(Plan.year == year)))
    return next(name for name in map("第 {} 稿".format, count(len(names) + 1)) if name not in names)


def later_plan(year: int) -> Plan | None:
    """The plan in force, if it is of a later year."""
    plan = published_plan()
    return plan if plan and plan.year > year else None


def pairs_in(plan: Plan) -> frozenset[Pair]:
    """The pairs of a plan as it stands."""
    rows = db.session.execute(select(Pairing.member_id, Pairing.representative_id).where(standing(plan)))
    return frozenset((m, r) for m, r in rows)


def plan_figures(plan: Plan, actor: Actor = SYSTEM) -> Figures:
    """What a plan achieves as it stands now: pairs of those who have left do not count, save in an ended plan.

    Of a committee its own members alone count, and no town or group is reckoned, for those are the whole county's.
    """
    there = () if not plan.is_editable else (Member.left_on.is_(None), Representative.left_on.is_(None))
    statement = select(Pairing.member_id, Pairing.representative_id).join(Pairing.member).join(Pairing.representative)
    pairs = db.session.execute(statement.where(standing(plan), members_of(actor), *there).order_by(Pairing.id)).all()
    settings = settings_for(plan.year, plan.setting)
    served = member_points(Member.id.in_(select(Pairing.member_id).where(standing(plan))))
    kept = representative_points(
        Representative.id.in_(select(Pairing.representative_id).where(standing(plan))), settings=settings
    )
    members, people = {one.id: one for one in served}, {one.id: one for one in kept}
    facts = [fact_of(members[m], people[r]) for m, r in pairs]
    serving = set(db.session.scalars(select(Member.id).where(Member.left_on.is_(None), members_of(actor))))
    places = {one: number for one, number in places_in(plan.year).items() if one in serving}
    groups = plan_groups(settings) if sees_all_pairs(actor) else []
    return figures_of(facts, len(serving), groups, available_people(settings), places)


def plans_listed(actor: Actor = SYSTEM) -> Select[Any]:
    """All plans, the newest year first: id, year, name, state, source, method, note, made_at, made_by, published_at,

    published_by, pairs (how many stand that the actor sees), figures (of the whole county, as it was made).
    """
    ended_with_it = or_(Pairing.ended_on.is_(None), Pairing.end_reason == SUPERSEDED)
    stands = Pairing.plan_id == Plan.id, ended_with_it, pairings_visible_to(actor)
    pairs = select(func.count()).where(*stands).correlate(Plan).scalar_subquery()
    columns = (
        Plan.id, Plan.year, Plan.name, Plan.state, Plan.source, Plan.method, Plan.note, Plan.made_at, Plan.made_by,
        Plan.published_at, Plan.published_by, pairs.label("pairs"), Plan.figures,
    )  # fmt: skip
    return select(*columns).order_by(Plan.year.desc(), Plan.id.desc())


def history_of(year: int) -> Sequence[Any]:
    """The plans of a year as `plans_listed` has them."""
    return db.session.execute(plans_listed().where(Plan.year == year)).all()


def certificate_of(plan: Plan) -> PlanCertificate | None:
    """The proof of a plan as it was solved; None of one that was read in from a list."""
    return db.session.scalar(select(PlanCertificate).where(PlanCertificate.plan_id == plan.id))


def export_rows(actor: Actor, plan: Plan) -> list[dict[str, Any]]:
    """The pairs of a plan that the actor sees, as the office prints them: by member and place.

    Keys are those of `sheets.COLUMNS`.
    """
    return pair_rows(standing(plan), members_of(actor))


def pair_rows(*where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The pairs that fit, by member and place, with member_id, representative_id, town and home_village besides."""
    place = func.coalesce(HomeTown.name, "") + func.coalesce(HomeVillage.name, "")
    statement = (
        select(
            Member.no.label("no"), Member.name.label("member"), MemberSector.name.label("member_sector"),
            place.label("home"), Pairing.slot.label("slot"), Representative.name.label("name"),
            Sector.name.label("sector"), IdentityType.name.label("identity_type"),
            Representative.unit_title.label("unit_title"), Town.name.label("area"), Village.name.label("village"),
            Representative.phone.label("phone"), Pairing.member_id, Pairing.representative_id,
            HomeTown.name.label("town"), HomeVillage.name.label("home_village"), Pairing.started_on, Pairing.ended_on,
        )
        .join(Pairing.member).join(Pairing.representative).join(MemberSector, MemberSector.id == Member.sector_id)
        .join(Representative.sector).join(Representative.identity_type).join(Town, Town.id == Representative.area_id)
        .outerjoin(Village, Village.id == Representative.village_id)
        .outerjoin(HomeTown, HomeTown.id == Member.home_area_id)
        .outerjoin(HomeVillage, HomeVillage.id == Member.home_village_id)
        .where(*where).order_by(Member.no, Pairing.slot)
    )  # fmt: skip
    return [dict(row) for row in db.session.execute(statement).mappings()]
