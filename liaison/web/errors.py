"""Errors as people see them: one sentence that says what to do, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, render_template
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from liaison.audit.actions import id_of_request
from liaison.audit.faults import is_unnoted
from liaison.core import clock
from liaison.core.errors import Refused, TooOften
from liaison.web.forms import answer_again
from liaison.web.outages import forget_who_asks

KNOWN = (400, 403, 404, 405, 409, 413, 429, 500)
CHANGED = "别人刚刚改过这一条，您的修改还没有保存。请看看最新内容，再存一次。"
CLASHES = "这一条和已有的记录冲突，没有保存。请刷新页面，看看是不是别人刚刚录过。"
UNSTORABLE = "地址或内容里有存不下的数字或字符。请从菜单重新打开这一页。"
NOT_OURS = "这个网址不是本平台的。请用单位给您的网址打开。"
STALE_FORM = "页面放得太久，已经失效。您写的还在，请再点一次保存。"


def install(app: Flask) -> None:
    """Give each kind of error its page."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(TooOften, too_often)
    app.register_error_handler(StaleDataError, lambda _e: conflict(CHANGED))
    app.register_error_handler(IntegrityError, clashes)
    app.register_error_handler(OverflowError, lambda _e: page(400, UNSTORABLE))
    app.register_error_handler(DataError, lambda _e: page(400, UNSTORABLE))
    app.register_error_handler(CSRFError, lambda _e: page(400, STALE_FORM))
    app.register_error_handler(HTTPException, http_error)


def refused(error: Refused) -> tuple[str, int]:
    """A verb said no: the same page again with everything typed, or a page of its own."""
    return conflict(error.sentence, error.fields)


def too_often(error: TooOften) -> tuple[str, int, dict[str, str]]:
    """429 with the sentence, and when to come back; on the form's own page where there is one."""
    words = answer_again(error.sentence, {}) if "form_page" in g else page(429, error.sentence)[0]
    return words, 429, {"Retry-After": str(error.wait)}


def conflict(sentence: str, fields: dict[str, str] | None = None) -> tuple[str, int]:
    """409 with the sentence; on the form's own page where there is one."""
    if "form_page" in g:
        return answer_again(sentence, fields or {}), 409
    return page(409, sentence)


def clashes(error: IntegrityError) -> tuple[str, int]:
    """409 where a row clashes with another; that the log refuses is an outage (web/outages.py)."""
    if is_unnoted(error):
        raise error
    return conflict(CLASHES)


def http_error(error: HTTPException) -> Any:
    """Werkzeug's errors in our words; redirects pass."""
    code = error.code or 500
    if code < 400:
        return error
    own_words = error.description if not (error.description or "a").isascii() else None
    return page(code, own_words)


def page(code: int, sentence: str | None = None) -> tuple[str, int]:
    """The page of a status code; asked under a host that is not ours there are no addresses, hence no page."""
    if request_ctx.url_adapter is None:
        return NOT_OURS, code
    if code >= 500:
        forget_who_asks()
    known = code if code in KNOWN else (500 if code >= 500 else 400)
    name = id_of_request.get()
    return render_template(f"errors/{known}.html", sentence=sentence, at=clock.now(), request_id=name), code
