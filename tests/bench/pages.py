"""What a page costs its server beside L, a bare page of 50 of 4,500 rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from tests.bench.timing import Figure, figure, side_by_side, statements
from tests.bench.world import World, fullest_place, longest_case

LIMIT = "/people?" + urlencode({"sector": "第0界别", "town": "第0镇"})


@dataclass(frozen=True)
class Page:
    """A page as one role opens it."""

    item: str
    role: str
    address: str


def searching(word: str) -> str:
    """The list of representatives with a word to find."""
    return "/representatives?" + urlencode({"q": word})


def pages_of(world: World) -> list[Page]:
    """The pages that are measured."""
    with world.inside():
        place, case = urlencode(fullest_place()), longest_case()
    return [
        Page("代表名单：一个界别在一个区镇，50 行", "office", f"/representatives?{place}"),
        Page("代表名单：不筛选，第 1 页", "office", "/representatives"),
        Page("代表名单：不筛选，第 50 页", "office", "/representatives?page=50"),
        Page("找代表：名字中间的字“建国”", "office", searching("建国")),
        Page("找代表：单位“合作社”", "office", searching("合作社")),
        Page("找代表：拼音首字母“zgf”", "office", searching("zgf")),
        Page("顶上的查找框：“建国”", "office", "/search?" + urlencode({"q": "建国"})),
        Page("诉求名单：50 行", "office", "/cases"),
        Page("诉求页：记录最多的一件", "office", f"/cases/{case}"),
        Page("工委收件箱", "clerk", "/inbox"),
        Page("委员首页", "member", "/"),
    ]


def fetch(client: FlaskClient, address: str) -> Any:
    """The page; anything but a page is an error."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return answer


def measured(world: World, bare: Flask) -> list[Figure]:
    """A figure for each page."""
    pages = pages_of(world)
    works: dict[str, Callable[[], Any]] = {"L": partial(fetch, bare.test_client(), LIMIT)}
    works |= {page.item: partial(fetch, world.browsers[page.role], page.address) for page in pages}
    costs = side_by_side(works, world.size.rounds, world.size.calls)
    return [
        figure(page.item, costs[page.item], "L", costs["L"], **counted(world, works[page.item])) for page in pages
    ]  # fmt: skip


def counted(world: World, work: Callable[[], Any]) -> dict[str, float]:
    """Statements and kilobytes of a page."""
    with statements(world.engine) as sent:
        answer = work()
    return {"sql": len(sent), "kb": len(answer.data) / 1024}
