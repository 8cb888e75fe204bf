"""The office's login codes: made for a member, scanned by his phone; the phones that are in, and ending one."""

from __future__ import annotations

from typing import Any

import segno
from flask import current_app, flash, g, redirect, render_template, request, session, url_for

from liaison.accounts import actions, queries
from liaison.accounts.models import SignIn, User
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.sign_in import with_secret
from liaison.core.limits import allow
from liaison.web.gate import gate, public
from liaison.web.paging import page_of

SIZE_OF_A_DOT = 6
QUIET_DOTS = 2


@pages.post("/users/<int:user>/phone-code")
@gate("user.change", user=queries.user_visible_to)
def make_phone_code(user: User) -> str:
    """A new code, as a drawing to be shown or printed: the only time that it is seen."""
    row, code = actions.make_phone_code(user, g.actor)
    address = url_for("accounts.scan_phone_code", code=code, _external=True)
    drawing = segno.make(address, micro=False).svg_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS)
    return render_template("accounts/phone_code.html", person=user, until=row.until, drawing=drawing)


@pages.route("/login/link/<code>", methods=["GET", "POST"])
@public
def scan_phone_code(code: str) -> Any:
    """GET: asks once, so that a preview of the link uses nothing up. POST: signs this phone in."""
    if request.method != "POST":
        return render_template("accounts/scan_phone_code.html", address=request.path)
    allow("phone_code.use", request.remote_addr)
    is_demo = current_app.config["DEMO"]
    opened = actions.use_phone_code(code, request.remote_addr, request.user_agent.string, is_demo=is_demo)
    if opened is None:
        return render_template("accounts/phone_code_unknown.html"), 404
    session.clear()
    return with_secret(redirect("/"), *opened)


@pages.get("/users/phones")
@gate("user.view")
def phones() -> str:
    """Every phone that is in by a code of the office, with its owner."""
    words = request.args.get("words", "")
    return render_template("accounts/phones.html", page=page_of(queries.phones_found(words)), words=words)


@pages.post("/users/phones/<int:sign_in>/end")
@gate("user.change", sign_in=queries.phone_visible_to)
def end_phone(sign_in: SignIn) -> Any:
    """Sign a phone out."""
    actions.end_phone(sign_in, g.actor)
    flash(f"{sign_in.user.name}的那部手机已退出登录")
    return redirect(url_for("accounts.phones"))
