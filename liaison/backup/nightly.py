"""Backups by the clock: whole ones at night, the database each hour; who looks after the platform is told of faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from liaison.access import SYSTEM, Role
from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now
from liaison.audit.actions import record_all
from liaison.backup import databases
from liaison.backup.folder import HOURLY, WHOLE, Backup, backups, free_share, make_backup, place
from liaison.backup.keeping import LATE_AFTER, LEAST_FREE
from liaison.backup.minutes import copy_minute
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import every
from liaison.jobs.models import ScheduledWork
from liaison.jobs.rules import EACH_HOUR, EACH_MINUTE, FAILED, NIGHTLY
from liaison.notices.actions import tell
from liaison.roster.actions.tombstones import bring_together

KIND, PAGE, ENTRY, MINUTE = "backup", "/schedule", "backup.make", "backup.minute"
TO_BE_TOLD = (Role.ADMIN, Role.OFFICE)
WHAT_TO_DO = "系统管理员请看“定时事项”，或者在服务器上运行 flask --app wsgi backup。"


@every(ENTRY, "备份（数据库和照片）", NIGHTLY)
def back_up() -> str:
    """Make a whole backup; where it fails, say so to those who look after the platform."""
    return made(WHOLE)


@every("backup.copy", "每小时备份数据库", EACH_HOUR)
def copy_database() -> str:
    """As `back_up`, of the database only: at most an hour of work is lost."""
    return made(HOURLY)


@every(MINUTE, "每分钟记下数据库变了的部分", EACH_MINUTE)
def copy_changes() -> str | None:
    """As `copy_database`, of what changed since the minute before: at most a minute of work is lost."""
    if databases.dialect() != "sqlite":
        return "PostgreSQL 用服务器自己的 WAL 存档"
    if not current_app.config["BACKUP_MINUTE_HOURS"]:
        return "BACKUP_MINUTE_HOURS 是 0，没有记"
    with told_of_failure("每分钟的备份没有成功"):
        copy = copy_minute()
    if copy is None:
        return "没有变化"
    return f"记到 {copy.made_at:%Y-%m-%d %H:%M:%S}（{copy.path.stat().st_size / 2**10:,.0f} KB）"


@every("backup.look", "看备份晚了没有、磁盘够不够", EACH_HOUR)
def look_after_backups() -> str:
    """Tell of a late backup and of a disk that fills up, once a day."""
    with transaction():
        found = faults()
        told = sum(tell_keepers(sentence) for sentence in found)
    return f"发了 {told} 条消息" if told else "；".join(found) or "都好"


def made(kind: str) -> str:
    """Make a backup of a kind and note it; a failure is told first."""
    with told_of_failure("备份没有成功"):
        backup = make_backup(kind)
    with transaction():
        note("backup.make", backup)
    with transaction(write=False):
        bring_together(*tombstone_folders())
    return f"{backup.path.name}（{backup.path.stat().st_size / 2**20:,.1f} MB）"


@contextmanager
def told_of_failure(words: str) -> Iterator[None]:
    """Tell of what is refused in the block; it goes on from there."""
    try:
        yield
    except Refused as refused:
        with transaction():
            tell_keepers(f"{words}：{refused.sentence}")
        raise


def tombstone_folders() -> tuple[Path, ...]:
    """Where the list of erased people lies: with the instance, and with the backups where they can be reached."""
    instance = current_app.config["INSTANCE"]
    try:
        return instance, place()
    except Refused:
        return (instance,)


def note(verb: str, backup: Backup) -> None:
    """One event, with the hash: the log proves later which file it was."""
    size = backup.path.stat().st_size
    record_all(verb, [(KIND, None, backup.path.name, {"sha256": [None, backup.sha256], "size": [None, size]})], SYSTEM)


def tell_keepers(sentence: str) -> int:
    """Tell system administrators and the office, each sentence once a day; gives how many were told."""
    users = db.session.scalars(select(Seat.user_id).where(Seat.role.in_(TO_BE_TOLD), held_now())).all()
    return tell(set(users), KIND, sentence, WHAT_TO_DO, PAGE, SYSTEM, key=f"{KIND} {clock.today()} {sentence}"[:200])


def faults() -> list[str]:
    """One sentence for each thing that is wrong with backups and disks; none where nobody backs up here yet."""
    try:
        late = lateness([row.made_at for row in backups(WHOLE)])
        folders = {place(), current_app.config["INSTANCE"]}
    except Refused as refused:
        return [refused.sentence]
    full = [folder for folder in sorted(folders) if free_share(folder) < LEAST_FREE]
    late = failed() or late
    return late + [f"{folder} 所在的磁盘只剩不到 {LEAST_FREE:.0%}。请腾出地方，满了就不能保存了。" for folder in full]


def failed() -> list[str]:
    """Why the last backups by the clock were not made; nothing where they were."""
    titles = {ENTRY: "备份没有成功", MINUTE: "每分钟的备份没有成功"}
    wanted = select(ScheduledWork).where(ScheduledWork.name.in_(titles), ScheduledWork.state == FAILED)
    return [f"{titles[row.name]}：{row.error}" for row in db.session.scalars(wanted.order_by(ScheduledWork.id))]


def lateness(made_at: Sequence[datetime]) -> list[str]:
    """Whether the newest backup is too old, in a sentence; before the first night nothing is late."""
    since = made_at[-1] if made_at else first_due()
    if since is None or clock.now() - since < LATE_AFTER:
        return []
    if not made_at:
        return ["还没有一份备份。" + WHAT_TO_DO]
    return [f"最近一份备份是 {clock.local(since):%Y-%m-%d %H:%M} 的，晚了。{WHAT_TO_DO}"]


def first_due() -> datetime | None:
    """When the first backup was to be made, as far as the schedule knows; None where nobody works by it."""
    row = db.session.scalar(select(ScheduledWork).where(ScheduledWork.name == ENTRY))
    return row.slot_at if row else None
