"""The commands of the plan: assign, import assignments, export assignments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import PAIR_LIST, draw_up, publish, refuse_odd_year, year_named
from liaison.assignment.actions.drafts import checked_task
from liaison.assignment.models import DRAFT
from liaison.assignment.rules import Figures
from liaison.assignment.rules.certificate import certificate_of, to_bytes
from liaison.assignment.sheets import TITLE, assignments_page, title_of
from liaison.cli_proof import file_proof, verify, year_proofs
from liaison.cli_roster import reports_of
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed
from liaison.handing_out import may_be_full, refuse_unsaid, write_out
from liaison.options import AS_JSON, AS_OF, BOOK, NEW_FILE, WrongWords, mapped, reads_files
from liaison.options import YEAR as A_YEAR
from liaison.printing import finish, stop
from liaison.roster.actions.imports.files import Taken, take_in_files

PLAN_OPTIONS = (
    click.argument("path", metavar="[证书文件]", required=False, type=BOOK),
    click.option("--year", type=int, help="哪一年的方案。"),
    click.option("--dry-run", "is_dry", is_flag=True, help="只算出来看看，不保存。"),
    click.option("--publish", "is_final", is_flag=True, help="排好就发布，马上在用。"),
    click.option("--without-solver", is_flag=True, help="不用 HiGHS 求解，只用 Python；说出离下界还差多少。"),
    click.option("--certificate", type=NEW_FILE, help="把证书写到哪个文件。"),
    click.option("--verify", "is_check", is_flag=True, help="不求解，只核对存着的证书，或者给出的证书文件。"),
    AS_JSON,
)


@dataclass(frozen=True)
class Wish:
    """How a plan is to be found and what becomes of it."""

    year: int
    is_dry: bool
    is_final: bool
    without_solver: bool
    certificate: Path | None

    @property
    def state(self) -> str:
        """What becomes of it, in a word for machines."""
        return "dry_run" if self.is_dry else "published" if self.is_final else "draft"


METHODS = {"highs": "HiGHS 求解", "python": "没有用 HiGHS，只用 Python 求解"}
STATES = {
    "dry_run": "试排，没有保存", "published": "已发布", "draft": "存成草稿，可以在“委员与代表”里看和改，再发布",
}  # fmt: skip


def with_plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command all of its options."""
    for option in reversed(PLAN_OPTIONS):
        command = option(command)
    return command


@click.command("assign")
@with_plan_options
def assign(path: Path | None, year: int | None, as_json: bool, *, is_check: bool, **wishes: Any) -> None:
    """给每位委员配 5 位代表：就近、同界别、身份不重复，区镇、界别、类别、信息库都有人联系。

    求解时一并写下证书；--verify 不求解，按证书重新算一遍，看方案是不是最省。
    """
    refuse_mixed(path, year, is_check=is_check, **wishes)
    try:
        if is_check:
            verify([file_proof(path)] if path else year_proofs(year), as_json=as_json)
        else:
            draw(Wish(year, **wishes), as_json=as_json)
    except Refused as refused:
        stop(refused, as_json)


def refuse_mixed(path: Path | None, year: int | None, *, is_check: bool, **wishes: Any) -> None:
    """Refuse options that do not go together."""
    if is_check and any(wishes.values()):
        raise click.UsageError("--verify 只核对，不能和求解的选项一起用")
    if path and (year or not is_check):
        raise click.UsageError("证书文件只和 --verify 一起用，不用写 --year")
    if year is None and not path:
        raise click.UsageError("请用 --year 写哪一年的方案")
    if wishes["is_dry"] and wishes["is_final"]:
        raise click.UsageError("--publish 不能和 --dry-run 一起用")


