"""Takes README's pictures: a scratch instance with the demo, a server, a browser, each page as its role sees it.

`make pictures` takes them all, `python -m tests.pictures inbox board` only these.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import click
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from liaison import create_app
from liaison.core.db import transaction
from liaison.demo.cast import PASSWORD
from liaison.demo.making import make_demo
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.pictures.shots import LARGEST, PICTURES, SHOTS, Shot

COLOURS = (256, 128, 64, 32)
WAIT = 20_000


class Quiet(WSGIRequestHandler):
    """Serves without telling."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@contextmanager
def demo_site() -> Iterator[str]:
    """The address of a demo made for this purpose."""
    with TemporaryDirectory() as folder:
        prepare(Path(folder))
        server = make_server("127.0.0.1", 0, create_app({"INSTANCE": Path(folder)}), True, request_handler=Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()


def prepare(folder: Path) -> None:
    """Make the demo in a folder; the program that serves it is another, which knows that it is a demo."""
    with create_app({"INSTANCE": folder}).app_context():
        upgrade()
        with transaction():
            load_reference_lists()
        make_demo(lambda stage: click.echo(f"  {stage.title}"))


def take(browser: Browser, address: str, shot: Shot) -> None:
    """One picture, signed in as the one who looks."""
    width, height = shot.size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(shot.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    shot.go(page)
    page.wait_for_load_state("networkidle")
    keep(shot.name, page.screenshot())
    context.close()


def keep(name: str, picture: bytes) -> None:
    """Store a picture with as many colours as its size allows."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        content = io.BytesIO()
        drawn.quantize(colours, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
        if content.tell() <= LARGEST:
            break
    (PICTURES / f"{name}.png").write_bytes(content.getvalue())
    click.echo(f"docs/pictures/{name}.png  {content.tell() / 1024:.0f} KB")


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--lang=zh-CN"])
        for shot in SHOTS:
            if not names or shot.name in names:
                take(browser, address, shot)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
