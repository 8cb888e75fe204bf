"""Signing in and out, one's own pages, administration of users and seats, and the audit log."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for

from liaison.accounts import actions, queries
from liaison.web.gate import gate

pages = Blueprint("accounts", __name__)


def install(app: Flask) -> None:
    """Find out, before each request, who asks."""
    app.before_request(find_actor)


def find_actor() -> None:
    """Set g.user, g.actor and g.sign_in from the session cookie; None when nobody is signed in."""
    g.user = g.actor = g.sign_in = None
    secret = request.cookies.get(current_app.config["SIGN_IN_COOKIE"])
    if request.endpoint == "static" or not secret:
        return
    session = queries.live_sign_in(secret)
    if session:
        g.sign_in, g.user, g.actor = session, session.user, queries.actor_of(session)


@pages.post("/sign-out")
@gate("profile.view")
def sign_out() -> Any:
    """End the session."""
    actions.end_sign_in(g.sign_in)
    answer = redirect(url_for("accounts.sign_in"))
    answer.delete_cookie(current_app.config["SIGN_IN_COOKIE"])
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
