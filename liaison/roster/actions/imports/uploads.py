"""Files as they were handed in: kept a day in the folder of the instance, under a name that nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from liaison.core.db import db
from liaison.core.errors import FileRefused
from liaison.files.actions import NEW_FILES
from liaison.roster.models import ImportBatch, ImportRow
from liaison.roster.models.imports import DROPPED, UNDONE, WRITTEN

KEPT_FOR = timedelta(hours=24)
OLD_FILES = "old_uploads"
GONE = "上传的文件过了 24 小时已经删除，请重新上传"
MADE = (WRITTEN, UNDONE)


def path_of(stored_as: str, folder: Path) -> Path:
    """Where the bytes of an upload lie. folder: where files of the instance lie."""
    return folder / "imports" / stored_as


def keep_upload(content: bytes, folder: Path) -> str:
    """Keep the bytes; gives the name they are stored under. They go again when the transaction rolls back."""
    stored_as = secrets.token_hex(16)
    path = path_of(stored_as, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    db.session.info.setdefault(NEW_FILES, set()).add(path)
    path.write_bytes(content)
    return stored_as


def keep_beside(path: Path, lines: Iterable[bytes]) -> None:
    """Keep what was made of an import, as a whole or not at all; outside of any transaction."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.touch(mode=0o600)
    with draft.open("wb") as file:
        file.writelines(lines)
    draft.replace(path)


def upload_of(batch: ImportBatch, folder: Path) -> bytes:
    """The bytes of a file. Raises FileRefused when they were deleted by now."""
    path = path_of(batch.stored_as, folder) if batch.stored_as else None
    if path is None or not path.is_file():
        raise FileRefused("FILE_GONE", GONE)
    return path.read_bytes()


def delete_upload(batch: ImportBatch, folder: Path) -> None:
    """Delete the bytes once the transaction is committed."""
    if batch.stored_as:
        for path in (path_of(batch.stored_as, folder), *companions(batch.stored_as, folder)):
            delete_with(path)
        batch.stored_as = None


def companions(stored_as: str, folder: Path) -> Iterator[Path]:
    """What was made of an upload and lies beside it: its error workbook."""
    return path_of(stored_as, folder).parent.glob(f"{stored_as}.*")


def delete_with(path: Path) -> None:
    """Delete a file once the transaction is committed."""
    db.session.info.setdefault(OLD_FILES, set()).add(path)


def clear_uploads(folder: Path, now: datetime) -> None:
    """Delete files older than 24 hours with what was made of them, and the rows of those never written (IM-09)."""
    old = ImportBatch.stored_as.is_not(None), ImportBatch.imported_at < now - KEPT_FOR
    for batch in db.session.scalars(select(ImportBatch).where(*old)).all():
        delete_upload(batch, folder)
        if batch.state not in MADE:
            forget(batch)
    for path in companions("*", folder):
        if is_older(path, now - KEPT_FOR):
            delete_with(path)


def is_older(path: Path, moment: datetime) -> bool:
    """Whether a file was last written before; one that is gone meanwhile was not."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def forget(batch: ImportBatch) -> None:
    """Let go of a file that will not be written, and of all its rows."""
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.state = DROPPED


@event.listens_for(Session, "after_rollback")
def _spare(session: Session) -> None:
    session.info.pop(OLD_FILES, None)


@event.listens_for(Session, "after_commit")
def _delete(session: Session) -> None:
    for path in session.info.pop(OLD_FILES, ()):
        path.unlink(missing_ok=True)
