"""The command that does the work in the background."""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
from threading import Thread

import click
from flask import Flask, current_app
from huey.consumer import Consumer
from sqlalchemy.exc import DBAPIError

from liaison.config import ROOT
from liaison.jobs.actions import keep_alive, sweep
from liaison.jobs.models import Worker, queue_here
from liaison.jobs.models.queue import UNREACHABLE
from liaison.jobs.rules import BEAT_SECONDS
from liaison.keeper import end_with_input

KEEP = (sys.executable, "-P", str(ROOT / "liaison" / "keeper.py"))
WORK = (sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "work", "--alone")
LONGEST_NAP = 1.0
KEEPER_BYTES = 8
IS_WINDOWS = os.name == "nt"

logger = logging.getLogger(__name__)


@click.command("work")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 8), help="同时办几件事。")
@click.option("--alone", "is_alone", is_flag=True, hidden=True, help="不用看护程序；标准输入关上就结束。")
@click.option("--keeper", default="", hidden=True, help="看护程序的记号。")
def work(workers: int, keeper: str, *, is_alone: bool) -> None:
    """办理后台事项和定时事项（读入大表格、发邮件等）；停了会自己重新启动。start 已经带着它，另一台机器上才单独运行。"""
    if not is_alone:
        under_keeper(workers)
    app = current_app._get_current_object()
    queue_here().by = Worker(keeper, secrets.token_hex(KEEPER_BYTES))
    consumer = queue_here().huey.create_consumer(
        workers=workers, periodic=True, initial_delay=LONGEST_NAP / 4, max_delay=LONGEST_NAP,
    )  # fmt: skip
    # A job that is cut off when the keeper ends is taken up again by the next worker.
    Thread(target=end_with_input, args=(consumer.stop_flag,), daemon=True).start()
    Thread(target=look_after, args=(app, consumer), daemon=True).start()
    consumer.run()


def under_keeper(workers: int) -> None:
    """Become the keeper, which starts this command anew, alone."""
    words = [*KEEP, *worker_words(), "--workers", str(workers)]
    if IS_WINDOWS:
        sys.exit(subprocess.run(words, check=False).returncode)  # noqa: S603 - our own words
    os.execv(words[0], words)  # noqa: S606 - no shell wanted


def worker_words() -> list[str]:
    """The command that a keeper starts again and again; by its mark each worker knows what was at the one before."""
    return [*WORK, "--keeper", secrets.token_hex(KEEPER_BYTES)]


def look_after(app: Flask, consumer: Consumer) -> None:
    """Show that this worker lives, and take up what others left behind, every few seconds until the end.

    Should this itself break, the worker ends, for nobody would see its jobs live any more; the keeper starts another.
    """
    try:
        while not consumer.stop_flag.is_set():
            with app.app_context():
                look_round()
            consumer.stop_flag.wait(BEAT_SECONDS)
    finally:
        consumer.stop_flag.set()


def look_round() -> None:
    """Do so once; what cannot be reached now is tried again soon."""
    try:
        keep_alive()
        sweep()
    except (*UNREACHABLE, DBAPIError):
        logger.warning("the queue or the database cannot be reached", exc_info=True)
