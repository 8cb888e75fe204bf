"""Homes by role, and search."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.casework.queries.calls import call_rows
from liaison.casework.rules import deadline_of, due_words
from liaison.casework.workflow import CASEWORK
from liaison.contacts.queries import year_of
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.limits import allow_aside
from liaison.core.text import normalise
from liaison.reports import queries, rules
from liaison.reports.views.blueprint import pages
from liaison.roster.queries import member_for
from liaison.web.gate import gate
from liaison.web.navigation import MenuLine, menu

menu.lines.insert(0, MenuLine("今天要办", "reports.home", "home", "工作台", "home.view", (Role.OFFICE,)))
menu.tabs.insert(0, MenuLine("", "reports.home", "home", "首页", "home.view"))


@pages.get("/")
@gate("home.view")
def home() -> Any:
    """The page that a role works from."""
    if g.actor.role is Role.MEMBER:
        return member_home()
    if g.actor.role is Role.OFFICE:
        return office_home()
    return redirect(url_for(rules.HOMES[g.actor.role]))


def member_home() -> str:
    """What a member has to do, his five, and how his year stands."""
    today, calendar = clock.today(), working_days()
    member = member_for(g.actor, g.actor.member_id)
    handed_over, closed = queries.case_counts(g.actor.member_id, today.year)
    calls = [(row, due_words(row.call_due_on, today, calendar)) for row in call_rows(g.actor)]
    return render_template(
        "reports/member_home.html", member=member, calls=calls, todo=queries.todo_of(g.actor), rules=rules, today=today,
        year=year_of(g.actor.member_id, today.year), handed_over=handed_over, closed=closed,
        deadline=partial(deadline_of, today=today, calendar=calendar),
    )  # fmt: skip


def office_home() -> str:
    """The office's desk: what waits for it, what is late, what is missing."""
    today, calendar = clock.today(), working_days()
    return render_template(
        "reports/office_home.html", desk=queries.desk_of(g.actor), todo=queries.todo_of(g.actor), today=today,
        deadline=partial(deadline_of, today=today, calendar=calendar), states=CASEWORK.by_code,
    )  # fmt: skip


@pages.get("/search")
@gate("search.use")
def search() -> str:
    """Cases, representatives and members that one word finds."""
    word = normalise(request.args.get("q", ""))[:50]
    if word:
        allow_aside("search", g.actor.user_id)
    return render_template("reports/search.html", word=word, found=queries.found_by(g.actor, word))
