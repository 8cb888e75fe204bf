"""For whoever watches the service from outside: whether it answers and its database too; nothing else is told."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from liaison.core.db import db
from liaison.web.gate import public

ADDRESS = "/healthz"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@public
def healthz() -> tuple[str, dict[str, str]]:
    """ok; where the database does not answer, the page of that outage (503)."""
    db.session.scalar(select(1))
    return "ok", PLAIN


def install(app: Flask) -> None:
    """Offer the address."""
    app.add_url_rule(ADDRESS, "healthz", healthz)
