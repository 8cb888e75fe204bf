"""The liaison platform: its floors, its app class (one transaction per request) and create_app()."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request

from liaison.audit.chain import Keys, NoAuditKey, keep_keys
from liaison.audit.faults import is_unnoted
from liaison.config import configure
from liaison.core.db import db, prepare_engine, transaction
from liaison.core.outages import PASSING, limit_waiting, outage_of
from liaison.pages import register_pages
from liaison.starting import refuse_bad_flows
from liaison.web.outages import attempts, may_be_tried_again, unavailable

# Lowest first. A package imports only packages before it; foreign keys point down too.
FLOORS = (
    "core", "audit", "access", "web", "files", "jobs", "orgs", "accounts", "notices", "roster", "assignment",
    "contacts", "casework", "deliberation", "proposals", "supervision", "performance", "reports",
)  # fmt: skip

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Liaison(Flask):
    """One transaction per request: an answer commits, an exception rolls back; GET cannot write."""

    def full_dispatch_request(self) -> Any:
        """Answer; what the database took back for another's sake is tried again, as nobody was told anything yet."""
        for is_last in attempts():
            try:
                return self.answer_in_transaction()
            except (*PASSING, NoAuditKey) as error:
                if outage_of(error) is None and not is_unnoted(error):
                    raise
                if is_last or not may_be_tried_again(error):
                    return self.finalize_request(unavailable(error))
        return None

    def answer_in_transaction(self) -> Any:
        """Open the request's transaction around everything that may touch the database."""
        with transaction(write=request.method not in SAFE_METHODS):
            answer = super().full_dispatch_request()
            g.is_saving = True
        return answer

    def log_exception(self, exc_info: Any) -> None:
        """One line of JSON in the log (web/logs.py): the route and not the address, which may hold a code."""
        self.logger.error("a fault of ours", exc_info=exc_info)

    def dispatch_request(self) -> Any:
        """Run the view; an exception takes back what it changed before its error page is made."""
        try:
            answer = super().dispatch_request()
            db.session.flush()
        except BaseException:
            db.session.rollback()
            raise
        return answer


def create_app(settings: dict[str, Any] | None = None) -> Liaison:
    """Build the program. settings override what the environment says (see README, settings)."""
    app = Liaison(__name__, template_folder="../templates")
    configure(app, settings or {})
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        limit_waiting(db.engine)
        keep_keys(db.engine, Keys.of(app.config["AUDIT_KEY"].split()))
    register_pages(app)
    refuse_bad_flows(app)
    return app
