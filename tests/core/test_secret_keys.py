"""Keys that nobody should use are refused before the first page, and so is a debugger in an office."""

from __future__ import annotations

from secrets import token_urlsafe

import pytest

from liaison import create_app
from liaison.core.secret_keys import weakness_of

GOOD = "Vq3n0wK8yTzL5mB1xR7dJ4hF9sC2gP6uE-aYoN_iWkQtZvXb"


@pytest.mark.parametrize(("key", "weakness"), [
    ("", "太短"), ("k" * 31, "太短"), ("k" * 48, "太简单"), ("abcABC123!@#" * 4, "太简单"),
    ("1234567890" * 4, "人人知道"), ("abcdefghijklmnopqrstuvwxyz0123456789", "人人知道"),
    ("fCq+/xW488hMTCD+cmJ3aQ==fCq+/xW488hMTCD+cmJ3aQ==", "人人知道"),
    ("192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "人人知道"),
    ("django-insecure-7y^x$2k!9q@w3e#r5t%", "人人知道"), ("CHANGEME-" + GOOD, "人人知道"),
    ("please-change_me-to-something-long-1", "人人知道"),
])  # fmt: skip
def test_bad_keys_are_named(key, weakness):
    assert weakness in (weakness_of(key) or "")


def test_keys_that_the_program_makes_are_good():
    assert [weakness_of(token_urlsafe(48)) for _ in range(200)] == [None] * 200


def office(folder, **settings):
    """The program as an office starts it."""
    url = f"sqlite:///{folder / 'a.db'}"
    return create_app({"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": GOOD, **settings})


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_KEY"])
@pytest.mark.parametrize("key", ["short", "k" * 48, "abcdefghijklmnopqrstuvwxyz0123456789"])
def test_the_start_is_refused_with_a_bad_key(tmp_path, name, key):
    with pytest.raises(SystemExit, match=rf"{name} .*请设成 32 个以上随机字符"):
        office(tmp_path, **{name: key})


def test_one_bad_key_among_old_ones_is_refused_too(tmp_path):
    with pytest.raises(SystemExit, match="AUDIT_KEY"):
        office(tmp_path, AUDIT_KEY=f"{GOOD} {'k' * 48}")


def test_an_office_does_not_start_with_the_debugger(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(SystemExit, match="FLASK_DEBUG"):
        office(tmp_path)
    (tmp_path / "demo").touch()
    assert office(tmp_path).config["DEMO"]


def test_keys_of_its_own_can_be_read_by_nobody_else(tmp_path):
    office(tmp_path, SECRET_KEY=GOOD)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("*_key")}
    assert modes and set(modes.values()) == {0}


def test_what_an_older_key_signed_is_still_taken(tmp_path, monkeypatch):
    before = "u8WcR2nLx5YdKp0Z-mQ4TfV7aBhE1sJg_iN3oX6lPrCqGyDb"
    signed = signer(office(tmp_path, SECRET_KEY=before)).dumps({"seat": 7})
    monkeypatch.setenv("SECRET_KEY", f"{GOOD} {before}")
    app = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"})
    assert signer(app).loads(signed) == {"seat": 7}
    assert signer(app).dumps({"seat": 7}) != signed
    monkeypatch.setenv("SECRET_KEY", f"{GOOD} {'k' * 48}")
    with pytest.raises(SystemExit, match="SECRET_KEY 太简单"):
        create_app({"INSTANCE": tmp_path})


def signer(app):
    """What signs the program's cookies."""
    return app.session_interface.get_signing_serializer(app)
