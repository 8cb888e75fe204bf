"""The register of exports, the requests for whole numbers, and telling whose copy a file is."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.accounts import queries
from liaison.accounts.actions import exports as leaving
from liaison.accounts.models import ExportRequest
from liaison.accounts.models.exports import APPROVED, ASKED, STATES
from liaison.accounts.rules import exports as rules
from liaison.accounts.views.blueprint import pages
from liaison.core import clock
from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.apart import Loaded, load_apart
from liaison.core.sheets.copies import NUMBER
from liaison.web.days import day_asked
from liaison.web.gate import gate
from liaison.web.paging import page_of

SURE = {"same": "一个字节也没有改过，就是这一份。", "mark": "被另存过或改过；凭表里看不见的记号认出，是这一份改的。",
        "words": "只凭表里写着的“第几份”认出，这几个字谁都能改，请再核对。"}  # fmt: skip
STRANGE = "认不出：登记里没有这份表，里面也没有记号。"
NO_FILE = "请选要认的文件。"


@pages.get("/exports")
@gate("export.view")
def exports() -> str:
    """Every copy that went out, and what waits for an approval."""
    wanted = {"words": request.args.get("words", ""), "kind": request.args.get("kind", ""),
              "since": day_asked("since"), "until": day_asked("until")}  # fmt: skip
    return render_template(
        "accounts/exports.html", page=page_of(queries.exports_found(**wanted)), wanted=wanted,
        waiting=queries.open_requests(), ways=rules.WAYS,
    )  # fmt: skip


@pages.post("/exports/recognise")
@gate("export.view")
def recognise_export() -> Any:
    """Which copy a file is: by its sum, by the mark that it carries, else by the words in it."""
    file = request.files.get("file")
    content = file.read(limits.FILE_BYTES + 1) if file else b""
    if not content:
        flash(NO_FILE, "bad")
        return redirect(url_for("accounts.exports"))
    mark, seen = marks_in(content, file.filename or "")
    digest = hashlib.sha256(content).hexdigest()
    row, how = queries.copy_known(digest, mark, seen)
    leaving.note_recognised(row, digest, g.actor)
    return render_template("accounts/recognise_export.html", row=row, sure=SURE.get(how, STRANGE), ways=rules.WAYS)


def marks_in(content: bytes, file_name: str) -> tuple[str | None, list[str]]:
    """(the unseen mark of a workbook, the numbers of copies that stand in it); nothing of what cannot be read."""
    try:
        loaded = load_apart(content, file_name)
    except FileRefused:
        return None, []
    return loaded.stamp, numbers_in(loaded)


def numbers_in(loaded: Loaded) -> list[str]:
    """The numbers of copies that stand in the cells."""
    cells = (cell for grid in loaded.grids for row in grid.rows.values() for cell in row.values())
    found = (re.search(NUMBER, cell) for cell in cells if isinstance(cell, str) and "DC-" in cell)
    return list(dict.fromkeys(one[0] for one in found if one))


@pages.get("/exports/requests/<int:application>")
@gate("export.follow", application=queries.request_visible_to)
def export_request(application: ExportRequest) -> str:
    """One request: what was asked for, what came of it, and the way to the workbook."""
    return request_page(application)


def request_page(asked: ExportRequest, fault: str = "") -> str:
    """The page of a request."""
    is_usable = asked.state == APPROVED and asked.until is not None and asked.until > clock.now()
    return render_template(
        "accounts/export_request.html", asked=asked, states=STATES, fault=fault, is_open=asked.state == ASKED,
        is_usable=is_usable, is_own=asked.user_id == g.actor.user_id, is_over=asked.state == APPROVED and not is_usable,
    )  # fmt: skip


@pages.post("/exports/requests/<int:application>/approve")
@gate("export.approve", application=queries.request_visible_to)
def approve_export(application: ExportRequest) -> Any:
    """Let it go out once."""
    leaving.approve(application, g.actor)
    flash(f"已批准。{application.asked_by}可以在 24 小时内下载一次")
    return redirect(url_for("accounts.export_request", application=application.id))


@pages.post("/exports/requests/<int:application>/refuse")
@gate("export.approve", application=queries.request_visible_to)
def refuse_export(application: ExportRequest) -> Any:
    """Say no, and why."""
    if not request.form.get("reason", "").strip():
        return request_page(application, rules.NO_REASON), 422
    leaving.refuse(application, g.actor, request.form["reason"])
    flash("已退回，没有批")
    return redirect(url_for("accounts.export_request", application=application.id))


@pages.post("/exports/requests/<int:application>/withdraw")
@gate("export.withdraw", application=queries.request_visible_to)
def withdraw_export(application: ExportRequest) -> Any:
    """Take one's own request back."""
    leaving.withdraw(application, g.actor)
    flash("申请已撤回")
    return redirect(url_for("accounts.export_request", application=application.id))
