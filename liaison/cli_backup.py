"""The commands that keep an instance safe: backup and restore."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from liaison.backup.archives import put_back, write_archive
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.migrate import upgrade
from liaison.options import AS_JSON, BOOK, NEW_FILE
from liaison.printing import stop
from liaison.setup import is_in_use

IN_USE = "这个数据库里已经有账号或数据，恢复会把它整个换掉。确实要换，请加 --force；会先另存一份。"


@click.command("backup")
@click.argument("path", metavar="FILE", type=NEW_FILE)
@AS_JSON
def backup(path: Path, as_json: bool) -> None:
    """把数据库和照片备份成一个 zip 文件；大家可以照常使用。"""
    try:
        about = write_archive(path)
    except Refused as refused:
        stop(refused, as_json)
    click.echo(f"已备份到 {path}（{path.stat().st_size / 2**20:,.1f} MB）。")
    click.echo("里面有代表的姓名和电话，请妥善保管。secret_key 不在里面：恢复时用那台机器自己的。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", **asdict(about)}, ensure_ascii=False))


@click.command("restore")
@click.argument("path", metavar="FILE", type=BOOK)
@click.option("--force", "is_forced", is_flag=True, help="数据库正在使用也照样换掉；会先另存一份。")
@AS_JSON
def restore(path: Path, is_forced: bool, as_json: bool) -> None:
    """用备份换掉现在的数据库和照片，再升级到现在的版本。请先停掉服务。"""
    try:
        kept = keep_present(is_forced)
        about = put_back(path)
        upgrade(has_copy=False)
    except Refused as refused:
        stop(refused, as_json)
    if kept:
        click.echo(f"原来的数据另存在 {kept}。")
    click.echo(f"已恢复 {about.site} {about.made_at} 的备份（程序版本 {about.version}）。请重新启动服务。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", **asdict(about)}, ensure_ascii=False))


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
    path = folder / f"before-restore-{clock.local(clock.now()):%Y%m%d-%H%M%S}.zip"
    write_archive(path)
    return path
