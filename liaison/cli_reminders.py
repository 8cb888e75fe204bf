"""The commands that remind people; each may run as often as one likes and tells nobody twice."""

from __future__ import annotations

import json

import click

from liaison.access import SYSTEM
from liaison.casework.actions.unrated import close_unrated_cases
from liaison.casework.actions.vacancies import tell_of_vacancies
from liaison.casework.queries.holders import vacancies
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


@remind_group.command("unrated")
@AS_JSON
def remind_unrated(as_json: bool) -> None:
    """过了评议期限没有回音的诉求，按未评价办结；未评价不算满意。"""
    with transaction():
        closed = close_unrated_cases(SYSTEM)
    click.echo(f"按未评价办结 {closed} 件。" if closed else "没有过了评议期限还没评价的诉求。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "closed": closed}, ensure_ascii=False))


@remind_group.command("vacancies")
@AS_JSON
def remind_vacancies(as_json: bool) -> None:
    """把没人办的环节告诉办公室：经办人不在了、单位没有负责人、工委没有经办，一处只说一次。"""
    with transaction():
        places, told = vacancies(), tell_of_vacancies(SYSTEM)
    for sentence in places:
        click.echo(f"{sentence}。")
    click.echo(f"发了 {told} 条消息。" if places else "没有没人办的环节。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "places": len(places), "told": told}, ensure_ascii=False))
