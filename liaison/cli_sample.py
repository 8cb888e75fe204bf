"""Drawing the sample of a quarter again on the command line, to check what the page shows."""

from __future__ import annotations

import json
import sys

import click

from liaison.casework.queries.sampling import closed_in, draw_of, revisit_rows
from liaison.casework.rules.sampling import HOW, QUARTER, drawn, sum_of
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.options import AS_JSON

DIFFERS = 1


@click.command("sample")
@click.option("--quarter", required=True, help="哪个季度，例如 2026Q3。")
@click.option("--number", "public_number", help="公开的号码；不写就用页面上抽取时的号码。")
@AS_JSON
def sample(quarter: str, public_number: str | None, as_json: bool) -> None:
    """按公开的号码再抽一次回访的诉求，和页面上抽到的对一对；什么都不改。"""
    if not QUARTER.fullmatch(quarter):
        raise Refused("季度请写成 2026Q3 这样。")
    with transaction(write=False):
        draw = draw_of(quarter)
        if draw is None:
            raise Refused(f"{quarter} 还没有抽取，请在“回访抽查”页上抽。")
        cases, kept = closed_in(quarter), [row.number for row in revisit_rows(draw)]
        is_same_list = sum_of(number for number, _unit in cases) == draw.population_sum
        found = drawn(quarter, public_number or draw.public_number, draw.percent, cases)
    numbers = [one.number for one in found]
    click.echo(f"{quarter}，号码 {public_number or draw.public_number}")
    click.echo(f"办结 {len(cases)} 件，每个单位抽百分之 {draw.percent}，抽到 {len(found)} 件。")
    for one in found:
        click.echo(f"{one.place} {one.number} {one.unit}")
    click.echo(verdict(numbers == kept, is_same_list))
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "same": numbers == kept, "cases": numbers}, ensure_ascii=False))
    sys.exit(0 if numbers == kept or not is_same_list or public_number else DIFFERS)


def verdict(is_same: bool, is_same_list: bool) -> str:
    """How the draw compares with what stands on the page."""
    if is_same:
        return f"和页面上抽到的一样。{HOW}"
    if not is_same_list:
        return "抽取以后，这个季度办结的诉求有变化（例如重新打开），所以和页面上的不完全一样。"
    return "和页面上抽到的不一样。"
