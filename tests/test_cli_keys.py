"""A new data key from the command line: it stands behind the old one, and everything is sealed under it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from liaison.cli_keys import FIXED
from liaison.core import vault
from liaison.roster.models import Representative


@pytest.fixture
def ring():
    """The ring of the run."""
    return vault.ring()


@pytest.fixture
def rotate(app, db, ring, monkeypatch, tmp_path):
    """rotate(): (exit status, what was printed) of `flask keys rotate` in a folder of its own."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    monkeypatch.delenv("DATA_KEYS", raising=False)

    def command():
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["keys", "rotate"])
        db.session.rollback()
        return result.exit_code, result.output

    return command


def test_a_new_key_stands_behind_the_old_one(rotate, ring, db, make, tmp_path):
    make(Representative, phone="15400000001")
    status, words = rotate()
    path = tmp_path / "data_key"
    kept = vault.ring_of(path.read_text())
    assert (status, kept.keys[:-1]) == (0, ring.keys)
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept.current.id in words
    assert vault.key_of(db.session.scalar(text("SELECT phone FROM representative"))) == kept.current.id
    assert db.session.scalar(select(Representative.phone)) == "15400000001"


def test_a_key_that_the_environment_gives_is_changed_there(rotate, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_KEYS", "given")
    status, words = rotate()
    assert status == 1 and FIXED in words
    assert not (tmp_path / "data_key").exists()
