"""A copy of the SQLite database each minute: a whole image each hour, and between them only the pages that changed.

Each copy is one sealed file that names the one before it and the states on both sides of it, so that a file that is
missing, cut, changed or in another's place is noticed, and which. No copy in clear touches a disk. Where anything of
the copy before is not as it was left, the next one is a whole image again.
"""

from __future__ import annotations

import json
import re
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from liaison.backup.archives import LEFT_SECONDS, About, describe, owned
from liaison.backup.databases import image_here
from liaison.backup.folder import MIXED_UP, STAMP, moment, place
from liaison.backup.keys import backup_key
from liaison.backup.pages import Image, changed_pages, image_of, state_of
from liaison.backup.sealing import Sealer, unsealed
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused

FOLDER, LATEST = "minutes", "latest.json"
WHOLE, CHANGES = "whole", "changes"
NAME = re.compile(rf"({WHOLE}|{CHANGES})-(\d{{8}}-\d{{6}})\.minute")
WHOLE_EVERY = timedelta(hours=1)
MOST_CHANGED = 0.5  # of the pages; beyond it a whole image is hardly larger, and read sooner
LEVEL = 1  # of compression: what is sealed already grows no smaller by more work


@dataclass(frozen=True)
class Copy:
    """A copy in the folder. kind: WHOLE, or CHANGES since the one before; made_at: aware, local, to the second."""

    path: Path
    kind: str
    made_at: datetime


@dataclass(frozen=True)
class Head:
    """What a copy says of itself, before its pages. name: of its file; before: of the copy that it goes on from.

    was, state: what the database is known by before and after; changed: numbers of the pages, None for all of them.
    """

    name: str
    about: dict[str, Any]
    before: str | None
    was: str | None
    state: str
    page_count: int
    changed: list[int] | None


@dataclass(frozen=True)
class Latest:
    """What the last copy left behind, for the next one. whole_at: when the last whole image was made."""

    name: str
    whole_at: datetime
    digests: list[bytes]


def folder_of_minutes() -> Path:
    """Where they lie, once there is one: a folder of their own among the backups."""
    return place() / FOLDER


def copies() -> list[Copy]:
    """The copies in the folder, the oldest first; other files there are passed over."""
    folder = folder_of_minutes()
    found = ((path, NAME.fullmatch(path.name)) for path in folder.iterdir()) if folder.is_dir() else ()
    rows = [Copy(path, match[1], moment(match[2])) for path, match in found if match]
    return sorted(rows, key=lambda row: row.made_at)


def copy_minute() -> Copy | None:
    """Write one more copy, if anything changed since the last, and drop those that are too old; gives it.

    Raises Refused, with the older ones left as they are, where it did not come out whole.
    """
    with transaction(write=False):
        about = describe(has_files=False)
    key = backup_key()
    image, now = image_of(image_here(), key), clock.local(clock.now()).replace(microsecond=0)
    folder = folder_of_minutes()
    latest = latest_of(folder)
    if (latest and latest.digests == image.digests) or any(row.made_at == now for row in copies()):
        return None
    changed = changes_since(latest, image, now)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        copy = write_copy(folder, head_of(about, latest, image, changed, now), image)
        whole_at = now if changed is None or latest is None else latest.whole_at
        keep_latest(folder, Latest(copy.path.name, whole_at, image.digests))
        drop_old(now)
    except OSError as error:
        raise Refused(f"每分钟的备份写不进 {folder}：{error.strerror}。请看看磁盘满了没有。") from error
    return copy


def changes_since(latest: Latest | None, image: Image, now: datetime) -> list[int] | None:
    """The pages that changed since the last copy; None where a whole image is due."""
    if latest is None or not timedelta(0) <= now - latest.whole_at < WHOLE_EVERY:
        return None
    changed = changed_pages(latest.digests, image.digests)
    return changed if len(changed) <= MOST_CHANGED * len(image.digests) else None


