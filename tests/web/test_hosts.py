"""Which name the platform answers to, and whom it believes about where a request comes from."""

from __future__ import annotations

import pytest
from flask import request

from liaison import create_app
from tests.conftest import SETTINGS
from tests.core.test_secret_keys import GOOD

OURS = "lianxi.example.cn"
STRANGE = ("evil.example", f"{OURS}.evil.example", f"{OURS}@evil.example", "127.0.0.1", "a b", "[::1")

pytestmark = pytest.mark.sqlite


def program(folder, **more):
    """The program as it is set."""
    url = f"sqlite:///{folder / 'none.db'}"
    return create_app({**SETTINGS, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, **more})


def asked(app, **headers):
    """The way to the sign-in page, as it is answered to these headers."""
    environment = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return app.test_client().get("/users", environ_overrides=environment)


@pytest.mark.parametrize("is_testing", [True, False])
def test_a_name_that_is_not_ours_is_not_answered_to(tmp_path, is_testing):
    app = program(tmp_path, TRUSTED_HOSTS=[OURS], TESTING=is_testing, SECRET_KEY=GOOD)
    assert asked(app, host=OURS).status_code == (302 if is_testing else 400)
    for host in STRANGE:
        answer = asked(app, host=host)
        assert answer.status_code == 400 and "不是本平台的" in answer.get_data(as_text=True), host


@pytest.mark.parametrize(("hops", "is_believed"), [(0, False), (1, True)])
def test_a_proxy_is_believed_where_there_is_one(tmp_path, hops, is_believed):
    app = program(tmp_path, PROXY_HOPS=hops)
    seen = []
    app.before_request(lambda: seen.append((request.host, request.remote_addr)))
    asked(app, host=OURS, x_forwarded_host="evil.example", x_forwarded_for="203.0.113.9, 198.51.100.7")
    assert seen == [("evil.example", "198.51.100.7") if is_believed else (OURS, "127.0.0.1")]


def test_no_answer_leads_to_a_host_that_was_only_named(tmp_path):
    for name in ("host", "x_forwarded_host", "x_host", "forwarded", "x_original_url", "x_rewrite_url"):
        answer = asked(program(tmp_path), **{name: "evil.example"})
        assert answer.location.startswith("/sign-in"), name
