"""Copies that go out: each has a number, says on every page who took it out, and carries a mark that nobody sees."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from liaison.core import clock
from liaison.core.sheets.pages import SheetPage
from liaison.core.vault import index_of

STAMP = "liaison-import"  # the property in which our workbooks say what they are
NUMBER = re.compile(r"DC-[0-9]{8}-[0-9]{4,9}")
MARKED = "copy"
LONGEST_LINE = 200  # Excel takes 255 characters in a header or footer, its own codes among them


@dataclass(frozen=True)
class Copy:
    """One copy. number: DC-20261122-0007; who: 王敏（政协办公室 办公室）; unit: whose platform it comes from."""

    number: str
    who: str
    unit: str
    at: datetime
    is_full: bool = False
    has_phones: bool = True

    @property
    def line(self) -> str:
        """What stands below the rows and on each printed page: who, when, which copy. No import reads it."""
        phones = ("，含完整电话" if self.is_full else "，电话打码") if self.has_phones else ""
        return f"导出人：{self.who}，{clock.local(self.at):%Y-%m-%d %H:%M}，第 {self.number} 份{phones}"

    @property
    def mark(self) -> str:
        """What the workbook carries unseen, also when another program has saved it again."""
        return f"{MARKED}:{self.number}:{code_of(self.number)}"

    def on(self, page: SheetPage) -> SheetPage:
        """The page with the line below its rows."""
        return replace(page, footer=[*page.footer, self.line])

    def print_on(self, sheet: Any) -> None:
        """Put the line on each printed page of a sheet of openpyxl."""
        sheet.oddHeader.right.text = in_footer(f"{self.unit}　{self.number}")
        sheet.oddFooter.center.text = in_footer(self.line)


def in_footer(words: str) -> str:
    """Words as a header or footer of Excel takes them: an ampersand would begin one of its codes."""
    return words[:LONGEST_LINE].replace("&", "&&")


def code_of(number: str) -> str:
    """What proves that a mark was made here."""
    return index_of(number, "export.copy")[:16]


def number_in(mark: str | None) -> str | None:
    """The number of the copy that a mark names; None where it was not made here."""
    kind, _, rest = (mark or "").partition(":")
    number, _, code = rest.partition(":")
    is_ours = kind == MARKED and NUMBER.fullmatch(number) and hmac.compare_digest(code_of(number), code)
    return number if is_ours else None
