"""Signing in and out, one's own pages, administration of users and seats, and the audit log."""

from liaison.accounts.views import events, me, proxies, seats, sign_in, users
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.sign_in import install
from liaison.web.navigation import MenuLine, menu

menu.lines += [
    MenuLine("本单位", "accounts.seats", "building", "人员与科室", "seat.view"),
    MenuLine("系统", "accounts.users", "key", "用户", "user.view"),
    MenuLine("系统", "accounts.events", "lock", "操作日志", "event.view"),
]

__all__ = ["events", "install", "me", "pages", "proxies", "seats", "sign_in", "users"]
