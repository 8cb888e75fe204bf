"""What the office settled of pairs: who is locked together, who must not meet; and who keeps fewer than five."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.assignment.models import FORBID, LOCK, MemberPlaces, PairRule, PlanSetting
from liaison.assignment.queries.points import unit_of, works_at
from liaison.assignment.queries.settings import setting_of
from liaison.assignment.rules import PLACES, Pair
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative


def open_rules(kind: str | None = None) -> Select[Any]:
    """The locks and bans that hold, the newest first: id, kind, why, note, made_at, made_by, member_id, member, no,

    representative_id, representative, town, identity_type, is_left (one of the two is gone).
    """
    is_left = Member.left_on.is_not(None) | Representative.left_on.is_not(None)
    statement = (
        select(
            PairRule.id, PairRule.kind, PairRule.why, PairRule.note, PairRule.made_at, PairRule.made_by,
            PairRule.member_id, Member.name.label("member"), Member.no, PairRule.representative_id,
            Representative.name.label("representative"), Area.name.label("town"),
            IdentityType.name.label("identity_type"), is_left.label("is_left"),
        )
        .join(PairRule.member).join(PairRule.representative).join(Representative.identity_type)
        .join(Area, Area.id == Representative.area_id)
        .where(PairRule.ended_at.is_(None)).order_by(PairRule.id.desc())
    )  # fmt: skip
    return statement.where(PairRule.kind == kind) if kind else statement


def rule_for(_actor: Actor, rule_id: int) -> PairRule | None:
    """The lock or ban of this id, while it holds."""
    return standing_rule(PairRule.id == rule_id)


def rule_between(member_id: int, representative_id: int) -> PairRule | None:
    """What holds for two, if anything does."""
    return standing_rule(PairRule.member_id == member_id, PairRule.representative_id == representative_id)


def lock_of(representative_id: int) -> PairRule | None:
    """By whom a representative is kept in every plan, if somebody settled that."""
    return standing_rule(PairRule.representative_id == representative_id, PairRule.kind == LOCK)


def locks_count(member_id: int) -> int:
    """How many are locked to a member."""
    holds = (PairRule.member_id == member_id, PairRule.kind == LOCK, PairRule.ended_at.is_(None))
    there = select(func.count()).select_from(PairRule).join(PairRule.representative)
    return db.session.scalar(there.where(*holds, Representative.left_on.is_(None))) or 0


def standing_rule(*where: Any) -> PairRule | None:
    """The one rule that fits and holds."""
    people = (joinedload(PairRule.member), joinedload(PairRule.representative))
    return db.session.scalar(select(PairRule).where(PairRule.ended_at.is_(None), *where).options(*people))


def settled_pairs(kind: str) -> frozenset[Pair]:
    """All pairs that are locked, or that must not be, of members and representatives who serve."""
    statement = (
        select(PairRule.member_id, PairRule.representative_id).join(PairRule.member).join(PairRule.representative)
        .where(PairRule.kind == kind, PairRule.ended_at.is_(None))
        .where(Member.left_on.is_(None), Representative.left_on.is_(None))
    )  # fmt: skip
    return frozenset((m, r) for m, r in db.session.execute(statement))


def why_forbidden(year: int, member: Member, representative: Representative) -> str:
    """Why two must not meet in a year's plan, in words; empty where they may."""
    rule = rule_between(member.id, representative.id)
    if rule:
        return rule.why_title if rule.kind == FORBID else ""
    unit = unit_of(member.unit)
    works = works_at(representative.unit, representative.unit_title, {unit})
    return "同一单位" if unit and works == unit and forbids_own_unit(setting_of(year)) else ""


def forbids_own_unit(setting: PlanSetting | None) -> bool:
    """Whether nobody may keep somebody of his own unit."""
    return setting is None or bool(setting.values.get("forbid_own_unit", True))


def places_of_year(year: int) -> Select[Any]:
    """The members who do not keep five in a year: id, member_id, no, name, sector, places, reason; by number."""
    return (
        select(
            MemberPlaces.id, MemberPlaces.member_id, Member.no, Member.name, Sector.name.label("sector"),
            MemberPlaces.places, MemberPlaces.reason,
        )
        .join(MemberPlaces.member).join(Member.sector)
        .where(MemberPlaces.year == year, MemberPlaces.places < PLACES).order_by(Member.no)
    )  # fmt: skip


def places_of(year: int, member_id: int) -> int:
    """How many a member keeps in a year."""
    row = places_row(year, member_id)
    return PLACES if row is None else row.places


def places_row(year: int, member_id: int) -> MemberPlaces | None:
    """What the office settled of a member's places in a year."""
    statement = select(MemberPlaces).where(MemberPlaces.year == year, MemberPlaces.member_id == member_id)
    return db.session.scalar(statement)


def names_settled() -> tuple[dict[int, str], dict[int, str]]:
    """(`{member id: name}`, `{representative id: name}`) of all of whom something is settled."""
    columns = (PairRule.member_id, Member.name, PairRule.representative_id, Representative.name)
    statement = select(*columns).join(PairRule.member).join(PairRule.representative)
    rows = db.session.execute(statement.where(PairRule.ended_at.is_(None))).all()
    return {row[0]: f"{row[1]}委员" for row in rows}, {row[2]: row[3] for row in rows}


def all_locks() -> frozenset[Pair]:
    """All pairs that are locked, those of people who have left too."""
    statement = select(PairRule.member_id, PairRule.representative_id)
    rows = db.session.execute(statement.where(PairRule.kind == LOCK, PairRule.ended_at.is_(None)))
    return frozenset((m, r) for m, r in rows)
