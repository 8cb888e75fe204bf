"""The command that gives the year out: export performance."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from flask import current_app

from liaison.core.db import transaction
from liaison.handing_out import write_out
from liaison.options import AS_JSON, AS_OF, NEW_FILE, WrongWords
from liaison.options import YEAR as A_YEAR
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.rules import last_day
from liaison.performance.sheets import workbook_pages


@click.command("performance")
@click.option("--year", type=A_YEAR, required=True, help="哪一年。")
@AS_OF
@click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")
@AS_JSON
def export_performance(year: int, on: date | None, output: Path, as_json: bool) -> None:
    """导出一年的履职情况：每位委员一行，另有分界别、分单位、分类别等各表。"""
    if on and on < date(year, 1, 1):
        raise WrongWords(f"{on} 那天 {year} 年还没有开始，请把 --on 写成 {year} 年里的一天。")
    with transaction(write=False):
        tables = year_tables(year_facts(year, min(on or date.max, last_day(year))))
    pages, said = workbook_pages(tables, current_app.config["SITE_NAME"]), f"统计到 {tables.facts.until}"
    number = write_out(
        output, pages, "performance", f"{year} 年度履职情况", said=said, rows=len(tables.members.rows)
    )  # fmt: skip
    contacts, members = tables.members.total["contacts"], len(tables.members.rows)
    click.echo(f"{output}：{members} 位委员，联系 {contacts} 次，{said}，第 {number} 份")
    if as_json:
        told = {"outcome": "ok", "year": year, "until": tables.facts.until.isoformat(), "members": members}
        click.echo(json.dumps({**told, "contacts": contacts, "copy": number}, ensure_ascii=False))
