"""Drawing up a plan as a draft beside others: read, let go, solve, write; and taking a draft away."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.actions.holding import hold_members, hold_plans
from liaison.assignment.models import DRAFT, SOLVED, Pairing, Plan, PlanCertificate, PlanSetting
from liaison.assignment.queries import PlanTask, Proposal
from liaison.assignment.rules import conflicts
from liaison.assignment.rules.certificate import certificate_of, to_bytes
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db, pause, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import Run, submit, works
from liaison.jobs.models import Job
from liaison.roster.models import Member, Representative

DRAW_UP = "assignment.draw_up"
PERCENT = 100


def refuse_odd_year(year: int, actor: Actor) -> None:
    """Refuse a year that cannot have a plan."""
    if queries.year_for(actor, year) is None:
        raise Refused(f"请把年份写成 {queries.FIRST_YEAR} 至 {clock.today().year + 1} 之间的一年。")


def draw_up(
    year: int, actor: Actor, *, setting: PlanSetting | None = None, base: Plan | None = None,
    broken: float | None = None, note: str = "", without_solver: bool = False,
) -> Plan:  # fmt: skip
    """Find the best plan of a year for the people of today and keep it as a draft beside those there are.

    setting, base, broken: as `queries.plan_task`; without_solver: in plain Python, which is slower and less good.
    Nobody waits for the database meanwhile: what was read is let go. Raises Refused for what contradicts itself.
    Source: 海安市政协“三定”: 精准定人、合理定量、定责.
    """
    refuse_odd_year(year, actor)
    task = checked_task(year, setting=setting, base=base, broken=broken)
    pause()
    return keep(queries.propose(task, without_solver=without_solver), actor, note)


def checked_task(year: int, **given: Any) -> PlanTask:
    """What is to be solved; raises Refused where there is nobody, or what is settled contradicts itself."""
    task = queries.plan_task(year, **given)
    if not task.instance.members or not task.instance.representatives:
        raise Refused("还没有委员或代表，排不出方案。请先导入委员名册和代表信息库。")
    members, people = queries.names_settled()
    found = conflicts(replace(task.instance, locked=queries.all_locks()), members, people)
    if found:
        raise Refused("".join(found[:3]) + ("" if len(found) <= 3 else f"另有 {len(found) - 3} 处。"))
    return task


def keep(proposal: Proposal, actor: Actor, note: str = "", job_id: int | None = None) -> Plan:
    """Store a proposal as the next draft of its year, with its proof. Raises Refused where somebody is gone since."""
    task, solution = proposal.task, proposal.solution
    hold_plans(task.year)
    hold_members(min(member.id for member in task.instance.members))  # A year without a plan has nothing else to hold.
    refuse_deleted(proposal)
    plan = Plan(
        year=task.year, name=queries.next_name(task.year), source=SOLVED, method=solution.method, note=note.strip(),
        figures=proposal.as_json(), made_at=clock.now(), made_by=actor.name, made_by_id=actor.user_id,
        setting_id=task.setting_id, base_id=stored_plan(task.base_id), job_id=job_id,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    if solution.pairs:
        db.session.execute(insert(Pairing), list(pairing_rows(plan, proposal)))
    body = to_bytes(certificate_of(task.instance, solution))
    db.session.add(PlanCertificate(plan_id=plan.id, body=body, sha256=hashlib.sha256(body).hexdigest()))
    record("plan.draw_up", plan, actor, changes={"pairs": [None, len(proposal.facts)], "note": [None, plan.note]})
    return plan


def refuse_deleted(proposal: Proposal) -> None:
    """Refuse a proposal with somebody who was merged or taken back while it was found."""
    members, people = (set(ids) for ids in zip(*proposal.solution.pairs, strict=True)) if proposal.facts else ((), ())
    for column, wanted in ((Member.id, members), (Representative.id, people)):
        if db.session.scalar(select(func.count()).where(column.in_(wanted))) != len(wanted):
            raise Refused("排的时候名单里有人被合并或撤回了，方案没有存。请再排一次。")


def stored_plan(plan_id: int | None) -> int | None:
    """The id of a plan that is still there; None of one that somebody dropped meanwhile."""
    return db.session.scalar(select(Plan.id).where(Plan.id == plan_id)) if plan_id else None


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


def drop_draft(plan: Plan, actor: Actor) -> None:
    """Take a draft away with its pairs and its proof. Raises Refused for a plan that was in force."""
    if plan.state != DRAFT:
        raise Refused(f"这份 {plan.year} 年方案已经发布过，删不了。只能删草稿。")
    record("plan.drop", plan, actor, changes={"name": [plan.name, None]})
    db.session.execute(update(Plan).where(Plan.base_id == plan.id).values(base_id=None))
    for table in (Pairing, PlanCertificate):
        db.session.execute(delete(table).where(table.plan_id == plan.id))
    db.session.delete(plan)
    db.session.flush()


def submit_draw_up(
    year: int, actor: Actor, back: str, *, setting_id: int | None = None, base_id: int | None = None,
    broken: float | None = None, note: str = "",
) -> Job:  # fmt: skip
    """Hand in the drawing up of a plan; the job's page shows how far it is. back: where to go afterwards."""
    refuse_odd_year(year, actor)
    given = {"setting_id": setting_id, "base_id": base_id, "broken": broken, "note": note}
    return submit(DRAW_UP, f"排 {year} 年方案", actor, back, year=year, **given)


@works(DRAW_UP)
def draw_up_in_background(
    run: Run, year: int, setting_id: int | None, base_id: int | None, broken: float | None, note: str
) -> None:
    """Draw up a draft outside any transaction; one that was kept already is not kept twice."""
    with transaction(write=False):
        if kept_by(run.job_id):
            return
        setting = db.session.get(PlanSetting, setting_id) if setting_id else None
        base = db.session.get(Plan, base_id) if base_id else None
        task = checked_task(year, setting=setting, base=base, broken=broken)
    proposal = queries.propose(task, lambda done: run.tell(round(done * PERCENT), PERCENT))
    with transaction():
        keep(proposal, run.actor, note, run.job_id)


def kept_by(job_id: int) -> int | None:
    """The plan that a job drew up, where it was done once already."""
    return db.session.scalar(select(Plan.id).where(Plan.job_id == job_id))
