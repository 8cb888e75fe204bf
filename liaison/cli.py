"""The flask commands: Chinese messages, an exit status, --json for machines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app

from liaison.checks import faults
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.migrate import upgrade
from liaison.setup import SHIPPED, load_reference_lists

AS_JSON = click.option("--json", "as_json", is_flag=True, help="最后一行给出一个 JSON 对象。")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (setup, check, import_group, export_group):
        app.cli.add_command(command)


@click.command("setup")
@click.option("--seed", "folder", type=FOLDER, default=SHIPPED, help="自己的参考名单所在文件夹；缺的名单用随带的。")
@AS_JSON
def setup(folder: Path, as_json: bool) -> None:
    """升级数据库结构，载入参考名单；可以反复运行，不会改掉已有的内容。"""
    upgrade()
    try:
        with transaction():
            added = load_reference_lists(folder)
    except Refused as refused:
        stop(refused, as_json)
    for title, count in added.items():
        click.echo(f"{title}：新增 {count} 行")
    click.echo(f"数据库已就绪：{current_app.config['INSTANCE']}")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "added": added}, ensure_ascii=False))


def stop(refused: Refused, as_json: bool) -> NoReturn:
    """Leave a command that was refused: its sentence, nothing changed, exit status 2."""
    click.echo(refused.sentence, err=True)
    if as_json:
        click.echo(json.dumps({"outcome": "refused", "sentence": refused.sentence}, ensure_ascii=False))
    sys.exit(2)


@click.command("check")
@AS_JSON
def check(as_json: bool) -> None:
    """看看还有什么对不上：名单里的空缺、没人办的环节、被改动的日志。"""
    with transaction(write=False):
        found = faults()
    for fault in found:
        click.echo(f"{fault.check}：{fault.sentence}")
    click.echo(f"还有 {len(found)} 处要处理。" if found else "没有发现问题。")
    if as_json:
        outcome = "faults" if found else "ok"
        click.echo(json.dumps({"outcome": outcome, "faults": [asdict(f) for f in found]}, ensure_ascii=False))
    sys.exit(1 if found else 0)


@click.group("import")
def import_group() -> None:
    """把单位交来的表格读进来。"""


@click.group("export")
def export_group() -> None:
    """导出 Excel。"""
