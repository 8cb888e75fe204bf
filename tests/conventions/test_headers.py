"""What every answer carries, whatever its status."""

from __future__ import annotations

from secrets import token_urlsafe

import pytest

from liaison import create_app
from liaison.web.gate import public
from tests.conftest import SETTINGS

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'", "object-src": "'none'",
}  # fmt: skip
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FROM_HTTPS = {"wsgi.url_scheme": "https"}
ANSWERS = (
    ("/sign-in", {}, 200), ("/users", {}, 302), ("/no-such-page", {}, 404), ("/breaks", {}, 500),
    ("/static/app.js", {}, 200), ("/static/none.js", {}, 404), ("/sign-out", {}, 405),
    ("/sign-in", {"method": "POST", "data": {"username": "x" * 3_000_000}}, 413),
    ("/sign-in", {"method": "POST", "headers": {"Origin": "https://evil.example"}}, 400),
    ("/sign-in", {"method": "POST", "headers": {"Sec-Fetch-Site": "cross-site"}}, 400),
    ("/sign-in", {"method": "OPTIONS"}, 200),
)  # fmt: skip


def breaks():
    """A page with a fault of ours."""
    raise ZeroDivisionError("an inner secret")


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """The program as in an office: on https, with a page that breaks."""
    folder = tmp_path_factory.mktemp("secure")
    settings = {**SETTINGS, "TESTING": False, "INSTANCE": folder, "MAX_CONTENT_LENGTH": 2_000_000}
    own = {"SECRET_KEY": token_urlsafe(48), "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'a.db'}"}
    program = create_app({**settings, **own})
    program.add_url_rule("/breaks", "breaks", public(breaks))
    return program


def fetch(program, path, **options):
    """An answer over https."""
    return program.test_client().open(path, environ_overrides=FROM_HTTPS, **options)


@pytest.mark.parametrize(("path", "options", "status"), ANSWERS)
def test_every_answer_is_dressed(secure, path, options, status):
    answer = fetch(secure, path, **options)
    assert answer.status_code == status
    given = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert {name: given.get(name) for name in POLICY} == POLICY
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert {name: answer.headers.get(name) for name in OTHERS} == OTHERS
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize(("path", "options", "status"), ANSWERS)
def test_pages_are_not_stored_and_files_are(secure, path, options, status):
    kept = fetch(secure, path, **options).headers["Cache-Control"]
    assert kept == ("public, max-age=86400" if path.startswith("/static/") else "no-store")


def test_an_error_of_ours_tells_no_secrets(secure):
    answer = fetch(secure, "/breaks")
    for secret in ("Traceback", "ZeroDivisionError", "inner secret", "File "):
        assert secret not in answer.text


def test_plain_http_is_refused_outside_the_demo(secure):
    assert secure.test_client().get("/sign-in").status_code == 400


def test_cookies_are_for_https_only(secure):
    with secure.app_context():
        assert secure.config["SIGN_IN_COOKIE"] == "__Host-sid"
    cookies = fetch(secure, "/sign-in").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_words_come_as_utf_8(secure):
    assert fetch(secure, "/sign-in").content_type == "text/html; charset=utf-8"
