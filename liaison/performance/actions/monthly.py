"""The report of the last month: told on the first to those who lead, its workbook enclosed for who reads it by mail."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from liaison.access import SYSTEM, Actor
from liaison.access.table import TABLE
from liaison.accounts.actions import exports as leaving
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.models import Export
from liaison.accounts.rules.exports import MAIL, PAGE
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.sheets import SheetPage
from liaison.core.sheets.copies import Copy
from liaison.jobs.actions import every
from liaison.jobs.rules import FIRST_OF_MONTH
from liaison.notices.actions import Enclosure, encloses, tell
from liaison.performance.queries.facts import SEES_ALL
from liaison.performance.queries.monthly import month_figures, readers_of
from liaison.performance.rules.boards import BOARDS
from liaison.performance.rules.monthly import file_name, headline, month_asked, title_of
from liaison.performance.sheets.monthly import monthly_pages

KIND = "monthly"
# The letter tells of the whole county, so it is for those alone whose sight that is.
READERS = frozenset(TABLE["monthly.make"]) & SEES_ALL


@every("performance.monthly", "月报", FIRST_OF_MONTH)
def tell_of_month() -> str:
    """Write the figures of the last month to whoever reads the dashboard: into the inbox, and by mail as he chose.

    What leaves by mail holds sums only and a way back into the platform.
    """
    with transaction(write=False):
        first = month_asked("", clock.today())
        words = headline(first, month_figures(SYSTEM, first).columns[0])
        readers = readers_of(READERS)
    with transaction():
        link = f"/monthly?month={first:%Y-%m}"
        told = tell(readers, KIND, f"{title_of(first)}：{words}", "点开看全部数字，生成 Excel。", link, SYSTEM,
                    key=key_of(first))  # fmt: skip
    return f"告诉了 {told} 人" if told else "都告诉过了"


def key_of(first: date) -> str:
    """The key of the message about a month."""
    return f"{KIND} {first:%Y-%m}"


@encloses(KIND, READERS)
def enclose_month(key: str, unit: str) -> Enclosure:
    """The workbook of the month that a message is about, with its figures as they stand when the letter leaves."""
    first = month_asked(key.removeprefix(KIND).strip(), clock.today())
    book = draw_month(first, unit, SYSTEM, MAIL)
    with transaction():
        enter_month(book, SYSTEM)
    name = file_name(first, unit)
    return Enclosure(f"附件：{name}，照发信时的数生成，只有合计数，没有人名。", name, book.content)


@dataclass(frozen=True)
class MonthBook:
    """A numbered copy of the workbook of a month, not yet in the register."""

    copy: Copy
    wanted: Wanted
    content: bytes


def draw_month(first: date, unit: str, actor: Actor, way: str = PAGE) -> MonthBook:
    """The workbook of a month within sight of the actor. unit: whose platform it is; way: by which it leaves.

    It reads in one transaction, takes its number in another, and draws after both.
    """
    with transaction(write=False):
        tabs = monthly_pages(month_figures(actor, first), unit)
    wanted = wanted_of(first, unit, sum(len(tab.rows) for tab in tabs[:-1]), way)
    with transaction():
        copy = leaving.new_copy(wanted, actor)
    return MonthBook(copy, wanted, drawn(tabs, copy))


def drawn(tabs: list[SheetPage], copy: Copy) -> bytes:
    """The bytes of the workbook."""
    book = io.BytesIO()
    leaving.write_copy(tabs, copy, book)
    return book.getvalue()


def wanted_of(first: date, unit: str, row_count: int = 0, way: str = PAGE) -> Wanted:
    """What is taken out, as the register says it."""
    tabs = [board.title for board in BOARDS.values()]
    return Wanted("monthly", "月报", f"{first:%Y-%m}", tabs, row_count, unit, way=way)


def enter_month(book: MonthBook, actor: Actor) -> Export:
    """Enter the copy into the register."""
    return leaving.enter_bytes(book.copy, book.wanted, actor, book.content)
