"""The commands that keep an instance safe: backup and restore."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app

from liaison.access import SYSTEM
from liaison.audit.actions import record_all
from liaison.audit.verifying import faults as unproved
from liaison.backup.archives import About, describe, put_back, write_archive
from liaison.backup.databases import NO_ROOM
from liaison.backup.folder import backups, hash_of, make_backup, place
from liaison.backup.keys import marks_of_others, where_it_is
from liaison.backup.minutes import copies
from liaison.backup.moments import Found, found_at, put_moment_back
from liaison.backup.nightly import KIND, note, tombstone_folders
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.outages import PASSING, Outage, outage_of
from liaison.migrate import upgrade
from liaison.options import AS_JSON, BOOK, NEW_FILE, Minute
from liaison.printing import list_in_columns, stop
from liaison.roster.actions.retention import erase_again
from liaison.roster.actions.tombstones import FILE
from liaison.setup import is_in_use

AT_HELP = "回到这一分钟，例如 '2026-11-22 14:37'（可以写到秒）；用备份文件夹里每分钟的备份，照片不动。"
BY_SERVER_HELP = "数据库已经由 PostgreSQL 服务器自己恢复好了，只补做后面的：升级、再删一次、核对日志。"
BY_SERVER = "{0.site} 的数据库已经补做好了恢复以后的事。请启动服务。"
ONE_OF_THEM = "请写一个备份文件，或者用 --at 写一个时间，或者写 --by-server，三样写一样。"
RESTORED = "已恢复 {0.site} {0.made_at} 的备份（程序版本 {0.version}）。请重新启动服务。"
EACH_MINUTE = "每分钟的备份有 {} 份，从 {:%Y-%m-%d %H:%M} 到 {:%Y-%m-%d %H:%M}，restore --at 可以回到其中一分钟。"
IN_USE = "这个数据库里已经有账号或数据，恢复会把它整个换掉。确实要换，请加 --force；会先另存一份。"
OTHER_KEYS = "注意：备份那时的 {} 和这里的不一样。没有当时的，加密的电话读不出来，日志也验不过；请先放回去再启动。"
HEADINGS = ("时间", "内容", "大小", "文件", "SHA-256")
KINDS = {"liaison": "数据库和照片", "hourly": "只有数据库"}


@click.command("backup")
@click.argument("path", metavar="[FILE]", type=NEW_FILE, required=False)
@click.option("--list", "is_list", is_flag=True, help="只列出备份文件夹里的备份和它们的 SHA-256。")
@AS_JSON
def backup(path: Path | None, as_json: bool, *, is_list: bool) -> None:
    """把数据库和照片备份成一个加密的文件；大家可以照常使用。不写 FILE，就存进备份文件夹，旧的按规矩清理。"""
    try:
        if is_list:
            print_backups(as_json)
            return
        about = asdict(write_archive(path)) if path else {}
        path = path or noted()
    except (Refused, *PASSING) as error:
        stop(refusal_of(error), as_json)
    click.echo(f"已备份到 {path}（{path.stat().st_size / 2**20:,.1f} MB）。")
    click.echo(where_it_is())
    if as_json:
        made = {"outcome": "ok", "file": str(path), "sha256": hash_of(path), **about}
        click.echo(json.dumps(made, ensure_ascii=False))


@click.command("restore")
@click.argument("path", metavar="[FILE]", type=BOOK, required=False)
@click.option("--at", "until", metavar="TIME", type=Minute(), help=AT_HELP)
@click.option("--by-server", "is_done", is_flag=True, help=BY_SERVER_HELP)
@click.option("--force", "is_forced", is_flag=True, help="数据库正在使用也照样换掉；会先另存一份。")
@AS_JSON
def restore(path: Path | None, until: datetime | None, is_done: bool, is_forced: bool, as_json: bool) -> None:
    """用备份换掉现在的数据库和照片，再升级到现在的版本；或者用 --at 回到某一分钟。请先停掉服务。"""
    try:
        if [path is None, until is None, not is_done].count(False) != 1:
            raise Refused(ONE_OF_THEM)
        found = found_at(until) if until else None
        kept = None if is_done else keep_present(is_forced)
        about = present() if is_done else put_moment_back(found) if found else put_back(path)
        settle(found.path if found else path, about)
    except (Refused, *PASSING) as error:
        stop(refusal_of(error), as_json)
    if kept:
        click.echo(f"原来的数据另存在 {kept}。")
    click.echo(said_of(found, until) if found else (BY_SERVER if is_done else RESTORED).format(about))
    if as_json:
        click.echo(json.dumps({"outcome": "ok", **asdict(about), **of_moment(found)}, ensure_ascii=False))


def present() -> About:
    """What a server put back by itself."""
    with transaction(write=False):
        return describe(has_files=True)


def settle(path: Path | None, about: About) -> None:
    """Whatever was put back: bring it to the present version, note it, erase again, and say what is not as it should.

    path: of the backup, if it is a file of ours.
    """
    upgrade(has_copy=False)
    note_restore(path, about)
    again = erase_once_more(path.parent if path else place())
    warn_of_keys(about)
    if again:
        click.echo(f"备份以后删除过个人信息的 {again} 人，已经再删一次。")
    for sentence in unproved():
        click.echo(f"操作日志：{sentence}")


def said_of(found: Found, until: datetime) -> str:
    """To which minute one is back, and by which way."""
    steps = f"，再补上 {found.applied} 份每分钟的变化" if found.applied else ""
    return (
        f"要的是 {until:%Y-%m-%d %H:%M}，已恢复到 {found.made_at:%Y-%m-%d %H:%M:%S}："
        f"从 {found.begun_at:%H:%M:%S} 的整份起{steps}。照片没有动。请重新启动服务。"
    )


def of_moment(found: Found | None) -> dict[str, Any]:
    """The same for machines; nothing where a whole backup was put back."""
    return {"restored_to": found.made_at.isoformat(), "applied": found.applied} if found else {}


def refusal_of(error: Exception) -> Refused:
    """What is said of an error: the refusal itself, or that the disk is full; of another nothing, it goes on."""
    if isinstance(error, Refused):
        return error
    if outage_of(error) is not Outage.FULL:
        raise error
    return Refused(NO_ROOM)


def noted() -> Path:
    """Make a backup in its folder, as at night, with its event; gives where it is."""
    made = make_backup()
    with transaction():
        note("backup.make", made)
    return made.path


def print_backups(as_json: bool) -> None:
    """What lies in the folder of backups, the newest last."""
    found = [
        (f"{one.made_at:%Y-%m-%d %H:%M}", KINDS[one.kind], f"{one.path.stat().st_size / 2**20:,.1f} MB",
         one.path.name, one.sha256 or "—")
        for one in backups()
    ]  # fmt: skip
    list_in_columns([HEADINGS, *found])
    click.echo(f"{place()} 里有 {len(found)} 份备份。")
    minutes = [one.made_at for one in copies()]
    if minutes:
        click.echo(EACH_MINUTE.format(len(minutes), minutes[0], minutes[-1]))
    if as_json:
        keys = ("made_at", "content", "size", "file", "sha256")
        rows = [dict(zip(keys, row, strict=True)) for row in found]
        click.echo(json.dumps({"outcome": "ok", "backups": rows}, ensure_ascii=False))


def note_restore(path: Path | None, about: About) -> None:
    """The log, which is an older one now, says what it was put back from."""
    changes = {"made_at": [None, about.made_at], "sha256": [None, hash_of(path) if path else None]}
    with transaction():
        record_all("backup.restore", [(KIND, None, path.name if path else about.dialect, changes)], SYSTEM)


def erase_once_more(beside: Path) -> int:
    """Erase those again whom the backup brought back; gives how many (liaison/roster/actions/tombstones.py).

    beside: where the backup lies, with a list of its own where it was moved here from another machine.
    """
    more = [beside] if (beside / FILE).exists() else []
    with transaction():
        return erase_again(list(dict.fromkeys([*tombstone_folders(), *more])))


def warn_of_keys(about: About) -> None:
    """Say which of the instance's keys are not those of the backup."""
    here = marks_of_others()
    other = [name for name, mark in about.keys.items() if here.get(name) != mark]
    if other:
        click.echo(OTHER_KEYS.format("、".join(other)))


def keep_present(is_forced: bool) -> Path | None:
    """Back up what a restore will replace; gives the archive. Raises Refused where it is in use and not forced."""
    with transaction(write=False):
        is_used = is_in_use()
    if not is_used:
        return None
    if not is_forced:
        raise Refused(IN_USE)
    folder = current_app.config["INSTANCE"] / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"before-restore-{clock.local(clock.now()):%Y%m%d-%H%M%S}.backup"
    write_archive(path)
    return path
