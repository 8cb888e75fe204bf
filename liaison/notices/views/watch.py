"""Looking after the log by the clock: each night its head is signed and the whole chain verified; faults are told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from liaison.access import SYSTEM, Role
from liaison.accounts.actions.events import archive_log
from liaison.accounts.actions.refusals import STORM
from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now
from liaison.audit import heads, verifying
from liaison.audit.models import DayHead, Event
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import EACH_MINUTE, NIGHTLY
from liaison.notices.actions import tell

KIND, PAGE = "audit", "/events"
TO_BE_TOLD = (Role.AUDITOR, Role.SECURITY, Role.OFFICE)
KEPT_ELSEWHERE = "audit_heads.jsonl"
TOUCHED, ODD = "操作日志被改动过", "有人多次打开看不到的页面"
STORMED = "{} 十分钟里有 20 次打开自己看不到的页面。请在操作日志里看是哪些，问一问本人；不是本人的，请停用账号。"
MANY_FAILED, JUST_NOW = 30, timedelta(minutes=10)
FAILED_SIGN_INS = ("user.fail_sign_in", "user.refuse_sign_in")
GUESSED, GUESSING = "很多次登录没有成功", (
    "十分钟里有 {} 次登录没有成功，可能有人在试密码。请在操作日志里看是哪些账号、从哪里来；平台已经在限制次数。"
)
LATELY, A_MONTH = timedelta(hours=1), timedelta(days=31)
ARCHIVES = "archive"
UNLIKE = "{} 的每日签名和另存的那一份不一样：日志可能被整个换过。"


@every("audit.watch", "核对操作日志，签当天的链头", NIGHTLY)
def watch() -> str:
    """Verify, then sign the head of the day; what is wrong is told once a day."""
    with transaction(write=False):
        found = faults()
    with transaction():
        sign(kept_heads())
        put_away()
        told = sum(tell_watchers(sentence) for sentence in found)
    return f"发了 {told} 条消息" if found else "没有改动过"


@every("audit.storms", "多次打开看不到的页面、很多次登录不成，告诉安全管理员", EACH_MINUTE)
def tell_of_storms() -> str:
    """Tell of whoever was refused again and again, each storm once; and of guessed passwords."""
    wanted = select(Event.id, Event.actor_name).where(Event.verb == STORM, Event.at > clock.now() - LATELY)
    with transaction():
        told = sum(tell_watchers(STORMED.format(one.actor_name), f"{KIND} storm {one.id}", ODD)
                   for one in db.session.execute(wanted).all())  # fmt: skip
        told += tell_of_guessing()
    return f"发了 {told} 条消息" if told else ""


def tell_of_guessing() -> int:
    """Tell of very many failed sign-ins, once an hour; gives how many were told."""
    lately = (Event.verb.in_(FAILED_SIGN_INS), Event.at > clock.now() - JUST_NOW)
    count = db.session.scalar(select(func.count(Event.id)).where(*lately))
    if count < MANY_FAILED:
        return 0
    return tell_watchers(GUESSING.format(count), f"{KIND} sign-ins {clock.local(clock.now()):%Y-%m-%d %H}", GUESSED)


def faults() -> list[str]:
    """One sentence for each thing that is wrong with the log."""
    day = heads.unlike_kept(lines_of(kept_heads()))
    return verifying.faults() + ([UNLIKE.format(day)] if day else [])


def kept_heads() -> Path:
    """The file of daily heads: beside the database, or wherever AUDIT_HEADS says, best on another machine."""
    return Path(current_app.config["AUDIT_HEADS"] or current_app.config["INSTANCE"] / KEPT_ELSEWHERE)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The heads that the file holds."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def put_away() -> None:
    """Once a month, move what is older than AUDIT_DAYS into a file, unless something is wrong with the log."""
    day = clock.today() - timedelta(days=current_app.config["AUDIT_DAYS"])
    oldest = db.session.scalar(select(func.min(Event.at)))
    if oldest is not None and clock.local(oldest).date() < day - A_MONTH and not verifying.faults():
        archive_log(day, current_app.config["INSTANCE"] / ARCHIVES, SYSTEM)


def sign(path: Path) -> DayHead | None:
    """Sign the head of today, and add to the file what it lacks of those that are signed."""
    signed = heads.sign_day(clock.today())
    last = max((line["day"] for line in lines_of(path)), default="")
    new = [heads.as_line(one) for one in db.session.scalars(select(DayHead).order_by(DayHead.day))]
    append(path, (line for line in new if line["day"] > last))
    return signed


def append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Add lines to the file."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def tell_watchers(sentence: str, key: str = "", title: str = TOUCHED) -> int:
    """Tell auditors, security administrators and the office; gives how many were told.

    key: what is told once; without one, each sentence once a day.
    """
    users = db.session.scalars(select(Seat.user_id).where(Seat.role.in_(TO_BE_TOLD), held_now())).all()
    key = key or f"{KIND} {clock.today()} {sentence}"[:200]
    return tell(set(users), KIND, title, sentence, PAGE, SYSTEM, key=key)
