"""The commands of the year: export performance gives it out, explain lists the rows behind one of its cells."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from liaison.core.db import db, transaction
from liaison.handing_out import write_out
from liaison.options import AS_JSON, AS_OF, NEW_FILE, WrongWords
from liaison.options import YEAR as A_YEAR
from liaison.performance.queries import Explanation, explanation, year_facts, year_tables
from liaison.performance.rules import last_day
from liaison.performance.sheets.workbook import workbook_pages
from liaison.roster.models import Member


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


@click.command("explain")
@click.option("--year", type=A_YEAR, required=True, help="哪一年。")
@click.option("--member", "no", required=True, help="委员编号。")
@click.option("--column", required=True, help="年度履职里的列名，例如 按期率。")
@AS_OF
@AS_JSON
def explain(year: int, no: str, column: str, on: date | None, as_json: bool) -> None:
    """说明年度履职里的一个数是怎么来的：列出算在内的每一条，为什么算。"""
    with transaction(write=False):
        member = db.session.scalar(select(Member).where(Member.no == no))
        if member is None:
            raise WrongWords(f"没有编号是“{no}”的委员，请核对后再写。")
        told = explanation(year_facts(year, min(on or date.max, last_day(year))), member.id, column)
        if told is None:
            raise WrongWords(f"{year} 年的年度履职里没有“{column}”这一列，请照表里的列名写。")
        say_why(f"{no} {member.name} {year} 年 {column}：{told.said}", told)
    if as_json:
        rows = [[told.names.get(row.source, ("", ""))[1], str(row.part), row.whole, row.why] for row in told.rows]
        click.echo(json.dumps({"outcome": "ok", "column": column, "value": f"{told.value}", "rows": rows},
                              ensure_ascii=False))  # fmt: skip


def say_why(head: str, told: Explanation) -> None:
    """The cell, the sentence, and a line for each row."""
    click.echo(f"{head}（{told.words}）")
    for row in told.rows:
        number = told.names.get(row.source, ("", ""))[1]
        click.echo("  ".join(filter(None, [number, f"{row.day or ''}", f"{row.part}", row.why])))
