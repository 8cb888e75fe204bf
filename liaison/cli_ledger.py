"""The commands of ledgers and forms: import contacts, import steps, export cases, export forms."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from flask import current_app

from liaison.access import SYSTEM
from liaison.casework.actions import CONTACT_LEDGER, STEP_LOG
from liaison.casework.actions.papers import take_out_forms
from liaison.casework.queries.ledger_steps import year_pages
from liaison.casework.queries.period_papers import Period, rows_by_form
from liaison.casework.sheets.papers import book_pages
from liaison.cli_roster import reports_of
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed
from liaison.handing_out import may_be_full, refuse_unsaid, write_out
from liaison.options import AS_JSON, AS_OF, BOOK, NEW_FILE, PastDay, WrongWords, mapped, reads_files
from liaison.options import YEAR as A_YEAR
from liaison.printing import finish
from liaison.roster.actions.imports import ImportKind
from liaison.roster.actions.imports.files import take_in_files

YEAR = click.option("--year", type=A_YEAR, required=True, help="哪一年。")
OUTPUT = click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")


@click.command("contacts")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_contacts_command(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入往年的联系台账（联系和诉求，一次联系一行）；同一份再导入一次，什么也不会变。"""
    let_in(CONTACT_LEDGER, path, mapping, errors, as_json, is_dry)


@click.command("steps")
@click.argument("path", metavar="FILE", type=BOOK)
@reads_files
def import_steps_command(
    path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入往年的环节记录（连线到评议，一步一行），先导入联系台账。"""
    let_in(STEP_LOG, path, mapping, errors, as_json, is_dry)


def let_in(
    kind: ImportKind, path: Path, mapping: tuple[str, ...], errors: Path | None, as_json: bool, is_dry: bool
) -> None:
    """Read a file, let it in, and say what became of it."""
    taken = take_in_files(kind, [path], SYSTEM, mapping=mapped(mapping), is_dry=is_dry)
    finish(reports_of(taken, errors, is_dry=is_dry), as_json=as_json, is_dry=is_dry)


@click.command("cases")
@YEAR
@AS_OF
@OUTPUT
@may_be_full
@AS_JSON
def export_cases(
    year: int, on: date | None, output: Path, as_json: bool, *, is_full: bool, purpose: str | None
) -> None:  # fmt: skip
    """导出一年的联系和诉求台账，电话打码，第二张表是环节记录；读回来什么也不会变。"""
    refuse_unsaid(is_full, purpose)
    with transaction(write=False):
        pages = year_pages(year, SYSTEM, on)
    contacts, steps = (len(list(page.rows)) for page in pages)
    number = write_out(
        output, pages, "ledger", str(pages[0].title_rows[0]), said=f"年度 {year}", rows=contacts,
        keyed=Keyed(REPRESENTATIVE, "representative_id"), is_full=is_full, purpose=purpose,
    )  # fmt: skip
    click.echo(f"{output}：{contacts} 行台账，{steps} 个环节，第 {number} 份")
    if as_json:
        told = {"outcome": "ok", "year": year, **({"on": f"{on}"} if on else {})}
        click.echo(json.dumps({**told, "rows": contacts, "steps": steps, "copy": number}, ensure_ascii=False))


@click.command("forms")
@click.option("--from", "since", type=PastDay(), required=True, help="从哪一天，例如 2025-10-01。")
@click.option("--to", "until", type=PastDay(), required=True, help="到哪一天，这一天也算。")
@OUTPUT
@AS_JSON
def export_forms(since: date, until: date, output: Path, as_json: bool) -> None:
    """导出一段时间的系列套表：八张表各一个工作表，一条记录一行；导出记在操作日志里。"""
    if since > until:
        raise WrongWords(f"{since} 在 {until} 之后，请把 --from 和 --to 对调。")
    period, unit = Period(since, until), current_app.config["SITE_NAME"]
    with transaction():
        rows = rows_by_form(SYSTEM, period)
        count = sum(map(len, rows.values()))
        take_out_forms(period.in_words(), count, SYSTEM)
    pages = book_pages(rows, period.in_words(), unit, clock.today())
    number = write_out(output, pages, "forms", "系列套表", said=period.in_words(), rows=count)
    click.echo(f"{output}：{period.in_words()}，{count} 条记录，第 {number} 份")
    if as_json:
        told = {"outcome": "ok", "from": f"{since}", "to": f"{until}", "rows": count, "copy": number}
        forms = {code: len(found) for code, found in rows.items()}
        click.echo(json.dumps({**told, "forms": forms}, ensure_ascii=False))
