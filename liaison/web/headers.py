"""What every answer carries: a strict content policy, no storing, no framing; and what every request must prove."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect

from liaison.audit.actions import address_of_request, id_of_request, session_of_request
from liaison.web import bodies
from liaison.web.bodies import SAFE_METHODS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ID = "X-Request-ID"  # stands in the log, on error pages and with the events of the request
HSTS = "max-age=31536000; includeSubDomains"

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Check every request, dress every answer."""
    app.before_request(note_address)
    app.before_request(check_https)
    app.before_request(check_origin)
    bodies.install(app)
    csrf.init_app(app)
    app.after_request(dress)


def check_https() -> None:
    """Outside the demo, plain http is refused: its cookies would travel readable; who watches the service has none."""
    if current_app.config["IS_SECURE"] and not request.is_secure and request.endpoint != "healthz":
        abort(400, "请用 https:// 打开本平台；反向代理后面请设 PROXY_HOPS。")


def check_origin() -> None:
    """A second line behind the CSRF token: an unsafe request must come from our own pages."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400, "这个请求不是从本平台的页面发出的。请回到平台页面再试。")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(400, "这个请求不是从本平台的页面发出的。请回到平台页面再试。")


def note_address() -> None:
    """Remember where the request came from, for its events, and give it a name."""
    address_of_request.set(request.remote_addr)
    id_of_request.set(secrets.token_hex(6))
    session_of_request.set(None)


def dress(answer: Response) -> Response:
    """Put the headers on."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers[ID] = id_of_request.get() or ""
    if current_app.config["IS_SECURE"]:
        answer.headers["Strict-Transport-Security"] = HSTS
    if request.endpoint == "static":
        answer.headers["Cache-Control"] = "public, max-age=86400"
    else:
        answer.headers["Cache-Control"] = "no-store"
    return answer
