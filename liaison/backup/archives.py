"""One sealed zip that holds an instance: the database, the files, and a note of what they are; no key is in it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from flask import current_app

from liaison import migrate
from liaison.backup import databases
from liaison.backup.keys import backup_key, marks_of_others
from liaison.backup.sealing import Sealer, is_sealed, unsealed
from liaison.config import VERSION
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused

ABOUT, DATABASE, FILES = "about.json", "database", "files"
LEFT_SECONDS = 24 * 3600
DIALECT_TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class About:
    """What an archive is a backup of. revision: of its tables; schema: of PostgreSQL; made_at: ISO, with offset.

    has_files: whether the photos are in it; keys: `{name: mark}` of the keys that the instance had then.
    """

    site: str
    version: str
    revision: str
    dialect: str
    schema: str | None
    is_demo: bool
    made_at: str
    has_files: bool = True
    keys: dict[str, str] = field(default_factory=dict)


def write_archive(path: Path, *, has_files: bool = True) -> About:
    """Back the instance up into a new sealed file that only its owner reads; it appears when it is whole.

    The database is copied first: every photo that it names is in the folder already. Copies in clear lie in the
    instance's own folder only, and only meanwhile.
    Raises Refused where there is nothing to back up, or the file stands already.
    """
    with transaction(write=False):  # it only reads: nobody who saves is to wait for it, nor it for them
        about = describe(has_files=has_files)
    if path.exists():
        raise Refused(f"{path} 已经有了，请换一个文件名。")
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹 {path.parent}，请先建好。")
    draft = path.with_name(f".{path.name}.part")
    clear_leftovers()
    try:
        with tempfile.TemporaryDirectory(dir=instance(), prefix=".backup-") as folder, owned(draft) as file:
            databases.dump(Path(folder) / DATABASE)
            sealer = Sealer(file, backup_key())
            fill(sealer, about, Path(folder) / DATABASE)
            sealer.close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return about


@contextmanager
def owned(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads; it is on the disk at the end, not only on its way there."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def fill(place: Sealer, about: About, copy: Path) -> None:
    """Write the zip, from its beginning to its end."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ABOUT, json.dumps(asdict(about), ensure_ascii=False, indent=1))
        archive.write(copy, DATABASE)
        if about.has_files:
            add_files(archive, instance() / FILES)


def clear_leftovers() -> None:
    """Delete copies in clear of a backup or restore that was cut off: they are nobody's after a day."""
    for folder in (*instance().glob(".backup-*"), *instance().glob(".restore-*")):
        if clock.now().timestamp() - folder.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(folder)


def instance() -> Path:
    """The folder of the present instance."""
    return current_app.config["INSTANCE"]


def describe(*, has_files: bool) -> About:
    """The present instance. Raises Refused where it has no tables yet."""
    revision = migrate.revision()
    if revision is None:
        raise Refused("数据库还是空的，没有什么要备份。请先运行 flask --app wsgi setup。")
    return About(
        site=current_app.config["SITE_NAME"], version=VERSION, revision=revision, dialect=databases.dialect(),
        schema=databases.schema(), is_demo=current_app.config["DEMO"],
        made_at=clock.local(clock.now()).isoformat(timespec="seconds"), has_files=has_files, keys=marks_of_others(),
    )  # fmt: skip


def add_files(archive: zipfile.ZipFile, folder: Path) -> None:
    """Put the photos in as they are: JPEGs grow no smaller."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            archive.write(path, f"{FILES}/{path.relative_to(folder).as_posix()}", zipfile.ZIP_STORED)


@contextmanager
def opened(path: Path, folder: Path) -> Iterator[zipfile.ZipFile]:
    """The zip of an archive, sealed or of the older kind that was not; what is unsealed lies in the folder meanwhile.

    Raises Refused where it is none of ours, damaged, or sealed with another key.
    """
    try:
        with path.open("rb") as file:
            if is_sealed(file):
                with owned(folder / "archive.zip") as clear:
                    clear.writelines(unsealed(file, backup_key()))
                path = folder / "archive.zip"
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
        raise Refused(f"{path.name} 不是本平台的备份，或者没有传完整。没有动现在的数据。") from error


def read_about(archive: zipfile.ZipFile) -> About:
    """What an archive holds, which is read through to its end. Raises Refused where it is damaged."""
    damaged = archive.testzip()
    about = About(**json.loads(archive.read(ABOUT)))
    archive.getinfo(DATABASE)
    if damaged:
        raise Refused(f"备份里的 {damaged} 坏了，没有动现在的数据。请换一份备份。")
    return about


def look_through(path: Path) -> About:
    """What an archive holds, which is whole and can be opened with the key of this instance, or Refused is raised."""
    with tempfile.TemporaryDirectory(dir=instance(), prefix=".backup-") as folder, opened(path, Path(folder)) as found:
        return read_about(found)


def refuse_foreign(about: About) -> None:
    """Refuse a backup of another kind of database, of another schema, or of a newer program."""
    there, here = DIALECT_TITLES.get(about.dialect, about.dialect), DIALECT_TITLES[databases.dialect()]
    if there != here:
        raise Refused(f"这份备份是 {there} 的，现在用的是 {here}，不能互相恢复。请先设好 DATABASE_URL。")
    if about.schema != databases.schema():
        raise Refused(f"这份备份是模式 {about.schema} 的，请恢复到同名的模式。")
    migrate.refuse_unknown(about.revision)


def put_back(path: Path) -> About:
    """Put an archive in the place of the present database and files; migrating it is left to the caller.

    One without photos leaves those that are there. Raises Refused, with nothing changed, where it cannot be put back.
    """
    with tempfile.TemporaryDirectory(dir=instance(), prefix=".restore-") as place:
        folder = Path(place)
        with opened(path, folder) as archive:
            about = read_about(archive)
            refuse_foreign(about)
            archive.extractall(folder)
        databases.load(folder / DATABASE)
        if about.has_files:
            (folder / FILES).mkdir(exist_ok=True)
            swap(folder / FILES, instance() / FILES)
    mark_demo(about.is_demo)
    return about


def swap(new: Path, place: Path) -> None:
    """Put a folder in the place of another."""
    if place.exists():
        shutil.rmtree(place)
    new.rename(place)


def mark_demo(is_demo: bool) -> None:
    """Let the instance be a demo, or none; the program sees it when it starts next."""
    marker = instance() / "demo"
    if is_demo:
        marker.touch()
    else:
        marker.unlink(missing_ok=True)