def draw(wish: Wish, *, as_json: bool) -> None:
    """Find a plan and tell what it costs and achieves."""
    drawn = proposed(wish) if wish.is_dry else stored(wish)
    found = {**drawn.found, "method": drawn.method}
    for line in drawn.figures.lines():
        click.echo(line)
    cost = f"总代价 {found['objective']:,.1f} 公里，下界 {found['bound']:,.1f}，差距 {found['gap']:.2%}"
    click.echo(f"{cost}（{METHODS[drawn.method]}）")
    click.echo(f"{wish.year} 年方案：{STATES[wish.state]}")
    if wish.certificate:
        wish.certificate.write_bytes(drawn.certificate)
        click.echo(f"证书：{wish.certificate}，用 assign --verify 核对")
    if as_json:
        told = {"outcome": "ok", "year": wish.year, "state": wish.state, **found}
        click.echo(json.dumps(told, ensure_ascii=False))


@dataclass(frozen=True)
class Drawn:
    """A plan that was found. found: what it costs and achieves, in JSON's own types."""

    found: dict[str, Any]
    figures: Figures
    method: str
    certificate: bytes


def proposed(wish: Wish) -> Drawn:
    """The best plan of today, not stored."""
    with transaction(write=False):
        refuse_odd_year(wish.year, SYSTEM)
        task = checked_task(wish.year)
    proposal = queries.propose(task, without_solver=wish.without_solver)
    body = to_bytes(certificate_of(task.instance, proposal.solution))
    return Drawn(proposal.as_json(), proposal.figures, proposal.solution.method, body)


def stored(wish: Wish) -> Drawn:
    """The best plan of today, kept as a draft or put in force."""
    with transaction():
        plan = draw_up(wish.year, SYSTEM, without_solver=wish.without_solver)
        if wish.is_final:
            publish(plan, SYSTEM)
        return Drawn(plan.figures, queries.plan_figures(plan), plan.method, queries.certificate_of(plan).body)


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
@may_be_full
@AS_JSON
def export_assignments(
    year: int | None, output: Path, as_json: bool, *, on: date | None, is_full: bool, purpose: str | None
) -> None:  # fmt: skip
    """导出委员联系界别群众名单，电话打码；读回来什么也不会变。加 --on 就是那一天正在用的结对。"""
    refuse_unsaid(is_full, purpose)
    how = {"keyed": Keyed(REPRESENTATIVE, "representative_id"), "is_full": is_full, "purpose": purpose}
    if on:
        export_pairs(on, output, as_json, how)
        return
    if year is None:
        raise WrongWords("请用 --year 写哪一年的方案，或者用 --on 写截至哪一天。")
    with transaction(write=False):
        plan = queries.recorded_plan(year) or queries.plan_of(year) or queries.nearest_plan(year)
        rows = queries.export_rows(SYSTEM, plan) if plan else []
    if not plan:
        stop(Refused(f"{year} 年还没有方案，请先运行 assign --year {year}，或者导入名单。"), as_json)
    page = assignments_page(rows, plan.year)
    number = write_out(output, [page], "assignments", title_of(plan.year), rows=len(rows), **how)
    if plan.year != year:
        click.echo(f"{year} 年没有单独的名单，导出的是 {plan.year} 年的。")
    if plan.state == DRAFT:
        click.echo("导出的是还没发布的草稿。")
    click.echo(f"{output}：{len(rows)} 对，第 {number} 份")
    if as_json:
        told = {"outcome": "ok", "year": plan.year, "pairs": len(rows), "copy": number}
        click.echo(json.dumps(told, ensure_ascii=False))


def export_pairs(on: date, output: Path, as_json: bool, how: dict[str, Any]) -> None:
    """The pairs in force at the end of a day."""
    with transaction(write=False):
        rows = queries.pairs_on(SYSTEM, on)
    title = f"{TITLE}（截至 {on}）"
    page = assignments_page(rows, on.year, title_rows=[title])
    number = write_out(output, [page], "assignments", title, said=f"截至 {on}", rows=len(rows), **how)
    click.echo(f"{output}：{len(rows)} 对，第 {number} 份")
    if as_json:
        told = {"outcome": "ok", "on": on.isoformat(), "pairs": len(rows), "copy": number}
        click.echo(json.dumps(told, ensure_ascii=False))
