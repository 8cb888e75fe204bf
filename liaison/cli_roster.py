"""The commands of the libraries: import representatives, members and annual-update, export roster."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import current_app

from liaison.access import SYSTEM, Actor
from liaison.core.db import transaction
from liaison.core.errors import FileRefused
from liaison.core.intake import Report
from liaison.core.sheets import Row, write_book
from liaison.options import AS_JSON, BOOK, NEW_FILE, mapped, reads_files
from liaison.printing import each_shown, finish
from liaison.roster.actions import (
    Book,
    KnownPeople,
    Lists,
    Options,
    known_people,
    read_book,
    read_members,
    read_revision,
    stage,
    stage_revision,
    take_in,
    take_in_members,
    take_in_revision,
    write_error_book,
)
from liaison.roster.queries import roster_rows
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
    options = Options(library, mapped(mapping), is_open, shows_values=is_dry)
    with transaction(write=False):
        lists = Lists.load()
        known = known_people() if is_dry else None
    reports = [BOOK_WAY.take(path, lists, options, known, errors) for path in each_shown(files, "导入名册")]
    finish(reports, as_json=as_json, is_dry=is_dry)


@click.command("annual-update")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_annual_update(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入年度微调表：新增、退出、变更的代表。"""
    options = Options(mapping=mapped(mapping), shows_values=is_dry)
    with transaction(write=False):
        lists = Lists.load()
        known = known_people() if is_dry else None
    finish([REVISION_WAY.take(path, lists, options, known, errors)], as_json=as_json, is_dry=is_dry)


@dataclass(frozen=True)
class Way:
    """How one kind of file is read, tried and let in."""

    read: Callable[[Path, Lists, Options], Book]
    stage: Callable[[Book, Lists, KnownPeople], Any]
    take_in: Callable[[Book, Lists, Actor], Report]

    def take(
        self, path: Path, lists: Lists, options: Options, known: KnownPeople | None, errors: Path | None
    ) -> Report:
        """One file, in its own transaction; only tried where the known people are given."""
        try:
            with transaction(write=False):
                book = self.read(path, lists, options)
                if known is not None:
                    self.stage(book, lists, known)
            if known is None:
                with transaction():
                    self.take_in(book, lists, SYSTEM)
        except FileRefused as refused:
            return Report(path.name, refused=refused)
        keep_errors(errors, book.report, [entry.row for entry in book.entries])
        return book.report


BOOK_WAY = Way(read_book, stage, take_in)
REVISION_WAY = Way(read_revision, stage_revision, take_in_revision)


def keep_errors(folder: Path | None, report: Report, rows: list[Row]) -> None:
    """The error workbook of a file, where a folder was given for it."""
    if folder:
        write_error_book(folder / f"{Path(report.file_name).stem}_错误表.xlsx", rows, report.rows)


@click.command("members")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_members(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
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
        keep_errors(errors, report, [entry.row for entry in book.entries])
    finish([report], as_json=as_json, is_dry=is_dry)


@click.command("roster")
@click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")
@AS_JSON
def export_roster(output: Path, as_json: bool) -> None:
    """导出界别群众代表总库；读回来什么也不会变。"""
    with transaction(write=False):
        rows = list(roster_rows(SYSTEM))
    write_book(output, [roster_page(rows, current_app.config["SITE_NAME"])])
    click.echo(f"{output}：{len(rows)} 位代表")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "rows": len(rows)}, ensure_ascii=False))
