"""One zip that holds an instance: the database, the files, and a note of what they are; the secret key stays home."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app

from liaison import migrate
from liaison.backup import databases
from liaison.config import VERSION
from liaison.core import clock
from liaison.core.errors import Refused

ABOUT, DATABASE, FILES = "about.json", "database", "files"
DIALECT_TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class About:
    """What an archive is a backup of. revision: of its tables; schema: of PostgreSQL; made_at: ISO, with offset."""

    site: str
    version: str
    revision: str
    dialect: str
    schema: str | None
    is_demo: bool
    made_at: str


def write_archive(path: Path) -> About:
    """Back the instance up into a new zip that only its owner reads; it appears when it is whole.

    The database is copied first: every photo that it names is in the folder already.
    Raises Refused where there is nothing to back up, or the file stands already.
    """
    about = describe()
    if path.exists():
        raise Refused(f"{path} 已经有了，请换一个文件名。")
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹 {path.parent}，请先建好。")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        copy, draft = Path(folder) / DATABASE, Path(folder) / "archive.zip"
        databases.dump(copy)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600))
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, json.dumps(asdict(about), ensure_ascii=False, indent=1))
            archive.write(copy, DATABASE)
            add_files(archive, instance() / FILES)
        draft.replace(path)
    return about


def instance() -> Path:
    """The folder of the present instance."""
    return current_app.config["INSTANCE"]


def describe() -> About:
    """The present instance. Raises Refused where it has no tables yet."""
    revision = migrate.revision()
    if revision is None:
        raise Refused("数据库还是空的，没有什么要备份。请先运行 flask --app wsgi setup。")
    return About(
        site=current_app.config["SITE_NAME"], version=VERSION, revision=revision, dialect=databases.dialect(),
        schema=databases.schema(), is_demo=current_app.config["DEMO"],
        made_at=clock.local(clock.now()).isoformat(timespec="seconds"),
    )  # fmt: skip


def add_files(archive: zipfile.ZipFile, folder: Path) -> None:
    """Put the photos in as they are: JPEGs grow no smaller."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            archive.write(path, f"{FILES}/{path.relative_to(folder).as_posix()}", zipfile.ZIP_STORED)


def read_about(path: Path) -> About:
    """What an archive holds, which is read through to its end. Raises Refused where it is none of ours, or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            about = About(**json.loads(archive.read(ABOUT)))
            archive.getinfo(DATABASE)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
        raise Refused(f"{path} 不是本平台的备份，或者没有传完整。没有动现在的数据。") from error
    if damaged:
        raise Refused(f"{path} 里的 {damaged} 坏了，没有动现在的数据。请换一份备份。")
    return about


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

    Raises Refused, with nothing changed, where the archive cannot be put back here.
    """
    about = read_about(path)
    refuse_foreign(about)
    with tempfile.TemporaryDirectory(dir=instance(), prefix=".restore-") as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        (Path(folder) / FILES).mkdir(exist_ok=True)
        databases.load(Path(folder) / DATABASE)
        swap(Path(folder) / FILES, instance() / FILES)
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
