"""Which messages leave the house, by which way, and how often a letter is tried before it is given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

MAIL, WEBHOOK = "mail", "webhook"
TRIAL = "trial"  # kind of a letter that only shows whether a robot works
CHANNELS = {MAIL: "邮件", WEBHOOK: "群机器人"}
WAITING, SENDING, SENT, GIVEN_UP, DROPPED = "waiting", "sending", "sent", "given_up", "dropped"
STATES = {WAITING: "等着发", SENDING: "正在发", SENT: "发出了", GIVEN_UP: "没有发成", DROPPED: "不发了"}

AT_ONCE, DIGEST, NONE = "at_once", "digest", "none"
WAYS = {AT_ONCE: "马上发", DIGEST: "每天一封", NONE: "不发"}
# What a user chooses by; each kind of message belongs to one, a kind that is not named to the last.
SUBJECTS = {
    "turn": "轮到我办的诉求", "urge": "提醒、催办、督办", "progress": "我提的诉求有进展", "pairs": "我联系的代表",
    "monthly": "月报", "other": "其他消息",
}  # fmt: skip
USUAL_WAYS: Mapping[str, str] = MappingProxyType(
    {"turn": AT_ONCE, "urge": AT_ONCE, "progress": DIGEST, "pairs": DIGEST, "monthly": AT_ONCE, "other": DIGEST}
)
SUBJECT_OF_KIND = {"plan": "pairs", "pairing": "pairs", "scanned": "turn", "public_request": "turn"}

# How long to wait after the first, second … failure; the one after these is the last.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
TRIES = len(PAUSES) + 1
LEASE = timedelta(minutes=5)  # whoever took a letter longer ago and has not said what became of it must be dead
STALE_AFTER = timedelta(days=12)  # longer than any holidays
TOO_OLD = "12 天没有发出，不再发。"
BREAKS = "发的时候后台程序停了几次，不再发。"
NO_SERVER = "没有设邮件服务器，没有发。"
NOT_MADE = "附件没有做成，没有发。"
NO_ADDRESS = "已经看过，或者不再要了，没有发。"
KEPT_FOR = timedelta(days=90)
MOST_AT_ONCE = 200


def subject_of(kind: str) -> str:
    """The subject that a kind of message belongs to."""
    return kind if kind in SUBJECTS else SUBJECT_OF_KIND.get(kind, "other")


def way_of(ways: Mapping[str, str], kind: str) -> str:
    """How a user with these choices wants a message of this kind."""
    subject = subject_of(kind)
    return ways.get(subject, USUAL_WAYS[subject])


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a letter that failed so many times is tried again; None when it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None
