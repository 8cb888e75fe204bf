"""Keeping attachments: the row in the database, the bytes under a made-up name in the folder of the instance."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.orm import Session

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock, text
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files import queries, rules
from liaison.files.models import Attachment

LONGEST_NAME = 120
NEW_FILES, OLD_FILES = "new_files", "old_files"

Upload = tuple[str, bytes]


@dataclass(frozen=True)
class Bundle:
    """Files as they were sent with one form. folder: where those of the instance lie; field: where they were chosen."""

    uploads: Sequence[Upload]
    folder: Path
    field: str = "files"

    @property
    def names(self) -> list[str]:
        """What the sender called them."""
        return [shown_name(name) for name, _content in self.uploads]

    def refused(self, sentence: str) -> Refused:
        """A refusal that stands beside the field."""
        return Refused(sentence, {self.field: sentence})


def keep_files(thing: Any, bundle: Bundle, actor: Actor, label: str = "") -> list[Attachment]:
    """Keep the files of one thing, at most six with those it has. label: what its events call the thing.

    Raises Refused (beside the field) when one of them may not be kept; then none is.
    """
    if not bundle.uploads:
        return []
    db.session.flush()
    if len(queries.attachments_of(thing)) + len(bundle.uploads) > rules.MOST_FILES:
        raise bundle.refused(f"附件最多 {rules.MOST_FILES} 个，请少选几个")
    count, size = queries.kept_of_late(actor.user_id)
    sent = sum(len(content) for _name, content in bundle.uploads)
    if count + len(bundle.uploads) > rules.MOST_A_DAY or size + sent > rules.MOST_BYTES_A_DAY:
        raise bundle.refused("今天传的附件太多了，请明天再传")
    return [keep_file(thing, name, content, actor, bundle, label) for name, content in bundle.uploads]


def keep_file(thing: Any, name: str, content: bytes, actor: Actor, bundle: Bundle, label: str = "") -> Attachment:
    """Keep one file, a picture drawn anew. name: what the sender's phone called it, kept as text only."""
    try:
        clean = rules.clean_file(content)
    except Refused as error:
        raise bundle.refused(f"{shown_name(name)}：{error.sentence}") from None
    attachment = Attachment(
        thing=thing.__tablename__, thing_id=thing.id, name=shown_name(name),
        stored_as=f"{secrets.token_hex(16)}{clean.suffix}", mime=clean.mime, size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(), added_by=actor.user_id, added_at=clock.now(),
    )  # fmt: skip
    _write(path_of(attachment, bundle.folder), clean.content)
    if clean.small:
        _write(small_path_of(attachment, bundle.folder), clean.small)
    db.session.add(attachment)
    record("file.keep", attachment, actor, label=label or str(thing))
    return attachment


def move_files(source: Any, target: Any) -> None:
    """Let the files of one thing be those of another, which it became; the event of that deed tells of it."""
    belongs = Attachment.thing == source.__tablename__, Attachment.thing_id == source.id
    db.session.execute(update(Attachment).where(*belongs).values(thing=target.__tablename__, thing_id=target.id))


def drop_files(thing: Any, folder: Path) -> int:
    """Delete the files of one thing, their bytes once that is committed; gives how many there were."""
    dropped = queries.attachments_of(thing)
    for attachment in dropped:
        paths = {path_of(attachment, folder), small_path_of(attachment, folder)}
        db.session.info.setdefault(OLD_FILES, set()).update(paths)
        db.session.delete(attachment)
    return len(dropped)


def path_of(attachment: Attachment, folder: Path) -> Path:
    """Where the bytes of an attachment lie: 256 folders, none grows too large."""
    return folder / "files" / attachment.stored_as[:2] / attachment.stored_as


def small_path_of(attachment: Attachment, folder: Path) -> Path:
    """Where the small picture of a photo lies, beside it."""
    path = path_of(attachment, folder)
    return path.with_name(f"{path.stem}-small{path.suffix}")


def shown_name(name: str) -> str:
    """The sender's name of a file as one line of text, without folders."""
    plain = text.normalise(name).replace("\\", "/").rsplit("/", 1)[-1]
    return plain[-LONGEST_NAME:] or "照片"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    db.session.info.setdefault(NEW_FILES, set()).add(path)


@event.listens_for(Session, "after_rollback")
def _remove_unsaved(session: Session) -> None:
    session.info.pop(OLD_FILES, None)
    for path in session.info.pop(NEW_FILES, ()):
        path.unlink(missing_ok=True)


@event.listens_for(Session, "after_commit")
def _keep_saved(session: Session) -> None:
    session.info.pop(NEW_FILES, None)
    for path in session.info.pop(OLD_FILES, ()):
        path.unlink(missing_ok=True)
