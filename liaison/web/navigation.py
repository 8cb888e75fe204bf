"""What the frame of every page shows: menu by role, tabs of the phone, counts, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for

from liaison.access import Actor, Role
from liaison.access.table import allowed
from liaison.config import VERSION


@dataclass(frozen=True)
class NavItem:
    """One line of the menu. key: endpoint it marks as current; count: a number beside it, 0 = none."""

    key: str
    icon: str
    title: str
    url: str
    count: int = 0
    is_bad: bool = False


@dataclass(frozen=True)
class MenuLine:
    """A line as declared: shown to the roles named, if the permission is theirs.

    is_work: the number beside it is what waits for this person.
    """

    group: str
    endpoint: str
    icon: str
    title: str
    permission: str
    roles: tuple[Role, ...] = ()
    query: str = ""
    is_work: bool = False


Counter = Callable[[Actor], dict[str, int]]

GROUPS = ("今天要办", "看情况", "联系", "信息库", "考核与统计", "本单位", "系统")
TABS = ("首页", "记联系", "诉求", "履职")
UNREAD = "notices.index"


class Menu:
    """The lines that the packages declare at import time, and the counters of what waits."""

    def __init__(self) -> None:
        self.lines: list[MenuLine] = []
        self.tabs: list[MenuLine] = []
        self.counters: list[Counter] = []

    def groups(self, actor: Actor) -> list[tuple[str, list[NavItem]]]:
        """The side menu of an actor, in the order of GROUPS; within a group as the packages declare."""
        counts = open_counts(actor)
        grouped: dict[str, list[NavItem]] = {}
        for line in self.lines:
            if is_shown(line, actor):
                grouped.setdefault(line.group, []).append(item(line, counts))
        return sorted(grouped.items(), key=lambda group: place_in(GROUPS, group[0]))

    def bottom(self, actor: Actor) -> list[NavItem]:
        """The tabs of a member's phone."""
        counts = open_counts(actor)
        lines = self.tabs if actor.role is Role.MEMBER else []
        return [item(line, counts) for line in sorted(lines, key=lambda line: place_in(TABS, line.title))]


def place_in(order: tuple[str, ...], title: str) -> int:
    """Where a title stands; one that is not named comes last."""
    return order.index(title) if title in order else len(order)


menu = Menu()


def open_counts(actor: Actor) -> dict[str, int]:
    """`{key: number}` of what waits, counted once per request."""
    if "open_counts" not in g:
        g.open_counts = {key: number for counter in menu.counters for key, number in counter(actor).items()}
    return g.open_counts


def waiting_for(actor: Actor) -> int:
    """How much waits for somebody on the pages that his work stands on, also in a seat he is not in just now."""
    shown = {line.endpoint + line.query for line in menu.lines + menu.tabs if line.is_work and is_shown(line, actor)}
    found = [counter(actor) for counter in menu.counters if shown]
    return sum(number for counts in found for key, number in counts.items() if key in shown)


def is_shown(line: MenuLine, actor: Actor) -> bool:
    """Whether the line is for this role and its page would open."""
    return (not line.roles or actor.role in line.roles) and allowed(actor, line.permission)


def item(line: MenuLine, counts: dict[str, int]) -> NavItem:
    """The line with its address and number."""
    key = line.endpoint + line.query
    url = fixed_url(line.endpoint) + line.query
    return NavItem(key, line.icon, line.title, url, counts.get(key, 0), key.endswith("late"))


def fixed_url(endpoint: str, **values: str | None) -> str:
    """As url_for, for addresses that never change: each is made once."""
    return kept_url(request.script_root, endpoint, **values)


@lru_cache(maxsize=256)
def kept_url(_root: str, endpoint: str, **values: str | None) -> str:
    """The address of a page below the root that the program is mounted at."""
    return url_for(endpoint, **values)


def install(app: Flask) -> None:
    """Give every template its frame."""
    app.context_processor(frame)
    app.jinja_env.globals["fixed_url"] = fixed_url


def current_key(address: str) -> str:
    """The key of the menu line of this page: with its query where such a line exists."""
    keys = {line.endpoint + line.query for line in menu.lines + menu.tabs}
    return address if address in keys else request.endpoint or ""


def frame() -> dict[str, Any]:
    """The context of templates/_layout.html."""
    actor: Actor | None = g.get("actor")
    config = current_app.config
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return {
        "current_user": g.get("user"),
        "seat": actor,
        "seats_count": g.get("seats_count", 0),
        "keys_off": bool(g.get("user")) and not g.user.has_keys,
        "nav": menu.groups(actor) if actor and actor.role is not Role.MEMBER else [],
        "tabs": menu.bottom(actor) if actor else [],
        "unread": open_counts(actor).get(UNREAD, 0) if actor else 0,
        "nav_key": current_key(f"{request.endpoint}{query}"),
        "is_demo": config["DEMO"],
        "site_name": config["SITE_NAME"],
        "emblem_url": config["SITE_EMBLEM"],
        "version": VERSION,
    }
