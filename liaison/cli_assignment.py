"""The commands of the plan: assign, import assignments, export assignments."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import PAIR_LIST, draw_up, publish, refuse_odd_year, year_named
from liaison.assignment.models import DRAFT
from liaison.assignment.rules import Figures
from liaison.assignment.sheets import TITLE, assignments_page
from liaison.cli_roster import reports_of
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.sheets.writing import write_book
from liaison.options import AS_JSON, AS_OF, BOOK, NEW_FILE, WrongWords, mapped, reads_files
from liaison.options import YEAR as A_YEAR
from liaison.printing import finish, stop
from liaison.roster.actions.imports.files import Taken, take_in_files

YEAR = click.option("--year", type=int, required=True, help="哪一年的方案。")


@click.command("assign")
@YEAR
@click.option("--dry-run", "is_dry", is_flag=True, help="只算出来看看，不保存。")
@click.option("--publish", "is_final", is_flag=True, help="排好就发布，马上在用。")
@AS_JSON
def assign(year: int, as_json: bool, *, is_dry: bool, is_final: bool) -> None:
    """给每位委员配 5 位代表：就近、同界别、身份不重复、区镇界别类别都有人联系。"""
    if is_dry and is_final:
        raise click.UsageError("--publish 不能和 --dry-run 一起用")
    try:
        found, figures = proposed(year) if is_dry else stored(year, is_final)
    except Refused as refused:
        stop(refused, as_json)
    for line in figures.lines():
        click.echo(line)
    click.echo(f"总代价 {found['objective']:,.1f} 公里，离最优相差 {found['gap']:.2%}")
    state = "试排，没有保存" if is_dry else "已发布" if is_final else "存成草稿，可以在“委员与代表”里看和改，再发布"
    click.echo(f"{year} 年方案：{state}")
    if as_json:
        state = "dry_run" if is_dry else "published" if is_final else "draft"
        click.echo(json.dumps({"outcome": "ok", "year": year, "state": state, **found}, ensure_ascii=False))


def proposed(year: int) -> tuple[dict[str, Any], Figures]:
    """The best plan of today, not stored: what it costs and achieves."""
    with transaction(write=False):
        refuse_odd_year(year, SYSTEM)
        proposal = queries.propose()
    return proposal.as_json(), proposal.figures


def stored(year: int, is_final: bool) -> tuple[dict[str, Any], Figures]:
    """The best plan of today, kept as a draft or put in force: what it costs and achieves."""
    with transaction():
        plan = draw_up(year, SYSTEM)
        if is_final:
            publish(plan, SYSTEM)
        return plan.figures, queries.plan_figures(plan)


@click.command("assignments")
@click.argument("path", metavar="FILE", type=BOOK)
@click.option("--year", type=A_YEAR, help="哪一年的名单；不写就看标题或文件名，再没有就是今年。")
@reads_files
def import_assignments_command(
    path: Path, year: int | None, mapping: tuple[str, ...], errors: Path | None, as_json: bool, *, is_dry: bool
) -> None:  # fmt: skip
    """导入委员联系界别群众名单（1 名委员联系 5 名），成为那一年的方案。"""
    given = {"mapping": mapped(mapping), "answers": {"year": year}, "is_dry": is_dry}
    try:
        taken = list(take_in_files(PAIR_LIST, [path], SYSTEM, **given))
    except Refused as refused:
        stop(refused, as_json)
    for one in taken:
        say_year(one, year)
    finish(reports_of(taken, errors, is_dry=is_dry), as_json=as_json, is_dry=is_dry)


def say_year(taken: Taken, asked: int | None) -> None:
    """Of which year a list is taken to be, and whether anybody said so."""
    if taken.reading:
        is_said = asked or year_named(taken.reading, taken.report.file_name)
        doubt = "" if is_said else "：文件里没有写年份，不对请加 --year"
        click.echo(f"记作 {taken.answers['year']} 年的名单{doubt}。")


@click.command("assignments")
@click.option("--year", type=A_YEAR, help="哪一年的方案。")
@click.option("--output", required=True, type=NEW_FILE, help="写到哪个文件。")
@AS_OF
@AS_JSON
def export_assignments(year: int | None, output: Path, as_json: bool, *, on: date | None) -> None:
    """导出委员联系界别群众名单；读回来什么也不会变。加 --on 就是那一天正在用的结对。"""
    if on:
        export_pairs(on, output, as_json)
        return
    if year is None:
        raise WrongWords("请用 --year 写哪一年的方案，或者用 --on 写截至哪一天。")
    with transaction(write=False):
        plan = queries.recorded_plan(year) or queries.plan_of(year) or queries.nearest_plan(year)
        rows = queries.export_rows(SYSTEM, plan) if plan else []
    if not plan:
        stop(Refused(f"{year} 年还没有方案，请先运行 assign --year {year}，或者导入名单。"), as_json)
    write_book(output, [assignments_page(rows, plan.year)])
    if plan.year != year:
        click.echo(f"{year} 年没有单独的名单，导出的是 {plan.year} 年的。")
    if plan.state == DRAFT:
        click.echo("导出的是还没发布的草稿。")
    click.echo(f"{output}：{len(rows)} 对")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "year": plan.year, "pairs": len(rows)}, ensure_ascii=False))


def export_pairs(on: date, output: Path, as_json: bool) -> None:
    """The pairs in force at the end of a day."""
    with transaction(write=False):
        rows = queries.pairs_on(SYSTEM, on)
    write_book(output, [assignments_page(rows, on.year, title_rows=[f"{TITLE}（截至 {on}）"])])
    click.echo(f"{output}：{len(rows)} 对")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "on": on.isoformat(), "pairs": len(rows)}, ensure_ascii=False))
