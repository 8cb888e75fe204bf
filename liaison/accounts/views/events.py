"""The audit log: who did what to which thing, and when; whether it was touched; what was found, taken out."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.sheets import EVENT_COLUMNS, events_page
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.exports import Listing, send
from liaison.audit import words
from liaison.core import clock, text
from liaison.core.errors import CellError, Refused
from liaison.web.gate import gate
from liaison.web.paging import page_of

FILTERS = {"who": "谁", "verb": "做了什么", "words": "编号、名称或内容", "since": "从", "until": "到"}
MOST_EXPORTED = 50_000
TOO_MANY = f"一次最多导出 {MOST_EXPORTED:,} 条，请把日期范围缩小。"


@pages.get("/events")
@gate("event.view")
def events() -> Any:
    """The log, newest first, with filters."""
    wanted = asked()
    page = page_of(queries.events_found(**wanted))
    return render_template(
        "accounts/events.html", page=page, wanted=wanted, verbs=verb_choices(), verified=queries.last_verified(),
        verb_title=words.verb_title, changes_in_words=words.changes_in_words,
        role_titles={role.value: role.title for role in Role},
    )  # fmt: skip


@pages.post("/events/verify")
@gate("event.view")
def verify_events() -> Any:
    """Verify the whole chain: a short one at once, a long one in the background."""
    there = url_for("accounts.events")
    if queries.link_count() > actions.LONG:
        return redirect(url_for("jobs.job", job=actions.verify_later(g.actor, there).id))
    verdict = actions.verify_log(g.actor)
    flash(actions.verdict_in_words(verdict), "bad" if verdict.fault else "ok")
    return redirect(there)


@pages.post("/events/export.xlsx")
@gate("event.view")
def export_events() -> Any:
    """What was found as a workbook; that it was taken out is noted after it is written."""
    wanted = asked()
    count = queries.event_count(**wanted)
    if count > MOST_EXPORTED:
        raise Refused(TOO_MANY)
    rows = queries.event_rows(**wanted)
    said = [(title, str(wanted[key])) for key, title in FILTERS.items() if wanted[key]]
    listing = Listing(
        "events", "操作日志", EVENT_COLUMNS, count, lambda columns, frame: events_page(rows, columns, **frame), "条",
        said,
    )  # fmt: skip
    return send(
        listing, f"操作日志{clock.today():%Y%m%d}", lambda: actions.note_export(count, wanted, g.actor)
    )


def asked() -> dict[str, Any]:
    """What is looked for, from the address or the form."""
    wanted = {name: request.values.get(name, "") for name in ("who", "verb", "words")}
    return {**wanted, **{name: asked_day(name) for name in ("since", "until")}}


def asked_day(name: str) -> date | None:
    """A day of the address; one that cannot be read is as if none were asked for."""
    try:
        return text.day(request.values[name]) if request.values.get(name) else None
    except CellError:
        return None


def verb_choices() -> list[tuple[str, str]]:
    """Whole kinds of things first (`case.` = everything done to cases), then each verb."""
    kinds = [(f"{thing}.", f"{title}：全部") for thing, title in words.THINGS.items()]
    verbs = [(verb, f"{words.THINGS.get(verb.partition('.')[0], '')}：{title}") for verb, title in words.VERBS.items()]
    return kinds + verbs
