"""群众扫码: what came in without an account, looked at by a clerk before it becomes a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from liaison.access import SYSTEM
from liaison.accounts.views.looks import is_reason_given, look_form
from liaison.casework import rules
from liaison.casework.actions.quarantine import accept_request, decline_request, forget_declined, show_request_phone
from liaison.casework.models import Case, PublicRequest
from liaison.casework.queries import public as queries
from liaison.casework.queries.calls import promised_days
from liaison.casework.queries.recording import field_of
from liaison.casework.queries.who_answers import answerers
from liaison.casework.rules.public import ACCEPTED, DECLINED, LOOK, WAITING
from liaison.casework.sheets.public import ACCEPT, DECLINE
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import transaction
from liaison.core.text import spaced_phone
from liaison.files.queries import attachments_of
from liaison.jobs.rules import NIGHTLY, every
from liaison.orgs.queries import reference_choices
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

TABS = {WAITING: "等您看", ACCEPTED: "已转给委员", DECLINED: "没有转"}
LONGEST_WORD = 40
SUGGESTED = "请承办单位核实办理，结果由委员告诉反映人。"


@pages.get("/public-requests")
@gate("public_request.view")
def public_requests() -> str:
    """What came in, the oldest first; other tabs: what became of it."""
    tab = request.args.get("tab", WAITING)
    tab = tab if tab in TABS else WAITING
    return render_template(
        "casework/public_requests.html", page=page_of(queries.public_request_rows(g.actor, tab)), tab=tab, kinds=TABS,
        found=queries.public_request_counts(g.actor), due=promised(),
    )  # fmt: skip


def promised() -> Callable[[datetime], rules.Deadline | None]:
    """How long is left of the days in which the form promised an answer, by when it came in."""
    calendar, today, days = working_days(), clock.today(), promised_days()[LOOK]

    def due(made_at: datetime) -> rules.Deadline | None:
        return rules.due_words(calendar.add(clock.local(made_at).date(), days), today, calendar)

    return due


@pages.route("/public-requests/<int:asked>", methods=["GET", "POST"])
@gate("public_request.decide", asked=queries.public_request_for)
def public_request(asked: PublicRequest) -> Any:
    """One of them, with whom it could go to. POST makes it a contact and a case, or looks for another member."""
    word = request.values.get("q", "").strip()[:LONGEST_WORD]
    form = form_from(ACCEPT, choices_of(asked, word), **prefilled(asked))
    remember(form, "casework/public_request.html", asked=asked, word=word, photos=attachments_of(asked))
    if "find" in request.form or not form.validate_on_submit():
        return form_page()
    case = accept_request(asked, g.actor, **form.cells)
    flash(words_after(case))
    return redirect(url_for("casework.case", case=case.number))


def words_after(case: Case) -> str:
    """What became of it; a member without an account reads no message, so somebody is to call him."""
    said = f"已转给{case.member.name}委员，成了诉求 {case.number}，可以转办"
    return said if case.member.user_id else f"{said}。{case.member.name}还没有账号，请打电话请他联系反映人"


@pages.post("/public-requests/<int:asked>/phone")
@gate("public_request.decide", asked=queries.public_request_for)
def public_request_phone(asked: PublicRequest) -> Any:
    """The same page with everything that was typed: asks what for, then has the phone in full; the look is recorded."""
    word = request.form.get("q", "").strip()[:LONGEST_WORD]
    form, look = form_from(ACCEPT, choices_of(asked, word)), look_form()
    if ACCEPT[1].key not in request.form:
        form.process(data=prefilled(asked))
    page = {"asked": asked, "word": word, "photos": attachments_of(asked)}
    remember(form, "casework/public_request.html", **page, look=look)
    if is_reason_given(look):
        phone = spaced_phone(show_request_phone(asked, g.actor, **look.cells))
        remember(form, "casework/public_request.html", **page, phone=phone)
    return form_page()


def choices_of(asked: PublicRequest, word: str) -> Callable[[str], list[tuple[Any, str]]]:
    """What the form offers: the nearest members, and the lists of the house."""

    def choices(source: str) -> list[tuple[Any, str]]:
        if source == "pair":
            return [(one.key, one.words) for one in answerers(asked, word)]
        return reference_choices(source)

    return choices


def prefilled(asked: PublicRequest) -> dict[str, Any]:
    """What the form begins with."""
    near = answerers(asked)
    return {
        "pair": near[0].key if near else None, "title": rules.derived_title("", "", asked.text),
        "category_id": field_of([""], asked.text), "kind": "意见建议", "urgency": "一般",
        "survey": f"{clock.local(asked.made_at):%-m月%-d日}群众扫码反映，内容已经看过。", "suggestion": SUGGESTED,
    }  # fmt: skip


@pages.route("/public-requests/<int:asked>/decline", methods=["GET", "POST"])
@gate("public_request.decide", asked=queries.public_request_for)
def decline_public_request(asked: PublicRequest) -> Any:
    """Say why it becomes nothing; the asker reads it."""
    form = form_from(DECLINE)
    remember(form, "casework/decline_public_request.html", asked=asked)
    if not form.validate_on_submit():
        return form_page()
    decline_request(asked, g.actor, form.cells["reason"], form.cells["words"])
    flash("已写明原因，反映人查进度时看得到")
    return redirect(url_for("casework.public_requests"))


@every("casework.forget_declined", "删去半年前没有转办的扫码内容", NIGHTLY)
def forget_declined_nightly() -> str:
    """What the notice on personal data promises, by the clock."""
    with transaction():
        return f"删去 {forget_declined(current_app.config['INSTANCE'], SYSTEM)} 件"
