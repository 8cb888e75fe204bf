"""The commands that remind people; each may run as often as one likes and tells nobody twice."""

from __future__ import annotations

import json

import click

from liaison.access import SYSTEM
from liaison.contacts import queries, rules
from liaison.contacts.actions import remind_of_blind_spots
from liaison.core.db import transaction
from liaison.options import AS_JSON


@click.group("remind")
def remind_group() -> None:
    """提醒该办的事；每天跑也不会重复提醒。"""


@remind_group.command("blind-spots")
@click.option("--days", type=click.IntRange(1, rules.MOST_BLIND_DAYS), help="满几天没有联系；不写就按方案设置。")
@AS_JSON
def remind_blind_spots(days: int | None, as_json: bool) -> None:
    """把联系盲区告诉各工委和办公室：每周一次，只说有几位，名单在“联系盲区”里看。"""
    with transaction():
        days = days or queries.usual_days()
        people = sum(one.people for one in queries.blind_counts(SYSTEM, days))
        told = remind_of_blind_spots(SYSTEM, days)
    click.echo(f"满 {days} 天没有联系的代表 {people} 位，发了 {told} 条消息。")
    if people and not told:
        click.echo("这一周已经发过。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "days": days, "people": people, "told": told}, ensure_ascii=False))
