"""What the export commands share: masked unless --full says what for, each file numbered and registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from flask import current_app

from liaison.access import SYSTEM
from liaison.accounts.actions.exports import Wanted, good_purpose, hand_out
from liaison.accounts.rules.exports import COMMAND
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage
from liaison.core.sheets.masking import Keyed, has_phones, masked
from liaison.options import WrongWords

ALL = "全部"
OPTIONS = (
    click.option("--full", "is_full", is_flag=True, help="给完整的电话；不写就打码。要同时写 --purpose。"),
    click.option("--purpose", help="要完整电话做什么，记在导出登记里。"),
)


def may_be_full(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --full and --purpose."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def refuse_unsaid(is_full: bool, purpose: str | None) -> None:
    """Refuse --full without saying what for, and the other way round."""
    if purpose and not is_full:
        raise WrongWords("--purpose 要和 --full 一起写；不写 --full 导出的电话是打码的。")
    try:
        good_purpose(purpose) if is_full else None
    except Refused as refused:
        raise WrongWords(f"--full 要用 --purpose 写明用途。{refused.sentence}") from refused


def write_out(
    output: Path, pages: Sequence[SheetPage], key: str, title: str, *, said: str = ALL, rows: int = 0,
    keyed: Keyed | None = None, is_full: bool = False, purpose: str | None = None,
) -> str:  # fmt: skip
    """Write a numbered copy to a file and enter it into the register; gives its number.

    pages: with whole numbers; the first one's rows are those that can be read back by keys.
    """
    columns = [column.title for column in pages[0].columns]
    are_there = any(has_phones(page.columns) for page in pages)
    unit = current_app.config["SITE_NAME"]
    wanted = Wanted(key, title, said, columns, rows, unit, are_there, way=COMMAND)
    if is_full:
        wanted = replace(wanted, is_full=True, purpose=purpose)
    book = BytesIO()
    with transaction():
        copy = hand_out(as_wanted(pages, keyed, is_full), wanted, SYSTEM, book)
        output.write_bytes(book.getvalue())
    return copy.number


def as_wanted(pages: Iterable[SheetPage], keyed: Keyed | None, is_full: bool) -> list[SheetPage]:
    """The pages as they go out."""
    return list(pages) if is_full else [masked(page, keyed) for page in pages]
