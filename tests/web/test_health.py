"""Whoever watches from outside hears ok or an outage, and nothing besides."""

from __future__ import annotations

from secrets import token_urlsafe

import pytest

from liaison import create_app
from tests.conftest import SETTINGS


def test_a_service_that_answers_says_ok_and_no_more(browser):
    answer = browser().get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")
    assert "Set-Cookie" not in answer.headers and "Server" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.sqlite
def test_a_database_that_is_gone_is_an_outage_told_without_names(tmp_path):
    settings = {**SETTINGS, "TESTING": False, "INSTANCE": tmp_path, "SECRET_KEY": token_urlsafe(48)}
    office = create_app({**settings, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'gone' / 'a.db'}"})
    client = office.test_client()
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert not [word for word in ("sqlite", "Traceback", "unable", str(tmp_path)) if word in answer.text]
    assert client.get("/sign-in").status_code == 400, "a watchman may ask without https, nobody else"
