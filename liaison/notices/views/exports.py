"""Telling of exports by the clock: what waits for an approval, what came of it, and who takes out a lot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from liaison.access import SYSTEM, Role
from liaison.accounts.models import ExportRequest, Seat
from liaison.accounts.models.exports import APPROVED, ASKED, REFUSED, USED
from liaison.accounts.queries import held_now, taken_out_on
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import EACH_MINUTE
from liaison.notices.actions import tell

KIND, REGISTER = "export", "/exports"
LATELY = timedelta(days=3)
APPROVERS, WATCHERS = (Role.OFFICE, Role.SECURITY), (Role.SECURITY, Role.AUDITOR)
TO_APPROVE = "有人申请导出完整电话", "有同事申请导出“{title}”的完整电话，{rows:,} 行。请看用途，批或者不批。"
ANSWERS = {
    APPROVED: ("导出申请批下来了", "“{title}”的完整电话批了，24 小时内可以下载一次。"),
    REFUSED: ("导出申请没有批", "“{title}”的完整电话没有批，原因写在申请里。"),
}
FETCHED = "完整电话已下载", "您批的“{title}”已经下载，{rows:,} 行。这份申请用完了。"
UNUSUAL = "有人一天导出很多"
A_LOT = "{} 今天导出了 {} 次，一共 {:,} 行。请在导出登记里看是哪些，问一问本人用在哪里。"


@every("exports.tell", "导出的申请和结果、一天导出很多的，发消息", EACH_MINUTE)
def tell_of_exports() -> str:
    """Tell approvers what waits, askers what came of it, approvers what was fetched, watchers of unusual volume."""
    with transaction():
        told = sum(tell_of_request(one) for one in lately()) + sum(tell_of_volume())
    return f"发了 {told} 条消息" if told else ""


def lately() -> Iterable[ExportRequest]:
    """The requests of the last days."""
    return db.session.scalars(select(ExportRequest).where(ExportRequest.asked_at > clock.now() - LATELY)).all()


def tell_of_request(asked: ExportRequest) -> int:
    """Tell whom it concerns where a request stands, each time once."""
    if asked.state == ASKED:
        return say(asked, seated(APPROVERS) - {asked.user_id, asked.for_user_id}, TO_APPROVE)
    if asked.state == USED:
        return say(asked, {asked.decided_by_id}, FETCHED)
    return say(asked, {asked.user_id}, ANSWERS[asked.state]) if asked.state in ANSWERS else 0


def say(asked: ExportRequest, user_ids: Iterable[int | None], words: tuple[str, str]) -> int:
    """Tell these of a request."""
    body = words[1].format(title=asked.title, rows=asked.row_count)
    there, key = f"{REGISTER}/requests/{asked.id}", f"{KIND} {asked.state} {asked.id}"
    return tell({one for one in user_ids if one}, KIND, words[0], body, there, SYSTEM, key=key)


def tell_of_volume() -> Iterable[int]:
    """Tell the watchers once a day of each who took out more files or rows than usual."""
    files, rows = current_app.config["EXPORT_TOLD_COUNT"], current_app.config["EXPORT_TOLD_ROWS"]
    for user_id, name, count, total in taken_out_on(clock.today()):
        if count > files or total > rows:
            key = f"{KIND} volume {user_id} {clock.today()}"
            body = A_LOT.format(name, count, total)
            yield tell(seated(WATCHERS) - {user_id}, KIND, UNUSUAL, body, REGISTER, SYSTEM, key=key)


def seated(roles: Iterable[Role]) -> set[int]:
    """Everybody who holds such a seat today."""
    return set(db.session.scalars(select(Seat.user_id).where(Seat.role.in_(list(roles)), held_now())))
