"""Keeping attachments: the row in the database, the bytes under a made-up name in the folder of the instance."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock, text
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files import queries, rules
from liaison.files.models import Attachment

LONGEST_NAME = 120
NEW_FILES = "new_files"

Upload = tuple[str, bytes]


def keep_photos(thing: Any, photos: Sequence[Upload], actor: Actor, folder: Path) -> list[Attachment]:
    """Keep the photos of one thing, at most three with those it has.

    photos: `[(name, content)]`; folder: where files of the instance lie.
    Raises Refused (field `photos`) when one of them is no photo; then none is kept.
    """
    if photos and len(queries.attachments_of(thing)) + len(photos) > rules.MOST_PHOTOS:
        raise photos_refused(f"照片最多 {rules.MOST_PHOTOS} 张，请少选几张")
    if photos and queries.count_of_today(actor.user_id) + len(photos) > rules.MOST_A_DAY:
        raise photos_refused("今天传的照片太多了，请明天再传")
    return [keep_photo(thing, name, content, actor, folder) for name, content in photos]


def keep_photo(thing: Any, name: str, content: bytes, actor: Actor, folder: Path) -> Attachment:
    """Keep one photo, drawn anew. name: what the sender's phone called it, kept as text only."""
    try:
        clean = rules.clean_photo(content)
    except Refused as error:
        raise photos_refused(f"{shown_name(name)}：{error.sentence}") from None
    db.session.flush()
    attachment = Attachment(
        thing=thing.__tablename__, thing_id=thing.id, name=shown_name(name), stored_as=f"{secrets.token_hex(16)}.jpg",
        mime=rules.PHOTO_MIME, size=len(clean), sha256=hashlib.sha256(clean).hexdigest(),
        added_by=actor.user_id, added_at=clock.now(),
    )  # fmt: skip
    _write(path_of(attachment, folder), clean)
    db.session.add(attachment)
    record("file.keep", attachment, actor, label=str(thing))
    return attachment


def path_of(attachment: Attachment, folder: Path) -> Path:
    """Where the bytes of an attachment lie: 256 folders, none grows too large."""
    return folder / "files" / attachment.stored_as[:2] / attachment.stored_as


def shown_name(name: str) -> str:
    """The sender's name of a file as one line of text, without folders."""
    plain = text.normalise(name).replace("\\", "/").rsplit("/", 1)[-1]
    return plain[-LONGEST_NAME:] or "照片"


def photos_refused(sentence: str) -> Refused:
    """A refusal that stands beside the field of the photos."""
    return Refused(sentence, {"photos": sentence})


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    db.session.info.setdefault(NEW_FILES, set()).add(path)


@event.listens_for(Session, "after_rollback")
def _remove_unsaved(session: Session) -> None:
    for path in session.info.pop(NEW_FILES, ()):
        path.unlink(missing_ok=True)


@event.listens_for(Session, "after_commit")
def _keep_saved(session: Session) -> None:
    session.info.pop(NEW_FILES, None)
