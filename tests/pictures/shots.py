"""Which pages README shows: as whom, how large, and how one gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.conventions.source import ROOT
from tests.pictures.book import NEW, clerks_book

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150 * 1024
PHONE, DESK = (390, 844), (1440, 900)
FULL_YEAR = 2024
SAID = "村口没有红绿灯，下午放学时电动车、货车混着走，前几天又碰倒一个孩子。"
MEMBER, OTHER_MEMBER, CLERK, LEADER_OF_UNIT, HANDLER = "weiyuan1", "weiyuan2", "gongwei", "zhujian", "jingban"
OFFICE, LEADER = "bangongshi", "lingdao"


@dataclass(frozen=True)
class Shot:
    """One picture. name: of its file; username: who looks; go: leads the page there."""

    name: str
    username: str
    size: tuple[int, int]
    go: Callable[[Page], None]


def at(path: str) -> Callable[[Page], None]:
    """Open an address."""

    def go(page: Page) -> None:
        page.goto(path)

    return go


def first(path: str, selector: str) -> Callable[[Page], None]:
    """Open an address and follow the first such link."""

    def go(page: Page) -> None:
        page.goto(path)
        page.locator(f"main {selector}").first.click()
        page.wait_for_load_state()

    return go


def record_contact(page: Page) -> None:
    """A contact with the first of one's five, half written."""
    page.goto("/")
    page.locator("main a[href^='/contacts/new?rep=']").first.click()
    page.get_by_label("道路交通").check()
    page.get_by_label("要点").fill(SAID)
    page.get_by_label("要点").blur()
    page.evaluate("window.scrollTo(0, 0)")


def record_done(page: Page) -> None:
    """The same, saved with a case."""
    record_contact(page)
    page.get_by_label("有事要办，转成诉求").check()
    page.get_by_role("button", name="保存并转办").click()
    page.get_by_text("接下来").wait_for()


def rating(page: Page) -> None:
    """What the asker of a case that waits for his rating sees; he has no account."""
    first("/cases", "li:has-text('待评议') a")(page)
    page.get_by_role("link", name="评价码").click()
    page.get_by_role("button", name="做一个评价码").click()
    address = page.locator("main .code").inner_text()
    page.context.clear_cookies()
    page.goto(address)


def check_import(page: Page) -> None:
    """A book before it goes in: some rows wrong, one doubtful, some new, some changed."""
    page.goto("/imports/new?kind=representatives")
    book = {"name": "曲塘镇界别群众代表_2026.xlsx", "mimeType": "application/octet-stream", "buffer": clerks_book()}
    page.get_by_label("Excel 文件").set_input_files([book])
    page.get_by_role("button", name="上传，看看会怎样").click()
    page.wait_for_load_state()
    if page.url.endswith("/columns"):
        page.get_by_role("button", name="读这份表").click()
        page.wait_for_load_state()


def undo(page: Page) -> None:
    """The same, written; then one of its people was corrected, and another one contacted."""
    check_import(page)
    page.locator(".actbar .btn--main").click()
    address = page.get_by_role("link", name="撤销").get_attribute("href")
    page.goto(f"/representatives?q={NEW[0][0]}")
    page.locator("main table a[href^='/representatives/']").first.click()
    page.goto(f"{page.url}/edit")
    page.get_by_label("备注").fill("村里的种粮能手")
    page.get_by_role("button", name="存好").click()
    page.goto("/contacts/new")
    page.get_by_role("link", name="记一次").nth(1).click()
    page.get_by_label("找别的代表").fill(NEW[1][0])
    page.get_by_role("button", name="找", exact=True).last.click()
    page.locator("li", has_text=NEW[1][0]).get_by_role("link", name="记一次").click()
    page.get_by_label("道路交通").check()
    page.get_by_label("要点").fill(SAID)
    page.get_by_role("button", name="保存").first.click()
    page.wait_for_load_state()
    page.goto(str(address))


SHOTS = (
    Shot("member-home", MEMBER, PHONE, at("/")),
    Shot("record-contact", MEMBER, PHONE, record_contact),
    Shot("case-member", MEMBER, PHONE, first("/cases", "li:has-text('待委员收悉') a")),
    Shot("inbox", CLERK, DESK, at("/inbox")),
    Shot("tasks-unit", LEADER_OF_UNIT, DESK, at("/tasks")),
    Shot("case-desk", HANDLER, DESK, first("/tasks", "a[href^='/cases/']:not([href*='?'])")),
    Shot("representatives", OFFICE, DESK, at("/representatives?q=wj")),
    Shot("board", OFFICE, DESK, first("/assignment", "a[href*='pair=']")),
    Shot("performance", OFFICE, DESK, at(f"/performance/{FULL_YEAR}")),
    Shot("dashboard", LEADER, DESK, at("/dashboard")),
    Shot("record-done", OTHER_MEMBER, PHONE, record_done),
    Shot("rating", MEMBER, PHONE, rating),
    Shot("import-check", CLERK, DESK, check_import),
    Shot("undo", CLERK, DESK, undo),
)