def head_of(about: About, latest: Latest | None, image: Image, changed: list[int] | None, now: datetime) -> Head:
    """What the next copy says of itself."""
    said, count = asdict(about), len(image.digests)
    if changed is None or latest is None:
        return Head(name_of(WHOLE, now), said, None, None, image.state, count, None)
    was = state_of(latest.digests)
    return Head(name_of(CHANGES, now), said, latest.name, was, image.state, count, changed)


def name_of(kind: str, now: datetime) -> str:
    """How the copy of a moment is called."""
    return f"{kind}-{now:{STAMP}}.minute"


def write_copy(folder: Path, head: Head, image: Image) -> Copy:
    """Write a copy aside, read it back, and let it appear when it is whole and on the disk."""
    path, draft = folder / head.name, folder / f".{head.name}.{secrets.token_hex(4)}.part"
    try:
        with owned(draft) as file:
            sealer = Sealer(file, backup_key())
            sealer.write(json.dumps(asdict(head), ensure_ascii=False).encode() + b"\n")
            sealer.write(zlib.compress(pages_of(image, head.changed), LEVEL))
            sealer.close()
        refuse_mixed_up(draft, head)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    match = NAME.fullmatch(head.name)
    return Copy(path, match[1], moment(match[2]))


def pages_of(image: Image, changed: Sequence[int] | None) -> bytes:
    """The pages that a copy holds, one after the other."""
    return bytes(image.content) if changed is None else b"".join(map(image.page, changed))


def refuse_mixed_up(draft: Path, head: Head) -> None:
    """Read a new copy through, to its end."""
    try:
        is_same = read_copy(draft)[0] == head
    except Refused:
        is_same = False
    if not is_same:
        raise Refused(MIXED_UP)


def read_copy(path: Path) -> tuple[Head, bytes]:
    """(what a copy says of itself, its pages). Raises Refused where it is not as it was written, up to its end."""
    with path.open("rb") as file:
        said, _, pages = b"".join(unsealed(file, backup_key())).partition(b"\n")
    return Head(**json.loads(said)), zlib.decompress(pages)


def read_head(path: Path) -> Head:
    """As `read_copy`, of what it says only: its pages may still turn out to be wrong."""
    said = b""
    with path.open("rb") as file:
        for piece in unsealed(file, backup_key()):
            said += piece
            if b"\n" in piece:
                break
    return Head(**json.loads(said.partition(b"\n")[0]))


def latest_of(folder: Path) -> Latest | None:
    """What the last copy left behind; None where there is none, or anything of it is not as it was left."""
    try:
        said = json.loads((folder / LATEST).read_text("utf-8"))
        digests = [bytes.fromhex(words) for words in said["digests"]]
        latest = Latest(said["name"], datetime.fromisoformat(said["whole_at"]), digests)
        is_whole = said["state"] == state_of(digests) and (folder / latest.name).is_file()
    except (OSError, KeyError, TypeError, ValueError):
        return None
    return latest if is_whole else None


def keep_latest(folder: Path, latest: Latest) -> None:
    """Leave this behind for the next copy; it is the old one or the new one, never half."""
    draft = folder / f".{LATEST}.part"
    digests = [digest.hex() for digest in latest.digests]
    said = {"name": latest.name, "whole_at": latest.whole_at.isoformat(), "state": state_of(latest.digests)}
    try:
        with owned(draft) as file:
            file.write(json.dumps({**said, "digests": digests}).encode())
        draft.replace(folder / LATEST)
    finally:
        draft.unlink(missing_ok=True)


def drop_old(now: datetime) -> list[Path]:
    """Delete what is older than BACKUP_MINUTE_HOURS, but for what a younger copy goes on from; gives what it was."""
    oldest = now - timedelta(hours=current_app.config["BACKUP_MINUTE_HOURS"])
    rows = copies()
    first = max((row.made_at for row in rows if row.kind == WHOLE and row.made_at <= oldest), default=None)
    dropped = [row.path for row in rows if first and row.made_at < first]
    drafts = folder_of_minutes().glob(".*.part")
    dropped += [path for path in drafts if now.timestamp() - path.stat().st_mtime > LEFT_SECONDS]
    for path in dropped:
        path.unlink()
    return dropped
