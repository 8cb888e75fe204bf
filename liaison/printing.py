"""What the commands print: a Chinese summary for people, one JSON object as the last line for machines."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NoReturn, TypeVar

import click

from liaison.core.errors import Refused
from liaison.core.intake import OUTCOME_TITLES, Report, together

Thing = TypeVar("Thing")
ALL_IN, SOME_WAIT, FILE_REFUSED = 0, 1, 2
LISTED_ROWS = 20
STATUS = {"accept": ALL_IN, "accept_warn": ALL_IN, "row_errors": SOME_WAIT, "reject": FILE_REFUSED}


def finish(reports: Sequence[Report], *, as_json: bool, is_dry: bool = False) -> None:
    """Print what became of the files and leave with the exit status of DECISIONS 6."""
    if as_json:
        click.echo(json.dumps(together(reports), ensure_ascii=False))
        sys.exit(ALL_IN)
    for report in reports:
        summarise(report, is_dry)
    sys.exit(max((STATUS[report.outcome] for report in reports), default=ALL_IN))


def each_shown(things: Sequence[Thing], label: str) -> Iterator[Thing]:
    """The things one after another, with a progress bar where somebody watches a terminal."""
    is_watched = sys.stderr.isatty() and len(things) > 1
    with click.progressbar(things, label=label, file=sys.stderr, hidden=not is_watched) as shown:
        yield from shown


def summarise(report: Report, is_dry: bool = False) -> None:
    """One file in words: its counts, its warnings, and the first rows that wait."""
    if report.refused:
        click.echo(f"{report.file_name}：没有读。{report.refused.sentence}", err=True)
        return
    told = "，".join(f"{OUTCOME_TITLES[outcome]} {number} 行" for outcome, number in report.counts.items() if number)
    joined = f"，入库关系新增 {report.memberships} 条" if report.memberships else ""
    click.echo(f"{report.file_name}：{'（试读，没有写入）' if is_dry else ''}{told or '没有数据行'}{joined}")
    for sentence in report.warnings.values():
        click.echo(f"  注意：{sentence}")
    list_waiting(report)


def list_waiting(report: Report) -> None:
    """The first rows that did not go in, each with sheet, row, column and cause."""
    for row in report.waiting[:LISTED_ROWS]:
        places = "、".join(dict.fromkeys(fault.column for fault in row.faults if fault.column))
        word = OUTCOME_TITLES[row.outcome]
        click.echo(f"  {row.sheet} 第 {row.number} 行 {places}（{word}）：{row.sentence}")
    if len(report.waiting) > LISTED_ROWS:
        click.echo(f"  还有 {len(report.waiting) - LISTED_ROWS} 行，加 --errors 文件夹 可以导出错误表")


def stop(refused: Refused, as_json: bool) -> NoReturn:
    """Leave a command that was refused: its sentence, nothing changed, exit status 2."""
    click.echo(refused.sentence, err=True)
    if as_json:
        click.echo(json.dumps({"outcome": "refused", "sentence": refused.sentence}, ensure_ascii=False))
    sys.exit(2)


def list_in_columns(rows: Sequence[Sequence[str]]) -> None:
    """Rows as a table; a Chinese character is as wide as two letters."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        click.echo("  " + "  ".join(cells).rstrip())


def width(words: str) -> int:
    """How many letters wide a terminal shows these words."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
