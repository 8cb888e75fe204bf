"""The folder of backups: what lies there, with its hash list, and what is no longer worth its room."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from liaison.backup.archives import look_through, owned, write_archive
from liaison.backup.keeping import days_worth_keeping, hours_worth_keeping
from liaison.core import clock
from liaison.core.errors import Refused

WHOLE, HOURLY = "liaison", "hourly"
WORTH_KEEPING = {WHOLE: days_worth_keeping, HOURLY: hours_worth_keeping}
NAME = re.compile(r"(liaison|hourly)-(\d{8}-\d{6})\.backup")
STAMP = "%Y%m%d-%H%M%S"
SUMS = "SHA256SUMS"  # as sha256sum -c reads it
GONE = "放备份的文件夹 {} 不在，或者写不进去。请看看磁盘接上没有，权限对不对。"
MIXED_UP = "刚写好的备份读回来不一样，没有保留。请检查磁盘。"


@dataclass(frozen=True)
class Backup:
    """One backup in the folder. kind: whole, or of the database only; made_at: aware, local; sha256: as it was made."""

    path: Path
    kind: str
    made_at: datetime
    sha256: str | None


def place() -> Path:
    """Where backups go: BACKUP_FOLDER, which must be there, or the folder backups of the instance, which is made."""
    given = current_app.config["BACKUP_FOLDER"]
    folder = Path(given) if given else current_app.config["INSTANCE"] / "backups"
    if not given:
        folder.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise Refused(GONE.format(folder))
    return folder


def backups(kind: str | None = None) -> list[Backup]:
    """The backups in the folder, the oldest first; other files there are passed over."""
    folder = place()
    sums, found = hashes(folder), ((path, NAME.fullmatch(path.name)) for path in folder.iterdir())
    rows = [Backup(path, match[1], moment(match[2]), sums.get(path.name)) for path, match in found if match]
    return sorted((row for row in rows if kind in (None, row.kind)), key=lambda row: row.made_at)


def moment(words: str) -> datetime:
    """When a backup was made, by its name."""
    return datetime.strptime(words, STAMP).replace(tzinfo=clock.SHANGHAI)


def make_backup(kind: str = WHOLE) -> Backup:
    """Write one more backup, read it back, list its hash, and drop what it makes needless.

    Raises Refused, with the older ones left as they are, where it did not come out whole.
    """
    now = clock.local(clock.now()).replace(microsecond=0)
    path = place() / f"{kind}-{now:{STAMP}}.backup"
    try:
        write_archive(path, has_files=kind == WHOLE)
    except OSError as error:
        raise Refused(f"备份写不进 {path.parent}：{error.strerror}。请看看磁盘满了没有。") from error
    refuse_mixed_up(path)
    made = Backup(path, kind, now, hash_of(path))
    write_hashes(path.parent, {**hashes(path.parent), path.name: made.sha256 or ""})
    drop_needless(kind)
    return made


def refuse_mixed_up(path: Path) -> None:
    """Read a new backup through, to its end; one that is not whole is no backup."""
    try:
        look_through(path)
    except Refused as error:
        path.unlink()
        raise Refused(MIXED_UP) from error


def drop_needless(kind: str) -> list[Path]:
    """Delete what the rules do not keep; gives what it was."""
    rows = backups(kind)
    kept = WORTH_KEEPING[kind](row.made_at for row in rows)
    dropped = [row.path for row in rows if row.made_at not in kept]
    for path in dropped:
        path.unlink()
    write_hashes(place(), {name: words for name, words in hashes(place()).items() if (place() / name).exists()})
    return dropped


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """`{file name: SHA-256}` of the hash list."""
    path = folder / SUMS
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: words for words, _, name in (line.partition("  ") for line in lines) if name}


def write_hashes(folder: Path, sums: Mapping[str, str]) -> None:
    """Write the hash list anew; it is the old one or the new one, never half."""
    draft = folder / f".{SUMS}.part"
    with owned(draft) as file:
        file.writelines(f"{words}  {name}\n".encode() for name, words in sorted(sums.items()))
    draft.replace(folder / SUMS)


def free_share(folder: Path) -> float:
    """Which share of a disk is free, 0 to 1."""
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total
