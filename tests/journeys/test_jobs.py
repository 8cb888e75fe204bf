"""Long work seen in the browser: the bar moves by itself, the way leads on, 取消 ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Semaphore, Thread

import pytest
from playwright.sync_api import expect

from liaison.jobs import actions
from tests.journeys.conftest import DESK, PHONE, with_password

pytestmark = pytest.mark.journey

ROWS = 4500
step = Semaphore(0)


@actions.works("journey.read")
def read_slowly(run):
    """Go on when the story says so."""
    for number in range(0, ROWS + 1, 900):
        run._told_at = float("-inf")  # the story is quicker than the throttle
        run.tell(number, ROWS)
        step.acquire(timeout=10)


@pytest.fixture
def clerk(site):
    """(user name, actor) of a clerk."""
    return site.fill(lambda people: (with_password(people.clerk), people.clerk.actor))


@pytest.fixture
def hand_in(site, clerk) -> Iterator[Callable[[str], int]]:
    """hand_in(title): a job of the clerk's, with somebody at work on it; its id."""
    workers = []
    while step.acquire(blocking=False):
        continue

    def work(job_id: int) -> None:
        with site.app.app_context():
            actions.carry_out(job_id)

    def start(title: str) -> int:
        job_id = site.fill(lambda _people: actions.submit("journey.read", title, clerk[1], "/representatives").id)
        workers.append(Thread(target=work, args=(job_id,), daemon=True))
        workers[-1].start()
        return job_id

    yield start
    for worker in workers:
        while worker.is_alive():
            step.release()
            worker.join(0.05)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_bar_moves_and_the_way_leads_on(visitor, hand_in, clerk, size):
    guest = visitor(clerk[0], size)
    job_id = hand_in("读入 高新区代表名册.xlsx")
    page = guest.go(f"/jobs/{job_id}")
    expect(page.locator("[data-job-words]")).to_have_text("已办 0 / 4,500")
    for done in ("900", "1,800"):
        step.release()
        expect(page.locator("[data-job-words]")).to_have_text(f"已办 {done} / 4,500")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    guest.see(f"job-{size['width']}")
    while "/jobs/" in page.url:
        step.release()
        page.wait_for_timeout(100)
    expect(page).to_have_url(re.compile("/representatives$"))


def test_a_job_is_cancelled_in_the_middle(visitor, hand_in, clerk):
    guest = visitor(clerk[0], PHONE)
    job_id = hand_in("读入 高新区代表名册.xlsx")
    page = guest.go(f"/jobs/{job_id}")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("[data-job-words]")).to_have_text("正在取消")
    guest.see("job-cancelling-390")
    step.release()
    expect(page.get_by_text("没办完的部分没有写入")).to_be_visible()
    guest.see("job-cancelled-390")
