"""What a page costs while many sign in at once, beside A, the same page while nobody does (AN-11)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

from flask.testing import FlaskClient

from tests.bench.pages import fetch
from tests.bench.timing import Cost, Figure, figure
from tests.bench.world import World, say

MANY, LEAST_PAGES = 50, 5
PAGE = "/representatives"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"')


def crowded(world: World) -> Figure:
    """Fifty people at fifty addresses type a password at the same moment; somebody else turns pages meanwhile."""
    say(f"{MANY} 人同时登录……")
    client = world.browsers["office"]
    fetch(client, PAGE)
    with ThreadPoolExecutor(MANY) as threads:
        tries = [threads.submit(try_once, world, number) for number in range(MANY)]
        among = list(turns(client, tries))
    for one in tries:
        one.result()  # raises where one was not even looked at
    alone = [one_turn(client) for _ in among]
    slowest = sorted(cost.wall for cost in among)[-(len(among) // 20) - 1]
    return figure(f"{MANY} 人同时登录时的名单页（别人等：95% 的页）", among, "A", alone, turn=slowest)


def try_once(world: World, number: int) -> int:
    """One of them; nobody goes by that name, which takes as long as a wrong password."""
    client, place = world.app.test_client(), {"REMOTE_ADDR": f"10.0.0.{number}"}
    token = TOKEN.search(client.get("/sign-in", environ_base=place).text)[1]
    typed = {"username": f"visitor{number}", "password": "wrong", "csrf_token": token}
    status = client.post("/sign-in", data=typed, environ_base=place).status_code
    if status != 422:
        raise RuntimeError(f"/sign-in: {status}")
    return status


def turns(client: FlaskClient, tries: list[Future[int]]) -> Iterator[Cost]:
    """Page after page until all have tried, a few at the least."""
    count = 0
    while count < LEAST_PAGES or wait(tries, timeout=0).not_done:
        count += 1
        yield one_turn(client)


def one_turn(client: FlaskClient) -> Cost:
    """How long one page takes by the clock on the wall: the processor is shared."""
    began = time.perf_counter()
    fetch(client, PAGE)
    took = time.perf_counter() - began
    return Cost(took, took)
