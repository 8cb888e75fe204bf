"""The commands of the libraries: import representatives, members and annual-update, export roster."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from flask import current_app

from liaison.access import SYSTEM
from liaison.core.db import transaction
from liaison.core.intake import Report
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed
from liaison.handing_out import may_be_full, refuse_unsaid, write_out
from liaison.options import AS_JSON, AS_OF, BOOK, NEW_FILE, mapped, reads_files
from liaison.printing import each_shown, finish
from liaison.roster.actions import ANNUAL_UPDATE, MEMBERS, REPRESENTATIVES, write_error_book
from liaison.roster.actions.imports.files import Taken, take_in_files
from liaison.roster.queries import people_on, roster_rows
from liaison.roster.sheets import roster_page


@click.command("representatives")
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
    taken = take_in_files(
        REPRESENTATIVES, each_shown(files, "导入名册"), SYSTEM, mapping=mapped(mapping), answers={"library": library},
        is_dry=is_dry, is_open=is_open,
    )  # fmt: skip
    finish(reports_of(taken, errors, is_dry=is_dry), as_json=as_json, is_dry=is_dry)


@click.command("annual-update")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_annual_update(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入年度微调表：新增、退出、变更的代表。"""
    taken = take_in_files(ANNUAL_UPDATE, [path], SYSTEM, mapping=mapped(mapping), is_dry=is_dry)
    finish(reports_of(taken, errors, is_dry=is_dry), as_json=as_json, is_dry=is_dry)


@click.command("members")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_members(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入委员名册，按委员编号新增或更新。"""
    taken = take_in_files(MEMBERS, [path], SYSTEM, mapping=mapped(mapping), is_dry=is_dry)
    finish(reports_of(taken, errors, is_dry=is_dry), as_json=as_json, is_dry=is_dry)


def reports_of(taken: Iterable[Taken], errors: Path | None, *, is_dry: bool) -> list[Report]:
    """What became of each file; its error workbook is kept where a folder was given for it."""
    reports = []
    for one in taken:
        reports.append(one.report)
        if errors:
            write_error_book(errors, one, is_done=not is_dry)
    return reports


@click.command("roster")
@click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")
@AS_OF
@may_be_full
@AS_JSON
def export_roster(output: Path, as_json: bool, *, on: date | None, is_full: bool, purpose: str | None) -> None:
    """导出界别群众代表总库，电话打码；读回来什么也不会变。加 --on 就是那一天的，加 --full 是完整电话。"""
    refuse_unsaid(is_full, purpose)
    with transaction(write=False):
        rows = people_on(SYSTEM, on, {}) if on else list(roster_rows(SYSTEM))
    page = roster_page(rows, current_app.config["SITE_NAME"], on)
    number = write_out(
        output, [page], "representatives", str(page.title_rows[0]), rows=len(rows), keyed=Keyed(REPRESENTATIVE),
        is_full=is_full, purpose=purpose,
    )  # fmt: skip
    click.echo(f"{output}：{len(rows)} 位代表，第 {number} 份")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "rows": len(rows), "copy": number}, ensure_ascii=False))
