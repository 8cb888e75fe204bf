"""The blueprint that the pages of messages hang on, and what they know of mail servers and robots."""

from __future__ import annotations

from flask import Blueprint, current_app

from liaison.notices.actions.sending import PostOffice
from liaison.notices.rules import MailServer, Robots

pages = Blueprint("notices", __name__)


def robots() -> Robots:
    """Which addresses of robots may be called."""
    config = current_app.config
    return Robots(config["WEBHOOK_INTERNAL"], bool(config["DEMO"] or config.get("TESTING")))


def mail_server() -> MailServer | None:
    """The server as it is set; None where none is."""
    config = current_app.config
    host, user = config["SMTP_HOST"], config["SMTP_USER"]
    if not host:
        return None
    sender = config["MAIL_FROM"] or (user if "@" in user else f"noreply@{host}")
    return MailServer(host, config["SMTP_PORT"], user, config["SMTP_PASSWORD"], config["SMTP_TLS"], sender)


def post_office() -> PostOffice:
    """What sending needs, from the settings."""
    config = current_app.config
    return PostOffice(mail_server(), robots(), config["SITE_ADDRESS"], config["SITE_NAME"])
