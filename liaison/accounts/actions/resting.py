"""Accounts that nobody uses: closed by the clock after 90 days, or when the last seat has ended (AN-13)."""

from __future__ import annotations

from liaison.access import SYSTEM
from liaison.accounts import queries
from liaison.accounts.actions.sign_ins import close_sign_ins
from liaison.accounts.models import User
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import transaction
from liaison.jobs.rules import NIGHTLY, every

UNUSED, SEATLESS = "90 天没有登录", "身份都已结束"


@every("accounts.rest", "停用久未使用和没有身份的账号", NIGHTLY)
def rest_unused() -> str:
    """Close them all, but for the last of each of the three administrators. Source: GB/T 22239, 访问控制 c."""
    with transaction():
        unused, seatless = queries.unused_since(clock.now()), queries.seatless_users()
        closed = [rest(user, UNUSED) for user in unused] + [rest(user, SEATLESS) for user in seatless if user.is_active]
        return f"停用 {sum(closed)} 个账号"


def rest(user: User, why: str) -> bool:
    """Close one account; whether it was closed. Who administers alone keeps his."""
    if any(not queries.admins_but(user.id, role) for role in queries.governing_roles(user)):
        return False
    user.is_active = False
    close_sign_ins(user)
    record("user.rest", user, SYSTEM, label=user.username, changes={"reason": [None, why]})
    return True
