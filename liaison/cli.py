"""The flask commands: Chinese messages, an exit status, --json for machines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app

from liaison.access import SYSTEM
from liaison.accounts.actions import create_admin
from liaison.checks import faults
from liaison.cli_assignment import assign, export_assignments, import_assignments_command
from liaison.cli_backup import backup, restore
from liaison.cli_ledger import export_cases, import_contacts_command, import_steps_command
from liaison.core.db import transaction
from liaison.core.errors import FileRefused, Refused
from liaison.core.intake import Report
from liaison.core.sheets.writing import write_book
from liaison.migrate import upgrade
from liaison.options import AS_JSON, BOOK, FOLDER, NEW_FILE, WITHOUT_COPY, mapped, reads_files
from liaison.printing import finish, stop
from liaison.roster.actions import (
    KnownPeople,
    Lists,
    Options,
    known_people,
    read_book,
    read_members,
    stage,
    take_in,
    take_in_members,
    write_error_book,
)  # fmt: skip
from liaison.roster.queries import roster_rows
from liaison.roster.sheets import roster_page
from liaison.setup import SHIPPED, load_reference_lists


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (setup, check, create_admin_command, import_group, export_group, assign, backup, restore):
        app.cli.add_command(command)


@click.command("setup")
@click.option("--seed", "folder", type=FOLDER, default=SHIPPED, help="自己的参考名单所在文件夹；缺的名单用随带的。")
@WITHOUT_COPY
@AS_JSON
def setup(folder: Path, as_json: bool, *, has_no_copy: bool) -> None:
    """升级数据库结构，载入参考名单；可以反复运行，不会改掉已有的内容。"""
    try:
        copy = upgrade(has_copy=not has_no_copy)
        with transaction():
            added = load_reference_lists(folder)
    except Refused as refused:
        stop(refused, as_json)
    if copy:
        click.echo(f"升级以前的数据库另存在 {copy}")
    for title, count in added.items():
        click.echo(f"{title}：新增 {count} 行")
    click.echo(f"数据库已就绪：{current_app.config['INSTANCE']}")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "added": added}, ensure_ascii=False))


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


@click.command("create-admin")
@click.option("--username", default="admin", show_default=True, help="登录用的用户名。")
@click.option("--name", default="管理员", show_default=True, help="姓名。")
@click.option("--another", "is_another", is_flag=True, help="已经有系统管理员，再加一位。")
def create_admin_command(username: str, name: str, is_another: bool) -> None:
    """开通第一个系统管理员，打印一次性密码（72 小时内用一次）。"""
    try:
        with transaction():
            slip = create_admin(username, name, is_another=is_another)
    except Refused as error:
        raise click.ClickException(error.sentence) from error
    click.echo(f"系统管理员已开通。用户名：{slip.username}  一次性密码：{slip.password}")
    click.echo("请在 72 小时内登录，登录后先换成自己的密码。这个密码不会再显示。")


@click.group("import")
def import_group() -> None:
    """把单位交来的表格读进来。"""


@click.group("export")
def export_group() -> None:
    """导出 Excel。"""


@import_group.command("representatives")
@click.argument("files", nargs=-1, required=True, type=BOOK)
@click.option("--library", help="信息库编号，例如 M03；不写就看文件名、标题行或“所属信息库”一列。")
@click.option("--open-lists", "is_open", is_flag=True, help="名单以外的界别、身份类型只提醒（只用于 --dry-run）。")
@reads_files
def import_representatives(
    files: tuple[Path, ...], library: str | None, mapping: tuple[str, ...], errors: Path | None, as_json: bool,
    *, is_open: bool, is_dry: bool,
) -> None:  # fmt: skip
    """导入界别群众代表的名册（主信息库、子信息库或总库），一个文件一次写入。"""
    if is_open and not is_dry:
        raise click.UsageError("--open-lists 只能和 --dry-run 一起用")
    options = Options(library, mapped(mapping), is_open, shows_values=is_dry)
    with transaction(write=False):
        lists = Lists.load()
        known = known_people() if is_dry else None
    finish([take_book(path, lists, options, known, errors) for path in files], as_json=as_json, is_dry=is_dry)


def take_book(path: Path, lists: Lists, options: Options, known: KnownPeople | None, errors: Path | None) -> Report:
    """One file of representatives, in its own transaction; only tried where the known people are given."""
    try:
        with transaction(write=False):
            book = read_book(path, lists, options)
            if known:
                stage(book, lists, known)
        with transaction(write=known is None):
            report = book.report if known else take_in(book, lists, SYSTEM)
    except FileRefused as refused:
        return Report(path.name, refused=refused)
    if errors:
        write_error_book(errors / f"{path.stem}_错误表.xlsx", [entry.row for entry in book.entries], report.rows)
    return report


@import_group.command("members")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_members(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:
    """导入委员名册，按委员编号新增或更新。"""
    options = Options(mapping=mapped(mapping), shows_values=is_dry)
    try:
        with transaction(write=False):
            lists = Lists.load()
            book = read_members(path, lists, options)
        with transaction(write=not is_dry):
            report = take_in_members(book, lists, SYSTEM, is_dry=is_dry)
    except FileRefused as refused:
        report = Report(path.name, refused=refused)
    else:
        if errors:
            write_error_book(errors / f"{path.stem}_错误表.xlsx", [entry.row for entry in book.entries], report.rows)
    finish([report], as_json=as_json, is_dry=is_dry)


@export_group.command("roster")
@click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")
def export_roster(output: Path) -> None:
    """导出界别群众代表总库；读回来什么也不会变。"""
    with transaction(write=False):
        rows = list(roster_rows(SYSTEM))
    write_book(output, [roster_page(rows, current_app.config["SITE_NAME"])])
    click.echo(f"{output}：{len(rows)} 位代表")


for command in (import_assignments_command, import_contacts_command, import_steps_command):
    import_group.add_command(command)
for command in (export_assignments, export_cases):
    export_group.add_command(command)
