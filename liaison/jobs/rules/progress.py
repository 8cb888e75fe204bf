"""How often a job shows that it lives, when it counts as dead, and how often it is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
STATES = {WAITING: "在排队", RUNNING: "正在办", DONE: "办完了", FAILED: "没有办成", CANCELLED: "已取消"}
OPEN = (WAITING, RUNNING)

BEAT_SECONDS = 5
TELL_SECONDS = 0.5
SILENT_FOR = timedelta(seconds=30)
UNSEEN_FOR = timedelta(seconds=5)
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=90)
FILE_KEPT_FOR = timedelta(hours=24)

BROKEN = "没有办成，是平台的问题，原因已经记下。请再办一次；还不行，请联系系统管理员。"
GIVEN_UP = f"后台程序办这件事时停了 {MOST_ATTEMPTS} 次，不再自动重办。请联系系统管理员。"
NO_QUEUE = "后台队列连不上，还没有取消。请过一会儿再点一次取消。"
FILE_GONE = "这个文件已经取走，或者过了 24 小时删掉了。请重新办一次。"
OTHER_SEAT = "这个文件是以“{}”的身份要的。请换回那个席位再取。"
OVER = "这件事已经结束，不用取消了。"


@dataclass(frozen=True)
class Progress:
    """How far a job is. done, total: rows or other steps, total 0 = not known; heart_beat_at: last sign of life."""

    state: str
    done: int = 0
    total: int = 0
    heart_beat_at: datetime | None = None
    error: str | None = None
    is_stopping: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in OPEN

    @property
    def percent(self) -> int | None:
        """0 to 100; None where nobody can tell."""
        if self.state == DONE:
            return 100
        return min(100, 100 * self.done // self.total) if self.total else None


def is_silent(heart_beat_at: datetime, now: datetime) -> bool:
    """Whether whoever did a job must be dead: he has not shown himself for too long."""
    return now - heart_beat_at > SILENT_FOR


def in_words(progress: Progress, now: datetime) -> str:
    """What a page says beside the bar."""
    if progress.state != RUNNING:
        return STATES[progress.state]
    if progress.is_stopping:
        return "正在取消"
    if progress.heart_beat_at and is_silent(progress.heart_beat_at, now):
        return "后台程序没有动静，很快会重新办"
    return f"已办 {progress.done:,} / {progress.total:,}" if progress.total else STATES[RUNNING]


def seen_in_words(at: datetime | None, now: datetime) -> str:
    """How long ago somebody showed himself: 刚刚, 12 秒前, 3 分钟前."""
    if at is None:
        return "还没有"
    seconds = int((now - at).total_seconds())
    return "刚刚" if seconds < BEAT_SECONDS else f"{seconds} 秒前" if seconds < 60 else f"{seconds // 60} 分钟前"
