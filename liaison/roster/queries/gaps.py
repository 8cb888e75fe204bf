"""What does not fit in the libraries: one sentence for each thing that somebody has to settle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType
from liaison.roster.models import Member, Membership, Representative

NAMED = 5
VILLAGE = aliased(Area)
PRESENT = Representative.left_on.is_(None)
STANDING = exists().where(Membership.representative_id == Representative.id, Membership.ended_on.is_(None))
CHECKS: tuple[tuple[Select[Any], str], ...] = (
    (select(Representative.name).where(PRESENT, ~STANDING), "位代表不在任何信息库里，请给他们选信息库或办出库"),
    (
        select(Representative.name).join(Representative.identity_type)
        .where(PRESENT, IdentityType.sector_id != Representative.sector_id),
        "位代表的身份类别不属于他们的界别，请核对",
    ),
    (
        select(Representative.name).join(VILLAGE, Representative.village_id == VILLAGE.id)
        .where(PRESENT, VILLAGE.parent_id != Representative.area_id),
        "位代表的村（社区）不在他们的区镇，请核对",
    ),
    (
        select(Member.name).where(Member.left_on.is_(None), Member.organisation_id.is_(None)),
        "位委员没有工委（工作组），请补上",
    ),
)  # fmt: skip


def gaps() -> list[str]:
    """One sentence for each kind of gap; empty when all is well."""
    return list(sentences())


def sentences() -> Iterator[str]:
    """The number of people, what is the matter, and the first of their names."""
    for statement, words in CHECKS:
        names = db.session.scalars(statement).all()
        if names:
            yield f"{len(names)} {words}：{'、'.join(names[:NAMED])}{'等' if len(names) > NAMED else ''}"
