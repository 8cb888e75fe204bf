"""The clerk's inbox: what is to be handed over, grouped by the unit it probably belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.casework.queries.desk import INBOX_STATES
from liaison.casework.queries.routing import Router
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.rules import Deadline, deadline_of
from liaison.core.calendar import WorkingDays
from liaison.core.db import db
from liaison.orgs.models import Area
from liaison.roster.models import Member, Representative

Village = aliased(Area)
ROW = (
    Case.number, Case.title, Case.text, Case.state, Case.due_on, Case.step_due_on, Case.first_due_on,
    Case.extended_due_on, Case.handled_on, Case.category_id, Case.area_id, Case.village_id, Case.raised_on,
    Case.urgency, Representative.name.label("asker"), Village.name.label("village"), Member.name.label("member"),
)  # fmt: skip


WAITING = (
    select(*ROW)
    .join(Representative, Representative.id == Case.representative_id)
    .join(Member, Member.id == Case.member_id)
    .outerjoin(Village, Village.id == func.coalesce(Case.village_id, Case.area_id))
    .where(Case.state.in_(INBOX_STATES))
    .order_by(Case.step_due_on.is_(None), Case.step_due_on, Case.id)
)


@dataclass(frozen=True)
class Waiting:
    """One row of the inbox, with what is due."""

    row: Any
    deadline: Deadline | None


@dataclass
class Group:
    """The rows that one unit is suggested for. unit_id None: for the clerk to judge."""

    unit_id: int | None
    name: str
    rows: list[Waiting] = field(default_factory=list)


def inbox_rows(actor: Actor) -> Sequence[Any]:
    """What this committee has to hand over, what is due first before the rest."""
    return db.session.execute(WAITING.where(cases_visible_to(actor))).all()


def grouped(rows: Iterable[Any], router: Router, today: date, calendar: WorkingDays) -> list[Group]:
    """The inbox in groups: the largest first, what the clerk must judge last."""
    groups: dict[int | None, Group] = {}
    for row in rows:
        unit_id = router.unit(row)
        name = router.routes.unit_names.get(unit_id or 0, "")
        group = groups.setdefault(unit_id if name else None, Group(unit_id if name else None, name))
        group.rows.append(Waiting(row, deadline_of(row, today, calendar)))
    return sorted(groups.values(), key=lambda group: (group.unit_id is None, -len(group.rows)))
