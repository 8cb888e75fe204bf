"""The commands that bring the platform to life: demo and start."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import current_app

from liaison.config import VERSION
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.core.paper import missing
from liaison.demo.cast import sign_in_rows
from liaison.demo.making import WHOLE, make_demo
from liaison.migrate import upgrade
from liaison.options import AS_JSON, WITHOUT_COPY
from liaison.printing import list_in_columns, stop
from liaison.server import address_of, listen, serve
from liaison.setup import draw_up_first_scheme, is_in_use, load_reference_lists

HEADINGS = ("姓名", "身份", "用户名", "密码")
NO_DEMO = "这里不是演示，没有演示账号。"
BEHIND_PROXY = (
    "这里不是演示：只接受 https。请让反向代理转到上面的地址，并设 PROXY_HOPS=1（见 docs/deployment.md）。"
    "还没有账号的，先运行 flask --app wsgi create-admin。"
)


@click.command("demo")
@click.option("--sign-ins", "is_asked", is_flag=True, help="只再打印一次演示账号。")
@AS_JSON
def demo(is_asked: bool, as_json: bool) -> None:
    """在新的数据库里载入演示数据：海安规模的一年，加上最近六周的诉求。"""
    try:
        if not is_asked:
            prepare()
            make_with_progress()
        rows = sign_ins()
    except Refused as refused:
        stop(refused, as_json)
    print_sign_ins(rows)
    if as_json:
        keys = ("name", "seat", "username", "password")
        found = [dict(zip(keys, row, strict=True)) for row in rows]
        click.echo(json.dumps({"outcome": "ok", "sign_ins": found}, ensure_ascii=False))


@click.command("start")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", help="端口。")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST", help="在哪个地址上服务。")
@click.option("--workers", default=2, show_default=True, envvar="WEB_CONCURRENCY", help="几个工作进程。")
@click.option("--no-demo", "has_no_demo", is_flag=True, help="第一次启动也不载入演示数据。")
@WITHOUT_COPY
def start(host: str, port: int, workers: int, *, has_no_demo: bool, has_no_copy: bool) -> None:
    """启动平台：升级数据库，第一次还载入演示数据，然后开始服务。按 Ctrl-C 停止。"""
    try:
        listener = listen(host, port)
        prepare(has_copy=not has_no_copy)
        if not has_no_demo and is_unused():
            make_with_progress()
    except Refused as refused:
        stop(refused, as_json=False)
    welcome(address_of(listener))
    db.session.remove()
    db.engine.dispose()
    serve(listener, workers)


def prepare(**options: Any) -> None:
    """Bring the database up to date, with its reference lists."""
    copy = upgrade(**options)
    if copy:
        click.echo(f"升级以前的数据库另存在 {copy}")
    with transaction():
        load_reference_lists()
        draw_up_first_scheme()


def is_unused() -> bool:
    """Whether this instance is still waiting for its first data."""
    with transaction(write=False):
        return not is_in_use()


def make_with_progress() -> None:
    """Make the demo; a terminal sees how far it is."""
    label = "载入演示数据，大约半分钟"
    with click.progressbar(length=WHOLE, label=label, show_eta=False, item_show_func=lambda title: title or "") as bar:
        make_demo(lambda stage: bar.update(stage.weight, stage.title))
        bar.update(WHOLE, "好了")


def sign_ins() -> list[tuple[str, ...]]:
    """The accounts for visitors. Raises Refused where this is no demo."""
    if not is_demo():
        raise Refused(NO_DEMO)
    with transaction(write=False):
        return sign_in_rows()


def is_demo() -> bool:
    """Whether the instance is a demo by now; the program itself knows it when it starts next."""
    return (current_app.config["INSTANCE"] / "demo").exists()


def welcome(address: str) -> None:
    """Where to go, and as whom."""
    click.echo(f"{current_app.config['SITE_NAME']} 委员联系界别群众工作平台 {VERSION}")
    click.echo(f"请用浏览器打开 {address}（按 Ctrl-C 停止）")
    if missing():
        click.echo(missing(), err=True)
    if is_demo():
        print_sign_ins(sign_ins())
    else:
        click.echo(BEHIND_PROXY)


def print_sign_ins(rows: list[tuple[str, ...]]) -> None:
    """The accounts for visitors as a table."""
    click.echo("演示账号（只在演示里能用）：")
    list_in_columns([HEADINGS, *rows])
