"""The commands of a past year's ledger: import contacts, import steps, export cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from liaison.access import SYSTEM, Actor
from liaison.casework.actions.replay import LedgerFile, read_ledger
from liaison.casework.actions.replay_contacts import import_contacts
from liaison.casework.actions.replay_steps import import_steps
from liaison.casework.queries.ledger_steps import year_pages
from liaison.casework.sheets.ledger import LEDGER, STEPS
from liaison.core.db import transaction
from liaison.core.errors import FileRefused
from liaison.core.intake import Report
from liaison.core.sheets import Sheet, write_book
from liaison.options import AS_JSON, BOOK, NEW_FILE, mapped, reads_files
from liaison.options import YEAR as A_YEAR
from liaison.printing import finish
from liaison.roster.actions import write_error_book

Importer = Callable[..., Report]
YEAR = click.option("--year", type=A_YEAR, required=True, help="哪一年。")
OUTPUT = click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")


@click.command("contacts")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_contacts_command(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入往年的联系台账（联系和诉求，一次联系一行）；同一份再导入一次，什么也不会变。"""
    replay(LEDGER, import_contacts, path, mapping, errors, as_json, is_dry)


@click.command("steps")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_steps_command(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入往年的环节记录（连线到评议，一步一行），先导入联系台账。"""
    replay(STEPS, import_steps, path, mapping, errors, as_json, is_dry)


def replay(
    kind: Sheet, importer: Importer, path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool,
    is_dry: bool,
) -> None:  # fmt: skip
    """Read a file, let it in within one transaction, and say what became of it."""
    try:
        file = read_ledger(kind, path, mapped(mapping))
        report = let_in(importer, file, SYSTEM, is_dry)
    except FileRefused as refused:
        report = Report(path.name, refused=refused)
    else:
        if errors:
            write_error_book(errors / f"{path.stem}_错误表.xlsx", file.rows, report.rows)
    finish([report], as_json=as_json, is_dry=is_dry)


def let_in(importer: Importer, file: LedgerFile, actor: Actor, is_dry: bool) -> Report:
    """What becomes of a file, in a transaction of its own."""
    with transaction(write=not is_dry):
        return importer(file, actor, is_dry=is_dry)


@click.command("cases")
@YEAR
@OUTPUT
@AS_JSON
def export_cases(year: int, output: Path, as_json: bool) -> None:
    """导出一年的联系和诉求台账，第二张表是环节记录；读回来什么也不会变。"""
    with transaction(write=False):
        pages = year_pages(year, SYSTEM)
    write_book(output, pages)
    contacts, steps = (len(list(page.rows)) for page in pages)
    click.echo(f"{output}：{contacts} 行台账，{steps} 个环节")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "year": year, "rows": contacts, "steps": steps}, ensure_ascii=False))
