"""When database or disk fail: one sentence, nothing typed is lost, and the page asks nothing of the database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from random import uniform
from time import sleep
from typing import Any

from flask import current_app, g, render_template, request, session
from werkzeug.exceptions import HTTPException

from liaison.audit.actions import id_of_request
from liaison.core import clock
from liaison.core.outages import Outage, is_worth_another_try, outage_of

logger = logging.getLogger(__name__)

WAITS = {Outage.BUSY: 10, Outage.CLASH: 5, Outage.DOWN: 30, Outage.FULL: 300}
STATUS = {Outage.FULL: 507}
PAUSES = (0.05, 0.2)  # seconds at most, each cut short by chance so that two that clashed do not meet again
SENTENCES = {
    Outage.BUSY: "现在保存的人太多，这次没有保存上。请过十秒钟再试一次。",
    Outage.CLASH: "别人正好在改同一条，这次没有保存上。请再试一次。",
    Outage.DOWN: "数据库现在连不上，这次没有办成。请过半分钟再试；一直这样，请告诉政协办公室。",
    Outage.FULL: "服务器的磁盘满了，暂时只能看，不能保存。请告诉政协办公室，腾出地方以后再试。",
}
UNCERTAIN = "保存的时候数据库断开了，不知道存上了没有。请过半分钟看一看，没有存上再试一次。"
UNNOTED = "操作日志记不下来，所以没有保存，什么也没有改。请告诉系统管理员。"
NEVER_SENT_BACK = ("password", "code", "secret", "pin")


def attempts() -> Iterator[bool]:
    """Each time that a request is tried, with nothing left of the time before; gives whether it is the last."""
    for pause in PAUSES:
        yield False
        sleep(uniform(0, pause))
        begin_again()
    yield True


def begin_again() -> None:
    """Make the request what it was when it came."""
    for name in list(g):
        g.pop(name)
    cookie = current_app.session_interface.open_session(current_app, request)
    session.clear()
    session.update(cookie or {})
    for one in (sent("files") or {}).values():
        one.stream.seek(0)


def may_be_tried_again(error: Exception) -> bool:
    """Whether it is worth while, and certain that nothing of it was saved."""
    return is_worth_another_try(error) and not is_uncertain(error)


def is_uncertain(error: Exception) -> bool:
    """Whether the database was lost in the very moment of saving, so that nobody knows what became of it."""
    return outage_of(error) is Outage.DOWN and g.get("is_saving", False)


def unavailable(error: Exception) -> tuple[str, int, dict[str, str]]:
    """The page of an outage; the log says what it was, without what was typed."""
    outage, sentence = outage_of(error) or Outage.DOWN, UNCERTAIN
    if not is_uncertain(error):
        sentence = SENTENCES[outage] if outage_of(error) else UNNOTED
    logger.warning("outage: %s, %s", outage, type(getattr(error, "orig", error)).__name__)
    forget_who_asks()
    words = render_template(
        "errors/503.html", sentence=sentence, at=clock.now(), request_id=id_of_request.get(), typed=typed(),
        has_files=bool(sent("files")),
    )
    return words, STATUS.get(outage, 503), {"Retry-After": str(WAITS[outage])}


def forget_who_asks() -> None:
    """Let the frame of the page be that of a stranger: his menu would be asked of the database."""
    g.user = g.actor = g.sign_in = None


def typed() -> list[tuple[str, str]]:
    """What was sent, to be sent again; nothing of a form with a password or a code in it."""
    form = sent("form")
    cells = [(key, value) for key, value in form.items(multi=True) if key != "csrf_token"] if form else []
    is_secret = any(word in key for key, _value in cells for word in NEVER_SENT_BACK)
    return [] if is_secret else cells


def sent(part: str) -> Any:
    """The form or the files of the request; nothing where they cannot be read, as on a full disk."""
    try:
        return getattr(request, part)
    except (OSError, HTTPException):
        return None
