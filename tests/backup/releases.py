"""Backups of past releases, as their users have them: `python -m tests.backup.releases NAME REVISION` makes one more.

Run with the code of that release. Each is sealed with the keys below, which belong to nobody; they lie in
tests/data/backups and must go on coming back.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from liaison import create_app
from liaison.backup.archives import write_archive
from liaison.core.db import db
from liaison.migrate import downgrade, upgrade
from liaison.setup import load_reference_lists
from tests.casework.stories import brought_to
from tests.conventions.source import ROOT
from tests.factories import People

FOLDER = ROOT / "tests" / "data" / "backups"
DATA_KEYS = f"aes {'A' * 43}="
SETTINGS = {
    "TESTING": True, "WTF_CSRF_ENABLED": False, "SECRET_KEY": "k" * 48, "PROPAGATE_EXCEPTIONS": False,
    "BACKUP_KEY": "backup key of past releases, of nobody", "AUDIT_KEY": "audit-key-of-past-releases-of-nobody",
}  # fmt: skip
STATES = ("to_hand_over", "handling", "to_rate")


def make(name: str, revision: str) -> None:
    """A small instance with a case in some states, at a revision of its tables, as a backup."""
    os.environ["DATA_KEYS"] = DATA_KEYS
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/liaison.db"
        program = create_app({**SETTINGS, "INSTANCE": Path(folder), "SQLALCHEMY_DATABASE_URI": url})
        with program.app_context():
            upgrade()
            load_reference_lists()
            people = People()
            people.office  # noqa: B018 - somebody to look at it
            for state in STATES:
                brought_to(state, people)
            db.session.commit()
            db.session.remove()
            downgrade(revision)
            write_archive(FOLDER / f"{name}.backup")


if __name__ == "__main__":
    make(*sys.argv[1:])
