"""The list of contacts, and the drafts of what is being typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, g, render_template, request

from liaison.contacts import rules
from liaison.contacts.actions import keep_draft
from liaison.contacts.queries import contacts_listed, contacts_on
from liaison.contacts.views.blueprint import pages
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.columns import Column, Kind
from liaison.core.errors import CellError
from liaison.orgs.queries import reference_choices
from liaison.web.days import day_asked
from liaison.web.gate import gate
from liaison.web.paging import page_among, page_of

NOT_TYPED = ("csrf_token", "page")
STATES = (rules.VALID, rules.VOID)
FILTERS = (
    Column("since", "从哪天", Kind.DATE), Column("until", "到哪天", Kind.DATE),
    Column("town_id", "区镇", Kind.INTEGER), Column("channel_id", "方式", Kind.INTEGER),
    Column("member_id", "委员", Kind.INTEGER), Column("state", "状态", Kind.CHOICE, choices=STATES),
    Column("word", "找", Kind.TEXT, max_length=40),
)  # fmt: skip


@pages.get("/contacts")
@gate("contact.view")
def index() -> Any:
    """The contacts within sight, newest first, by day, town, way, state or word, of today or as of ?on=."""
    chosen, on = {column.key: filter_value(column) for column in FILTERS}, day_asked()
    page = page_among(contacts_on(g.actor, on, **chosen)) if on else page_of(contacts_listed(g.actor, **chosen))
    late = rows_entered_late(page.rows)
    return render_template(
        "contacts/index.html", page=page, chosen=chosen, on=on, late=late, states=STATES, today=clock.today(),
        towns=reference_choices("area"), channels=reference_choices("channel"),
    )  # fmt: skip


def filter_value(column: Column) -> date | int | str | None:
    """What a filter asks for; what cannot be read filters nothing."""
    try:
        value = column.parse(request.args.get(column.key))
    except CellError:
        return None
    is_row = column.kind is not Kind.INTEGER or value is None or 0 < value < 2**31
    return value if is_row else None


def rows_entered_late(rows: Any) -> set[str]:
    """The numbers of those written down more than three working days later (补录)."""
    days = working_days()
    return {
        row.number for row in rows
        if not row.is_imported and rules.is_late_entry(row.contacted_on, row.recorded_at, days)
    }  # fmt: skip


@pages.post("/contacts/draft")
@gate("contact.record")
def keep_typed() -> Any:
    """Keep what is being typed, so that nothing is lost when the phone puts the page away."""
    page = request.form.get("page", "")
    if not rules.is_draft_page(page):
        abort(400, "这一页不存草稿。")
    cells = {key: values for key, values in request.form.to_dict(flat=False).items() if key not in NOT_TYPED}
    keep_draft(g.actor, page, cells)
    return "", 204
