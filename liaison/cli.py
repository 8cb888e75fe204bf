"""The flask commands: Chinese messages, an exit status, --json for machines."""

from __future__ import annotations

import click
from flask import Flask, current_app

from liaison.core.db import db, transaction
from liaison.migrate import upgrade


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (setup, import_group, export_group):
        app.cli.add_command(command)


@click.command("setup")
def setup() -> None:
    """升级数据库结构，载入参考名单；可以反复运行。"""
    upgrade()
    with transaction():
        db.session.flush()
    click.echo(f"数据库已就绪：{current_app.config['INSTANCE']}")


@click.group("import")
def import_group() -> None:
    """把单位交来的表格读进来。"""


@click.group("export")
def export_group() -> None:
    """导出 Excel。"""
