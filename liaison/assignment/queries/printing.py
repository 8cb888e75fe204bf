"""What the office prints of a plan: the pairs committee by committee, and a card for each member."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment.models import Pairing, Plan
from liaison.assignment.queries.pairs import members_of, standing
from liaison.assignment.queries.plans import export_rows, pair_rows
from liaison.core.db import db
from liaison.orgs.models import Organisation
from liaison.roster.models import Member, Representative

Row = dict[str, Any]
NO_COMMITTEE = "没有归工委"


def rows_by_committee(actor: Actor, plan: Plan) -> list[tuple[str, list[Row]]]:
    """The pairs of a plan within sight as `export_rows`, under the name of the committee that their members are of."""
    names = committees_in(plan)
    groups: dict[str, list[Row]] = {name: [] for name in names.values()}
    for row in export_rows(actor, plan):
        groups[names[row["member_id"]]].append(row)
    return [(name, rows) for name, rows in groups.items() if rows]


def committees_in(plan: Plan) -> Mapping[int, str]:
    """`{member id: name of his committee or working group}` of the members of a plan, by the code of these."""
    statement = (
        select(Member.id, Organisation.name).outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(Member.id.in_(select(Pairing.member_id).where(standing(plan))))
        .order_by(Organisation.code.is_(None), Organisation.code, Member.id)
    )  # fmt: skip
    return {member_id: name or NO_COMMITTEE for member_id, name in db.session.execute(statement)}


def member_cards(actor: Actor, plan: Plan, town: int | None = None, member: int | None = None) -> list[list[Row]]:
    """For each member of a plan within sight his pairs as `export_rows`, those of who has left left out. One statement.

    town: that the member is at home in; member: one alone.
    """
    where = [standing(plan), members_of(actor)]
    where += (Member.left_on.is_(None), Representative.left_on.is_(None)) if plan.is_editable else ()
    where += [Member.home_area_id == town] if town else []
    where += [Member.id == member] if member else []
    grouped = groupby(pair_rows(*where), key=lambda row: row["member_id"])
    return [list(five) for _member, five in grouped]
