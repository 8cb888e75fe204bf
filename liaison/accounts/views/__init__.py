"""Signing in and out, one's own pages, administration of users and seats, and the audit log."""

from flask import Flask

from liaison.accounts.views import codes, events, me, networks, phones, proofs, proxies, register, seats, sign_in, users
from liaison.accounts.views.blueprint import pages
from liaison.web.navigation import MenuLine, menu

menu.lines += [
    MenuLine("本单位", "accounts.seats", "building", "人员与科室", "seat.view"),
    MenuLine("系统", "accounts.users", "key", "用户", "user.view"),
    MenuLine("系统", "accounts.events", "lock", "操作日志", "event.view"),
]


def install(app: Flask) -> None:
    """Find out who asks, then take what he proves along."""
    sign_in.install(app)
    proofs.install(app)


__all__ = [
    "codes", "events", "install", "me", "networks", "pages", "phones", "proofs", "proxies", "register", "seats",
    "sign_in", "users",
]  # fmt: skip
