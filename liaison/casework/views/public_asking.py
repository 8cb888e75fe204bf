"""The page behind the code of a station: three questions, no account; and how far it is, for eight digits."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, current_app, render_template, request, session

from liaison.casework.actions import asking
from liaison.casework.actions.ratings import rate_by_code
from liaison.casework.forms import bundle
from liaison.casework.models import PublicRequest, RatingCode, StationCode
from liaison.casework.queries import public as queries
from liaison.casework.queries.calls import promised_days
from liaison.casework.queries.duty import on_duty
from liaison.casework.rules import public as rules
from liaison.casework.sheets.public import ASK, PHOTOS, RATE, TRACK
from liaison.casework.views import stamps
from liaison.casework.views.blueprint import pages
from liaison.casework.views.ratings import told_to_asker
from liaison.core import clock, text
from liaison.web.bodies import takes_files
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import public

HONEYPOT, CSRF = "website", "csrf_token"
LIMITS = ("PUBLIC_PER_DEVICE", "PUBLIC_PER_ADDRESS", "PUBLIC_PER_CODE")
TRY_AGAIN = "还没有送出，您写的都还在。请看一遍，过几秒钟再送一次。"
NOT_FOUND = "没有查到。请核对查询号和后 4 位，试错 5 次要等一小时。忘了查询号，可以打联络室的电话问。"
LENGTHS, LONGEST_NUMBER = {"number": 8, "digits": 4}, 20


@pages.route("/q/<code>", methods=["GET", "POST"])
@public
@takes_files
def ask(code: str) -> Any:
    """有事请对委员说. Unknown, paused and expired codes take nothing."""
    row = queries.code_with_token(code)
    if row is None or not row.is_open:
        return render_template("casework/ask_closed.html", code=row), 404
    form, stamp = form_from(ASK, where=usual_place(row)), stamps.stamp_of(row, request.form.get("stamp", ""))
    remember(form, "casework/ask.html", code=row, duty=on_duty(row.station_id, clock.today()),
             stamp=request.form["stamp"] if stamp else stamps.new_stamp(row))
    if not form.validate_on_submit() or stamp is None or looks_made(form, stamp):
        return page_again(form)
    asked = asking.ask(row, stamp, sender(), **{**form.cells, "photos": bundle(form, PHOTOS.key)})
    return asked_page(asked, stamp)


def sender() -> asking.Sender:
    """Where the form comes from, and how many an hour are taken from there."""
    token = session.get(CSRF)
    limit = rules.asking_limit(*(current_app.config[name] for name in LIMITS))
    return asking.Sender(request.remote_addr, rules.hash_of_key(token) if token else None, limit)


def usual_place(code: StationCode) -> str:
    """Where it usually is: the station's village."""
    station = code.station
    return f"{station.area.name}{station.village.name if station.village else ''}"


def looks_made(_form: ColumnForm, stamp: asking.FormStamp) -> bool:
    """Whether a machine seems to have filled it in: the field nobody sees, or no time to write."""
    return bool(request.form.get(HONEYPOT)) or stamps.is_too_quick(stamp)


def page_again(form: ColumnForm) -> Any:
    """The form with everything typed and all that is missing; one without a fault of its own is to be sent again."""
    if request.method == "POST":
        for key, sentence in rules.missing_of(form.cells).items():
            form[key].errors = form[key].errors or [sentence]
        if not form.errors:
            form.form_errors = [TRY_AGAIN]
    return form_page()


def asked_page(asked: PublicRequest, stamp: asking.FormStamp) -> str:
    """已收到: the number, and for whoever stays anonymous his four digits, shown this once."""
    digits = "" if asked.asker_phone else rules.digits_of_key(stamp.key)
    number = rules.spaced_number(asked.number)
    return render_template("casework/asked.html", asked=asked, number=number, digits=digits, days=promised_days())


@pages.route("/t", methods=["GET", "POST"])
@public
def progress() -> Any:
    """查进度: the number and the last four of the phone; wrong and unknown get the same answer."""
    form = form_from(TRACK, number=request.args.get("number", "")[:LONGEST_NUMBER])
    remember(form, "casework/progress.html")
    if not form.validate_on_submit() or not are_digits(form):
        return form_page()
    asked = asking.track(form.cells["number"], form.cells["digits"], request.remote_addr)
    if asked is None:
        form.form_errors = [NOT_FOUND]
        return form_page()
    return render_template("casework/progress_found.html", **told_of(asked))


def are_digits(form: ColumnForm) -> bool:
    """Keep the digits of what was typed; say so where there are too few or too many."""
    for key, length in LENGTHS.items():
        form.cells[key] = re.sub(r"[^0-9]", "", text.folded(form.cells[key]))
        if len(form.cells[key]) != length:
            form[key].errors = [f"请填 {length} 位数字"]
    return not form.errors


def told_of(asked: PublicRequest) -> dict[str, Any]:
    """What the page of progress tells: four words, no names, no text; a ticket where there is a reply to rate."""
    ticket = stamps.ticket_for(asked) if asking.rating_open(asked) else ""
    number = rules.spaced_number(asked.number)
    return {"asked": asked, "number": number, "progress": rules.progress_of(asked, promised_days()), "ticket": ticket}


@pages.post("/t/reply")
@public
def reply_on_progress() -> Any:
    """The reply, as the rating code shows it, with the form to rate it."""
    row = rating_of_ticket()
    form = form_from(RATE)
    form.process(data={column.key: column.default for column in RATE})
    remember(form, "casework/rate_by_code.html", ticket=request.form["ticket"], **told_to_asker(row))
    return form_page()


@pages.post("/t/rate")
@public
def rate_on_progress() -> Any:
    """The asker's own answer, given without a second code."""
    row = rating_of_ticket()
    form = form_from(RATE)
    remember(form, "casework/rate_by_code.html", ticket=request.form["ticket"], **told_to_asker(row))
    if not form.validate_on_submit():
        return form_page()
    rate_by_code(row, **form.cells)
    return render_template("casework/rated.html", case=row.case, cells=form.cells)


def rating_of_ticket() -> RatingCode:
    """The code that a ticket stands in for; 404 once the half hour is over, or the answer was given."""
    found = stamps.request_id_of(request.form.get("ticket", ""))
    asked = queries.request_with_id(found) if found else None
    return (asking.rating_open(asked) if asked else None) or abort(404)
