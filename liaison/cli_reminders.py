"""The commands that remind people; each may run as often as one likes and tells nobody twice."""

from __future__ import annotations

import json

import click

from liaison.access import SYSTEM
from liaison.casework.actions.ladder import climb
from liaison.casework.actions.step_reminders import remind_of_steps
from liaison.casework.actions.unrated import close_unrated_cases
from liaison.casework.actions.vacancies import tell_of_vacancies
from liaison.casework.queries.holders import vacancies
from liaison.casework.queries.ladder import rungs_due
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.contacts import queries, rules
from liaison.contacts.actions import remind_of_blind_spots
from liaison.core import clock
from liaison.core.db import transaction
from liaison.options import AS_JSON
from liaison.performance.actions import remind_of_reports


@click.group("remind", invoke_without_command=True)
@click.option("--now", "at_any_time", is_flag=True, help="不在上班时间也发提醒、催办。")
@click.option("--dry-run", is_flag=True, help="只看会发什么，什么都不发。")
@AS_JSON
@click.pass_context
def remind_group(context: click.Context, at_any_time: bool, dry_run: bool, as_json: bool) -> None:
    """提醒该办的事；每天跑也不会重复提醒。不写哪一样，就全部跑一遍。"""
    if context.invoked_subcommand:
        return
    context.invoke(remind_cases, at_any_time=at_any_time, dry_run=dry_run, as_json=as_json)
    if not dry_run:
        context.invoke(remind_unrated, as_json=as_json)
        context.invoke(remind_blind_spots, days=None, as_json=as_json)
        context.invoke(remind_vacancies, as_json=as_json)
        context.invoke(remind_reports, as_json=as_json)


@remind_group.command("cases")
@click.option("--now", "at_any_time", is_flag=True, help="不在上班时间也发。")
@click.option("--dry-run", is_flag=True, help="只看会发什么，什么都不发。")
@AS_JSON
def remind_cases(at_any_time: bool, dry_run: bool, as_json: bool) -> None:
    """快到期的提醒，超期的催办，再不办的建议督办、挂牌；每一级只一次，只在上班时间。"""
    told_of_steps = 0
    if dry_run:
        with transaction(write=False):
            rungs = [(one.case.number, one.rung.level, one.rung.cause) for one in rungs_due(clock.today())]
    else:
        with transaction():
            rungs = [(one.case.number, one.level, one.cause) for one in climb(at_any_time=at_any_time)]
            told_of_steps = remind_of_steps(at_any_time=at_any_time)
    for number, level, cause in rungs:
        click.echo(f"{number} {NOTICE_LEVELS[level - 1]}：{cause}")
    said = f"{'会发' if dry_run else '发了'} {len(rungs)} 张。"
    if told_of_steps:
        click.echo(f"手上的一步快到期，提醒 {told_of_steps} 人。")
    click.echo(said if rungs else "没有要提醒、催办的，或者不在上班时间。")
    if as_json:
        told = [{"case": number, "level": NOTICE_LEVELS[n - 1], "cause": cause} for number, n, cause in rungs]
        click.echo(json.dumps({"outcome": "ok", "dry_run": dry_run, "notices": told}, ensure_ascii=False))


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


@remind_group.command("reports")
@AS_JSON
def remind_reports(as_json: bool) -> None:
    """提醒还没有交年度履职报告的常委：截止前 10 天内一次，过了截止的日子一次。"""
    with transaction():
        told = remind_of_reports(SYSTEM)
    click.echo(f"提醒了 {told} 位常委交履职报告。" if told else "没有要提醒交履职报告的。")
    if as_json:
        click.echo(json.dumps({"outcome": "ok", "told": told}, ensure_ascii=False))
