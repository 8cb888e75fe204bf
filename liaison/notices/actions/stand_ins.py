"""Telling people, once, that from today on they stand in for somebody (代办)."""

from __future__ import annotations

from liaison.access import SYSTEM, Actor
from liaison.accounts.queries import proxies_in_force
from liaison.core.db import transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import HOURLY_AT_WORK
from liaison.notices.actions.messages import tell

PROXY = "proxy"
PAGE = "/me/proxies"


def tell_stand_ins(actor: Actor) -> int:
    """Tell whoever stands in for somebody today and has not been told; gives how many."""
    return sum(
        tell([one.to_user_id], PROXY, f"有同事请您代办，到{one.ends_on.month}月{one.ends_on.day}日止",
             "点开看是谁，换成他的身份办。到期自动收回。", PAGE, actor, key=f"{PROXY} {one.id}")
        for one in proxies_in_force()
    )  # fmt: skip


@every("notices.stand_ins", "告诉代办的人", HOURLY_AT_WORK)
def tell_by_the_clock() -> str:
    """As `tell_stand_ins`, by the clock."""
    with transaction():
        told = tell_stand_ins(SYSTEM)
    return f"告诉了 {told} 人" if told else "没有新的代办"
