"""The commands of the log: verify it, sign the head of today, look up the code of a paper."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask import current_app

from liaison.access import SYSTEM
from liaison.accounts.actions.events import archive_log
from liaison.audit.archives import verify_archive
from liaison.audit.heads import head_words, is_on_chain
from liaison.audit.redacting import redacted_count
from liaison.audit.verifying import WHAT_NOW, verify
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.notices.views.watch import ARCHIVES, kept_heads, sign
from liaison.options import AS_JSON, BOOK, PastDay
from liaison.printing import stop

FAULT = 1
ON_PAPER = {True: "对得上：这张纸打印时，日志到这一条为止和现在一样。", False: "对不上：日志或者这张纸被改过。",
            None: "现在的日志里没有这一条：可能已经转存，也可能被删掉了。请先运行 audit verify。"}  # fmt: skip


@click.group("audit")
def audit_group() -> None:
    """操作日志：核对有没有被改过，签链头，核对纸上的校验码。"""


@audit_group.command("verify")
@AS_JSON
def verify_command(as_json: bool) -> None:
    """从头到尾核对操作日志；被改过的，说出第一条。"""
    with transaction(write=False):
        verdict = verify()
        words, redacted = head_words(), redacted_count()
    fault = verdict.fault
    right = f"核对了 {verdict.count:,} 条，没有改动过。日志校验码 {words}"
    right += f"。其中 {redacted:,} 条按个人信息的删除请求抹去了姓名，有签名为证" if redacted else ""
    click.echo(f"{fault.sentence}{WHAT_NOW}" if fault else right)
    if as_json:
        found = {"fault": asdict(fault) | {"sentence": fault.sentence}} if fault else {}
        figures = {"outcome": "fault" if fault else "ok", "count": verdict.count, "number": verdict.number,
                   "redacted": redacted}  # fmt: skip
        click.echo(json.dumps({**figures, "seal": verdict.seal, **found}, ensure_ascii=False, default=str))
    sys.exit(FAULT if fault else 0)


@audit_group.command("purge")
@click.option("--before", "day", required=True, type=PastDay(), help="这一天以前的转存，例如 2025-01-01。")
def purge_command(day: date) -> None:
    """把旧日志转存成有签名的文件，数据库里不再留；后面的照样核对得出来。至少留 400 天。"""
    try:
        with transaction():
            archive = archive_log(day, current_app.config["INSTANCE"] / ARCHIVES, SYSTEM)
    except Refused as refused:
        stop(refused, False)
    click.echo(f"已把 {archive.count:,} 条转存到 {archive.path}。" if archive else "没有这么早的日志。")


@audit_group.command("archive")
@click.argument("path", metavar="FILE", type=BOOK)
def archive_command(path: Path) -> None:
    """核对一份转存的日志。"""
    with transaction(write=False):
        count, fault = verify_archive(path)
    click.echo(fault.sentence if fault else f"核对了 {count:,} 条，没有改动过。")
    sys.exit(FAULT if fault else 0)


@audit_group.command("sign")
def sign_command() -> None:
    """签今天的链头，并另存一行；每天夜里自动做，可以反复运行。"""
    with transaction():
        signed = sign(kept_heads())
    click.echo(f"已签 {signed.day} 的链头，第 {signed.number:,} 条。" if signed else "今天已经签过。")
    click.echo(f"另存在 {kept_heads()}")


@audit_group.command("paper")
@click.argument("number", type=int)
@click.argument("words", nargs=-1, required=True)
def paper_command(number: int, words: tuple[str, ...]) -> None:
    """核对纸上的日志校验码：第几条，和那十六个字符。"""
    with transaction(write=False):
        answer = is_on_chain(number, "".join(words))
    click.echo(ON_PAPER[answer])
    sys.exit(0 if answer else FAULT)
