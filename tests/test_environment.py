"""Settings that make no sense are answered with one sentence that names them; no environment opens an office."""

from __future__ import annotations

import ast

import click
import pytest

from liaison import create_app
from liaison.core.key_files import kept_text
from tests.conventions.source import modules
from tests.core.test_secret_keys import GOOD

WRONG = [
    *[("AUDIT_DAYS", word) for word in ("abc", "399", "-1", "1e3", "²", "４００", "9" * 5_000, "400.5")],
    *[("PROXY_HOPS", word) for word in ("yes", "-1", "10")],
    *[(f"PUBLIC_PER_{what}", word) for what in ("DEVICE", "ADDRESS", "CODE") for word in ("0", "many")],
    ("SMTP_PORT", "smtp"), ("SMTP_PORT", "70000"), ("SMTP_TLS", "tls"), ("DATA_CIPHER", "des"),
    ("WEBHOOK_INTERNAL", "yes"), ("SITE_ADDRESS", "lianxi.example.cn"), ("SITE_ADDRESS", "javascript:alert(1)"),
    ("SITE_ADDRESS", "https://"), ("SITE_ADDRESS", "https://[a"), ("TRUSTED_HOSTS", "https://a.example"),
    ("TRUSTED_HOSTS", "a.example,b.example"), ("DATABASE_URL", "nonsense"), ("DATABASE_URL", "mysql://a/b"),
    ("DATABASE_URL", "postgresql://a:b@c:port/d"), ("JOBS_URL", "mysql://a/b"), ("PASSWORD_POLICY", "easy"),
    ("TOTP_ROLES", "boss"), ("DATA_KEYS", "aes short"), ("SECRET_KEY", "short"), ("AUDIT_KEY", f"{GOOD} short"),
    ("BACKUP_KEY", "short"), ("BACKUP_KEY", "k" * 48), ("LIAISON_INSTANCE", "/dev/null/a"),
]  # fmt: skip
FINE = {
    "AUDIT_DAYS": "400", "PROXY_HOPS": " 1 ", "SMTP_PORT": "", "WEBHOOK_INTERNAL": "0", "BACKUP_KEY": GOOD,
    "SITE_ADDRESS": "https://lianxi.example.cn:8443/", "TRUSTED_HOSTS": "a.example .b.example:80 [::1]:8000",
    "DATABASE_URL": "postgres://a:b%40@127.0.0.1:1/d", "SMTP_TLS": "none",
}  # fmt: skip
LOOSENING = {
    "TESTING": "1", "FLASK_TESTING": "1", "FLASK_ENV": "development", "DEMO": "1", "IS_SECURE": "0",
    "SESSION_COOKIE_SECURE": "0", "FLASK_SESSION_COOKIE_SECURE": "0", "WERKZEUG_DEBUG_PIN": "off",
    "WTF_CSRF_ENABLED": "0", "FLASK_WTF_CSRF_ENABLED": "0", "PROPAGATE_EXCEPTIONS": "1",
}  # fmt: skip


@pytest.fixture
def office(tmp_path, monkeypatch):
    """office(NAME=word): the program as an office starts it, with nothing but these in its environment."""
    for name in {name for name, _word in WRONG} | FINE.keys() | {"FLASK_DEBUG"}:
        monkeypatch.delenv(name, raising=False)

    def start(**words):
        monkeypatch.setenv("LIAISON_INSTANCE", str(tmp_path))
        for name, word in words.items():
            monkeypatch.setenv(name, word)
        return create_app()

    return start


@pytest.mark.parametrize(("name", "word"), WRONG, ids=lambda word: word[:20])
def test_a_setting_that_makes_no_sense_is_named(office, name, word):
    with pytest.raises(SystemExit, match=rf"^{name}[ ：].*[请要].*。$") as stop:
        office(**{name: word})
    assert "\n" not in str(stop.value) and len(str(stop.value)) < 150


def test_settings_that_make_sense_are_taken(office):
    app = office(**FINE)
    assert (app.config["AUDIT_DAYS"], app.config["PROXY_HOPS"], app.config["SMTP_PORT"]) == (400, 1, 0)
    assert app.config["SITE_ADDRESS"] == "https://lianxi.example.cn:8443"
    assert app.config["TRUSTED_HOSTS"] == ["a.example", ".b.example:80", "[::1]:8000"]
    assert app.config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://a:b%40@127.0.0.1:1/d"
    assert not app.config["WEBHOOK_INTERNAL"]


def test_no_setting_is_read_as_a_number_without_its_bounds():
    """`whole` of liaison/environment.py says what is allowed."""
    wrong = [
        f"{path}:{node.lineno}" for path, tree in modules().items() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("int", "float")
        and "environ" in ast.unparse(node)
    ]  # fmt: skip
    assert not wrong, f"use environment.whole: {wrong}"


def test_no_environment_turns_an_office_into_a_workshop(office):
    config = office(**LOOSENING).config
    assert config["IS_SECURE"] and config["SESSION_COOKIE_SECURE"] and not config["TESTING"] and not config["DEBUG"]
    assert config["SIGN_IN_COOKIE"].startswith("__Host-") and not config["DEMO"]
    assert config.get("WTF_CSRF_ENABLED", True) and not config["PROPAGATE_EXCEPTIONS"]


def test_an_office_is_not_served_by_the_tools_of_a_workshop(office, tmp_path):
    with click.Context(click.Command("run"), info_name="run"), pytest.raises(SystemExit, match="start 启动"):
        office()
    with click.Context(click.Command("start"), info_name="start"):
        assert office().config["IS_SECURE"]
    (tmp_path / "demo").touch()
    with click.Context(click.Command("run"), info_name="run"):
        assert office().config["DEMO"]


def test_a_key_that_others_can_read_is_closed_to_them(tmp_path):
    path = tmp_path / "secret_key"
    path.write_text(GOOD)
    path.chmod(0o644)
    assert kept_text(path) == GOOD
    assert path.stat().st_mode & 0o777 == 0o600
