"""The list of who was erased, outside the database: so that a backup from before cannot bring anybody back (BK-06).

One line for each, sealed under the data key; it says which row and a blind index of who it was, never a name. It lies
in the folder of the instance and, from the next backup on, beside the backups.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.vault import Unopened, seal, unseal
from liaison.roster.models import Tombstone

FILE, WHERE, WAITING = "tombstones", "tombstones", "tombstones_to_write"


@dataclass(frozen=True)
class Line:
    """One who was erased, as the file has him."""

    number: int
    thing: str
    thing_id: int
    who: str
    cause: str

    @classmethod
    def of(cls, stone: Tombstone) -> Line:
        """The line of a tombstone."""
        return cls(stone.id, stone.thing, stone.thing_id, stone.who, stone.cause)


def remember_outside(folder: Path, stone: Tombstone) -> None:
    """Write a tombstone beside the database once that is committed."""
    db.session.info.setdefault(WAITING, []).append((folder, Line.of(stone)))


def lines_in(folder: Path) -> list[Line]:
    """Whom the list in a folder names; a line that cannot be opened is of another instance and is passed over."""
    path = folder / FILE
    found = []
    for words in path.read_text("ascii").splitlines() if path.exists() else ():
        try:
            found.append(Line(**json.loads(unseal(words, WHERE))))
        except Unopened:
            continue
    return found


def add_lines(folder: Path, lines: Iterable[Line]) -> None:
    """Add to the list in a folder who does not stand in it yet; it is on the disk when this returns."""
    known = set(lines_in(folder))
    new = [line for line in dict.fromkeys(lines) if line not in known]
    if not new:
        return
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{seal(json.dumps(asdict(line)), WHERE)}\n" for line in new)
        file.flush()
        os.fsync(file.fileno())


def lines_known() -> list[Line]:
    """Whom the database itself names."""
    return [Line.of(stone) for stone in db.session.scalars(select(Tombstone).order_by(Tombstone.id))]


def bring_together(*folders: Path) -> list[Line]:
    """Let the database and the lists in these folders know the same; gives all lines."""
    lines = list(dict.fromkeys([*lines_known(), *(line for folder in folders for line in lines_in(folder))]))
    for folder in folders:
        add_lines(folder, lines)
    return lines


def tombstone_of(person: Any) -> Tombstone | None:
    """That he was erased, if he was."""
    return db.session.scalar(select(Tombstone).filter_by(thing=person.__tablename__, thing_id=person.id))


def refuse_erased(person: Any) -> None:
    """Refuse to do anything more with somebody who was erased."""
    if tombstone_of(person):
        raise Refused("这位的个人信息已经删除，不能再改。他再来时，请重新登记。")


@event.listens_for(Session, "after_commit")
def _write(session: Session) -> None:
    for folder, line in session.info.pop(WAITING, ()):
        add_lines(folder, [line])


@event.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    session.info.pop(WAITING, None)
