"""The flask commands: Chinese messages, an exit status, --json for machines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app

from liaison.access import GOVERNING, Role
from liaison.accounts.actions import Slip, create_admin, create_admins
from liaison.checks import faults
from liaison.cli_assignment import assign, export_assignments, import_assignments_command
from liaison.cli_audit import audit_group
from liaison.cli_backup import backup, restore
from liaison.cli_jobs import work
from liaison.cli_keys import keys_group
from liaison.cli_ledger import export_cases, export_forms, import_contacts_command, import_steps_command
from liaison.cli_performance import explain, export_performance
from liaison.cli_reminders import remind_group
from liaison.cli_roster import export_roster, import_annual_update, import_members, import_representatives
from liaison.cli_sample import sample
from liaison.cli_sbom import sbom
from liaison.cli_start import demo, start
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.versions import advice
from liaison.migrate import upgrade
from liaison.options import AS_JSON, FOLDER, WITHOUT_COPY
from liaison.printing import stop
from liaison.setup import SHIPPED, draw_up_first_scheme, load_reference_lists


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (
        setup, check, create_admin_command, import_group, export_group, assign, remind_group, backup, restore,
        demo, start, work, sample, sbom, keys_group, audit_group, explain,
    ):  # fmt: skip
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
            draw_up_first_scheme()
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
    advised = advice()
    for sentence in advised:
        click.echo(f"提醒：{sentence}")
    click.echo(f"还有 {len(found)} 处要处理。" if found else "没有发现问题。")
    if as_json:
        outcome = "faults" if found else "ok"
        told = {"outcome": outcome, "faults": [asdict(f) for f in found], "advice": advised}
        click.echo(json.dumps(told, ensure_ascii=False))
    sys.exit(1 if found else 0)


@click.command("create-admin")
@click.option("--username", help="登录用的用户名；不写就把三员里还没有的都开出来。")
@click.option("--name", default="管理员", show_default=True, help="姓名。")
@click.option(
    "--role", type=click.Choice([role.value for role in GOVERNING]), default=Role.ADMIN.value, show_default=True,
    help="哪一员：系统管理员、安全管理员、审计员。",
)
@click.option("--another", "is_another", is_flag=True, help="已经有这一员，再加一位。")
def create_admin_command(username: str | None, name: str, role: str, is_another: bool) -> None:
    """开通系统管理员、安全管理员、审计员（三员分立），打印一次性密码（72 小时内用一次）。"""
    try:
        with transaction():
            slips = [create_admin(username, name, Role(role), is_another=is_another)] if username else first_admins()
    except Refused as error:
        raise click.ClickException(error.sentence) from error
    for slip in slips:
        click.echo(f"{slip.role}已开通。用户名：{slip.username}  一次性密码：{slip.password}")
    click.echo("请在 72 小时内登录，登录后先换成自己的密码。密码不会再显示。三员由三个人担任，不办业务。")


def first_admins() -> list[Slip]:
    """The slips of the administrators who were lacking."""
    slips = create_admins()
    if not slips:
        raise Refused("三员（系统、安全、审计）都有了。确实要再加一位，请写 --username、--role 并加上 --another。")
    return slips


@click.group("import")
def import_group() -> None:
    """把单位交来的表格读进来。"""


@click.group("export")
def export_group() -> None:
    """导出 Excel。"""


for command in (
    import_members, import_representatives, import_annual_update, import_assignments_command,
    import_contacts_command, import_steps_command,
):  # fmt: skip
    import_group.add_command(command)
for command in (export_roster, export_assignments, export_cases, export_forms, export_performance):
    export_group.add_command(command)
