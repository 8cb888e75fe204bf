"""提醒、催办、督办、挂牌通报: issue, answer and strike off; the list of notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request, url_for

from liaison.access.table import allowed
from liaison.casework import actions, queries
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.queries.desk import LATE, NOTICE_TABS
from liaison.casework.queries.instructions import instructions_behind
from liaison.casework.queries.ladder import proposed_count
from liaison.casework.sheets.steps import ANSWER_NOTICE, NOTICE_LEVELS, URGE
from liaison.casework.sheets.supervision import SETTLE_NOTICE
from liaison.casework.views.blueprint import pages, told
from liaison.core import clock
from liaison.core.columns import Column
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/notices")
@gate("home.view")
def notices() -> str:
    """The notices of cases within sight: not answered (late?), answered, struck off; of all levels or one."""
    tab = request.args.get("tab", "open")
    tab = tab if tab in (*NOTICE_TABS, LATE) else "open"
    level = request.args.get("level", "")
    number = NOTICE_LEVELS.index(level) + 1 if level in NOTICE_LEVELS else None
    return render_template(
        "casework/notices.html", tab=tab, counts=queries.notice_counts(g.actor), levels=NOTICE_LEVELS,
        page=page_of(queries.notice_rows(g.actor, tab, number)), today=clock.today(), level=level if number else "",
        prepared=proposed_count() if allowed(g.actor, "notice.send") else 0,
    )  # fmt: skip


@pages.route("/cases/<case>/urge", methods=["GET", "POST"])
@gate("case.urge", case=queries.case_for)
def urge(case: Case) -> Any:
    """Issue a numbered notice to the unit that handles the case."""
    level = request.args.get("level", "")
    form = form_from(URGE, **({"level": level} if level in NOTICE_LEVELS else {}))
    remember(form, "casework/urge.html", case=case)
    if not form.validate_on_submit():
        return form_page()
    notice = actions.urge(case, g.actor, **form.cells)
    words = f"已发 {notice.number}，请{notice.unit.short or notice.unit.name}回话"
    return told(words, url_for("casework.case", case=case.number))


@pages.route("/notices/<notice>/answer", methods=["GET", "POST"])
@gate("case.answer_notice", notice=queries.notice_for)
def answer_notice(notice: UrgingNotice) -> Any:
    """The unit's answer."""
    form = form_on(notice, ANSWER_NOTICE, "casework/answer_notice.html", instructed=instructions_behind(notice))
    if not form.validate_on_submit():
        return form_page()
    actions.answer_notice(notice, g.actor, **form.cells)
    return told(f"已回话 {notice.number}", url_for("casework.case", case=notice.case.number))


@pages.route("/notices/<notice>/settle", methods=["GET", "POST"])
@gate("notice.settle", notice=queries.notice_for)
def settle_notice(notice: UrgingNotice) -> Any:
    """Strike it off, or have another notice follow."""
    form = form_on(notice, SETTLE_NOTICE, "casework/settle_notice.html")
    if not form.validate_on_submit():
        return form_page()
    following = actions.settle_notice(notice, g.actor, **form.cells)
    return told(struck_off(notice) + (f"，另发 {following.number}" if following else ""), url_for("casework.notices"))


@pages.post("/notices/<notice>/close")
@gate("notice.settle", notice=queries.notice_for)
def close_notice(notice: UrgingNotice) -> Any:
    """Strike it off (销号)."""
    actions.close_notice(notice, g.actor)
    return told(struck_off(notice), url_for("casework.notices"))


def form_on(notice: UrgingNotice, columns: Sequence[Column], template: str, **beside: Any) -> ColumnForm:
    """A form about one notice; its page, which shows the notice too, is remembered."""
    form = form_from(columns)
    remember(form, template, notice=notice, case=notice.case, level=NOTICE_LEVELS[notice.level - 1], **beside)
    return form


def struck_off(notice: UrgingNotice) -> str:
    """DB2026-0012 已销号."""
    return f"{notice.number} 已销号"
