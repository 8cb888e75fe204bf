"""One import writes at a time, and knows whether anything happened since it looked."""

from __future__ import annotations

from sqlalchemy import select

from liaison.audit.models import Event
from liaison.core.db import db
from liaison.roster.models import Library

# Who signs in, and what is prepared for an import, changes nothing that an import looks at.
BESIDE = ("user", "seat", "job", "file", "notice")
PREPARING = ("import.open", "import.settle", "import.mend", "import.skip", "import.unskip", "import.choose",
             "import.map_words", "import.drop")  # fmt: skip


def wait_for_turn() -> None:
    """Let one import write at a time, so that two never add the same person (SQLite sees to it by itself)."""
    db.session.execute(select(Library.id).order_by(Library.id).with_for_update()).all()


def newest_event() -> int:
    """The id of the last event that an import may have to mind: nothing changes without one."""
    matters = (Event.thing.not_in(BESIDE), Event.verb.not_in(PREPARING))
    return db.session.scalar(select(Event.id).where(*matters).order_by(Event.id.desc()).limit(1)) or 0
