"""A server of the program, a headless Chromium, and people who sign in with a password."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from liaison import create_app
from liaison.accounts.actions.passwords import set_password
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.conftest import share_templates
from tests.factories import People, Person

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PASSWORD = "石榴花开-满院红2026"
PATIENCE = 20_000  # milliseconds that a story waits for a page on a busy machine
SHOTS = os.environ.get("SHOTS")
BEYOND = """() => document.readyState === "complete"
  && {pixels: document.documentElement.scrollWidth - document.documentElement.clientWidth}"""

IS_WIDE = "width => innerWidth === width"
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program on a database of its own, served on a free port, with CSRF and all."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app({"TESTING": True, "INSTANCE": folder, "SECRET_KEY": "k" * 48, "PROPAGATE_EXCEPTIONS": False})
    share_templates(app, tmp_path_factory)
    with app.app_context():
        upgrade()
        with transaction():
            load_reference_lists()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()


class Site:
    """A running program: its app, its address, and a way to put rows into it."""

    def __init__(self, app: Any, address: str) -> None:
        self.app = app
        self.address = address

    def fill(self, work: Callable[[People], Any]) -> Any:
        """Run work(people) in one transaction of the program; gives what work gives."""
        with self.app.app_context(), transaction():
            return work(People())

    def move_on(self, ahead: timedelta) -> None:
        """Let every page from now on believe it is so much later."""
        today = self.app.wsgi_app

        def later(environ: Any, start_response: Any) -> Any:
            with clock.set_clock(clock.now() + ahead):
                return today(environ, start_response)

        self.app.wsgi_app = later

    def look(self, work: Callable[[], Any]) -> Any:
        """Read something from the database."""
        with self.app.app_context(), transaction(write=False):
            found = work()
            db.session.expunge_all()
            return found


class Visitor:
    """Somebody at a phone or a desk; every console error and page error is kept."""

    def __init__(self, browser: Browser, site: Site, size: dict[str, int]) -> None:
        self.context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.site = site
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.address + path)
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD) -> Visitor:
        """Sign in through the form."""
        self.go("/sign-in")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self

    def see(self, name: str) -> None:
        """Keep a picture when SHOTS names a folder."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True, caret="initial")  # else it styles inputs

    def see_both(self, name: str, at: dict[str, int] = DESK) -> None:
        """The page at a desk and on a phone, where nothing runs out of its width; then at `at` again."""
        for size in (DESK, PHONE):
            self.resize(size)
            self.see(f"{name}-{size['width']}")
        assert self.beyond() <= 0, f"{name}: {self.beyond()} px too wide for a phone"
        self.resize(at)

    def resize(self, size: dict[str, int]) -> None:
        """A window of another size, and what is drawn by script drawn anew for it."""
        self.page.set_viewport_size(size)
        self.page.wait_for_function(IS_WIDE, arg=size["width"])
        self.page.evaluate(TWO_FRAMES)

    def beyond(self) -> int:
        """By how many pixels the page is wider than its window, measured on a page that has come whole."""
        return int(self.page.wait_for_function(BEYOND).json_value()["pixels"])

    def close(self) -> None:
        """Leave; complaints of the console fail the test."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """visitor(username, size): a signed-in person; visitor() is somebody without an account."""
    there: list[Visitor] = []

    def arrive(username: str | None = None, size: dict[str, int] = DESK) -> Visitor:
        guest = Visitor(chromium, site, size)
        there.append(guest)
        return guest.sign_in(username) if username else guest

    yield arrive
    for guest in there:
        guest.close()


def with_password(person: Person) -> str:
    """Give a person the password of the stories; gives his user name."""
    set_password(person.user, PASSWORD)
    person.user.must_change = False
    return person.user.username
