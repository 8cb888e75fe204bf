"""Keeping attachments: the row in the database, the bytes under a made-up name in the folder of the instance."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock, text
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.limits import allow
from liaison.files import queries, rules
from liaison.files.models import Attachment, UnsentForm

LONGEST_NAME = 120
NEW_FILES, OLD_FILES = "new_files", "old_files"

Upload = tuple[str, bytes]


@dataclass(frozen=True)
class Bundle:
    """Files as they were sent with one form. folder: where those of the instance lie; field: where they were chosen;

    page: of the form, whose files are kept when it comes back; none where they are not.
    """

    uploads: Sequence[Upload]
    folder: Path
    field: str = "files"
    page: str = ""

    @property
    def names(self) -> list[str]:
        """What the sender called them."""
        return [shown_name(name) for name, _content in self.uploads]

    def refused(self, sentence: str) -> Refused:
        """A refusal that stands beside the field."""
        return Refused(sentence, {self.field: sentence})


def keep_files(
    thing: Any, bundle: Bundle, actor: Actor, label: str = "", beside: Sequence[Any] = ()
) -> list[Attachment]:
    """Keep the files of one thing, at most six with those it has. label: what its events call the thing;

    beside: other things whose files count with its own.

    Raises Refused (beside the field) when one of them may not be kept; then none is.
    """
    waiting = queries.unsent_files(actor.user_id, bundle.page)
    if not (bundle.uploads or waiting):
        return []
    db.session.flush()
    if len(queries.attachments_of(thing, *beside)) + len(waiting) + len(bundle.uploads) > rules.MOST_FILES:
        raise bundle.refused(f"附件最多 {rules.MOST_FILES} 个，请少选几个")
    refuse_too_much(bundle, actor)
    if actor.user_id is not None:  # of whoever has no account, forms are counted and not files
        allow("upload", actor.user_id)
    kept = [keep_file(thing, name, content, actor, bundle, label) for name, content in bundle.uploads]
    return [*(take_in(one, thing, actor, label) for one in waiting), *kept]


def refuse_too_much(bundle: Bundle, actor: Actor) -> None:
    """Raise Refused when somebody has added more in a day than anybody needs."""
    count, size = queries.kept_of_late(actor.user_id)
    sent = sum(len(content) for _name, content in bundle.uploads)
    if count + len(bundle.uploads) > rules.MOST_A_DAY or size + sent > rules.MOST_BYTES_A_DAY:
        raise bundle.refused("今天传的附件太多了，请明天再传")


def keep_file(thing: Any, name: str, content: bytes, actor: Actor, bundle: Bundle, label: str = "") -> Attachment:
    """Keep one file of a thing, and note it."""
    attachment = store_file(thing, name, content, actor, bundle)
    record("file.keep", attachment, actor, label=label or str(thing))
    return attachment


def store_file(thing: Any, name: str, content: bytes, actor: Actor, bundle: Bundle) -> Attachment:
    """Write one file down, a picture drawn anew. name: what the sender's phone called it, kept as text only."""
    try:
        clean = rules.clean_file(content)
    except Refused as error:
        raise bundle.refused(f"{shown_name(name)}：{error.sentence}") from None
    attachment = Attachment(
        thing=thing.__tablename__, thing_id=thing.id, name=shown_name(name),
        stored_as=f"{secrets.token_hex(16)}{clean.suffix}", mime=clean.mime, size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(), added_by=actor.user_id, added_at=clock.now(),
    )  # fmt: skip
    write_unless_undone(path_of(attachment, bundle.folder), clean.content)
    if clean.small:
        write_unless_undone(small_path_of(attachment, bundle.folder), clean.small)
    db.session.add(attachment)
    return attachment


def take_in(attachment: Attachment, thing: Any, actor: Actor, label: str = "") -> Attachment:
    """A file that waited with a form belongs to the thing that came of it."""
    attachment.thing, attachment.thing_id = thing.__tablename__, thing.id
    record("file.keep", attachment, actor, label=label or str(thing))
    return attachment


def names_of(bundle: Bundle, actor: Actor) -> list[str]:
    """What the files of a form are called, those that waited with it first."""
    return [one.name for one in queries.unsent_files(actor.user_id, bundle.page)] + bundle.names


def keep_unsent(bundle: Bundle, actor: Actor) -> list[str]:
    """Keep the files of a form that came back until it is sent again; gives why some cannot be kept.

    No event, for nothing has been done yet.
    """
    if not bundle.uploads:
        return []
    form = queries.unsent_form(actor.user_id, bundle.page) or UnsentForm(user_id=actor.user_id, page=bundle.page)
    form.kept_at = clock.now()
    db.session.add(form)
    db.session.flush()
    said = []
    for name, content in bundle.uploads[: rules.MOST_FILES - len(queries.attachments_of(form))]:
        try:
            refuse_too_much(replace(bundle, uploads=[(name, content)]), actor)
            store_file(form, name, content, actor, bundle)
        except Refused as error:
            said.append(error.sentence)
    db.session.flush()
    return said


def drop_unsent(attachment_id: int, bundle: Bundle, actor: Actor) -> None:
    """Delete a file that waits with the form of this page; nothing where there is none."""
    for one in queries.unsent_files(actor.user_id, bundle.page):
        if one.id == attachment_id:
            drop_file(one, bundle.folder)
    db.session.flush()


def drop_old_unsent(folder: Path) -> int:
    """Delete the forms that were not sent again for a day, with their files; gives how many files there were."""
    old = db.session.scalars(select(UnsentForm).where(UnsentForm.kept_at < clock.now() - rules.UNSENT_KEPT)).all()
    number = sum(drop_files(form, folder) for form in old)
    for form in old:
        db.session.delete(form)
    return number


def move_files(source: Any, target: Any) -> None:
    """Let the files of one thing be those of another, which it became; the event of that deed tells of it."""
    belongs = Attachment.thing == source.__tablename__, Attachment.thing_id == source.id
    db.session.execute(update(Attachment).where(*belongs).values(thing=target.__tablename__, thing_id=target.id))


def drop_files(thing: Any, folder: Path) -> int:
    """Delete the files of one thing, their bytes once that is committed; gives how many there were."""
    dropped = queries.attachments_of(thing)
    for attachment in dropped:
        drop_file(attachment, folder)
    return len(dropped)


def drop_file(attachment: Attachment, folder: Path) -> None:
    """Delete one file, its bytes once that is committed."""
    drop_with_commit(path_of(attachment, folder), small_path_of(attachment, folder))
    db.session.delete(attachment)


def drop_with_commit(*paths: Path) -> None:
    """Delete bytes once what is being done is committed."""
    db.session.info.setdefault(OLD_FILES, set()).update(paths)


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


def write_unless_undone(path: Path, content: bytes) -> None:
    """Write bytes down; a rollback takes them away again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db.session.info.setdefault(NEW_FILES, set()).add(path)  # before it is written: a full disk leaves half of it
    path.write_bytes(content)


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
