"""Whom and what the pages of a plan offer: members, people whom a word names, groups, plans to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select

from liaison.access import Actor
from liaison.assignment.models import DRAFT, PUBLISHED, STATE_TITLES, Plan, PlanPreview
from liaison.assignment.queries.candidates import OFFERED, Candidate, described
from liaison.assignment.queries.plans import plan_figures
from liaison.assignment.queries.points import MAIN
from liaison.assignment.rules import KIND_TITLES, Figures
from liaison.assignment.rules.figures import NUMBERS
from liaison.core.db import db
from liaison.orgs.models import Sector
from liaison.orgs.queries import several_choices
from liaison.roster.models import Library, Member, Representative
from liaison.roster.queries import matching, members_matching

IN_LISTS = {"town": "area", "sector": "sector", "identity_type": "identity_type"}


def serving_members(word: str = "") -> list[tuple[int, str]]:
    """`[(id, name with number and sector)]` of the members who serve, by number; with a word those whom it names."""
    columns = (Member.id, Member.name, Member.no, Sector.name)
    statement = select(*columns).join(Member.sector).where(Member.left_on.is_(None)).order_by(Member.no)
    found = statement.where(members_matching(word)) if word else statement
    return [(identity, f"{name}（{no}，{sector}）") for identity, name, no, sector in db.session.execute(found)]


def people_named(word: str) -> list[Candidate]:
    """Representatives whom a word names, at most 20, names that begin so first; their cost is 0, no member is meant."""
    there = select(Representative.id).where(Representative.left_on.is_(None), matching(word))
    order = (case((Representative.name.startswith(word, autoescape=True), 0), else_=1), Representative.name)
    return described(dict.fromkeys(db.session.scalars(there.order_by(*order, Representative.id).limit(OFFERED)), 0.0))


def group_choices() -> list[tuple[str, str]]:
    """`[("town:12", "区镇：曲塘镇")]` of every group that a least number can be set for."""
    lists = several_choices(*IN_LISTS.values())
    found = {kind: lists[source] for kind, source in IN_LISTS.items()} | {"library": main_libraries()}
    return [(f"{kind}:{one}", f"{KIND_TITLES[kind]}：{name}") for kind, rows in found.items() for one, name in rows]


def main_libraries() -> list[tuple[int, str]]:
    """`[(id, name)]` of the main libraries in use, by code."""
    there = select(Library.id, Library.name).where(Library.is_active, Library.kind == MAIN).order_by(Library.code)
    return [(identity, name) for identity, name in db.session.execute(there)]


def plans_beside(plan: Plan) -> Sequence[Plan]:
    """The other plans to compare one with: the one it follows first, then the one in force, drafts, the past."""
    order = case((Plan.id == plan.base_id, 0), (Plan.state == PUBLISHED, 1), (Plan.state == DRAFT, 2), else_=3)
    statement = select(Plan).where(Plan.id != plan.id).order_by(order, Plan.year.desc(), Plan.id.desc())
    return db.session.scalars(statement.limit(50)).all()


def plans_to_follow() -> list[tuple[int, str]]:
    """`[(id, title)]` of the plans that a new draft can follow: the one in force first, then drafts, then the past."""
    order = case((Plan.state == PUBLISHED, 0), (Plan.state == DRAFT, 1), else_=2)
    plans = db.session.scalars(select(Plan).order_by(order, Plan.year.desc(), Plan.id.desc()).limit(50))
    return [(one.id, f"{one.title}，{STATE_TITLES[one.state]}") for one in plans]


def figures_beside(one: Plan, other: Plan, actor: Actor) -> list[tuple[str, str, str]]:
    """The figures of two plans as rows, as far as the actor sees them: words, of the one, of the other."""
    left, right = figure_words(plan_figures(one, actor)), figure_words(plan_figures(other, actor))
    return [(words, value, right[words]) for words, value in left.items()]


def figure_words(figures: Figures) -> dict[str, str]:
    """`{what is measured: its value in words}`."""
    reached = {
        f"联系到的{title}": f"{figures.reached[kind]} / {figures.groups[kind]}"
        for kind, title in KIND_TITLES.items() if figures.groups.get(kind)
    }  # fmt: skip
    short = {"没达到人数的（处）": f"{len(figures.shortfalls):,}"} if reached else {}
    return {
        "已配（对）": f"{figures.pairs:,}", "配满的委员（位）": f"{figures.full:,}",
        "平均（公里）": "—" if figures.mean_km is None else f"{figures.mean_km:.2f}",
        "同界别": "—" if figures.same_sector is None else f"{figures.same_sector:.1%}",
        "同镇或 5 公里内": "—" if figures.near is None else f"{figures.near:.1%}",
        **reached, **short,
    }  # fmt: skip



@dataclass(frozen=True)
class Move:
    """A pair that a setting would move. state: ended / new."""

    no: str
    member: str
    representative: str
    state: str


def preview_moves(preview: PlanPreview) -> list[Move]:
    """The pairs that a setting would move, by member: those that end before those that are new."""
    pairs = [(m, p, state) for state in ("ended", "new") for m, p in preview.moves.get(state, ())]
    of_members = select(Member.id, Member.no, Member.name).where(Member.id.in_({m for m, _, _ in pairs}))
    members = {identity: told for identity, *told in db.session.execute(of_members)}
    of_people = select(Representative.id, Representative.name).where(Representative.id.in_({p for _, p, _ in pairs}))
    people = dict(db.session.execute(of_people).all())
    moves = (Move(*members[m], people[p], state) for m, p, state in pairs if m in members and p in people)
    return sorted(moves, key=lambda move: (move.no, move.state, move.representative))


def figures_before_and_after(preview: PlanPreview) -> list[tuple[str, str, str]]:
    """The figures of a preview as rows: words, with the setting of today, with the one that was tried."""
    before, after = (stored_words(preview.figures[key]) for key in ("before", "after"))
    return [(words, value, after.get(words, "—")) for words, value in before.items()]


def stored_words(figures: Mapping[str, Any]) -> dict[str, str]:
    """Figures as a plan keeps them, in the words of `figure_words`."""
    return figure_words(Figures(**{**{name: figures[name] for name in NUMBERS}, "shortfalls": figures["shortfalls"]}))
