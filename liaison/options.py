"""Options and arguments that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from liaison.core import clock, text
from liaison.core.errors import CellError

AS_JSON = click.option("--json", "as_json", is_flag=True, help="最后一行给出一个 JSON 对象。")
WITHOUT_COPY = click.option("--no-backup", "has_no_copy", is_flag=True, help="升级数据库以前不另存一份。")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::(\d\d))?")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class WrongWords(click.ClickException):
    """A command that was called with words it cannot take: one sentence, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Say the sentence, nothing before or after it."""
        click.echo(self.message, file=file, err=file is None)


class Year(click.ParamType):
    """A year that can have figures."""

    name = "年份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year as a number, or one sentence."""
        if not str(value).isdigit() or not FIRST_YEAR <= int(value) <= LAST_YEAR:
            raise WrongWords(f"年份请写成 {FIRST_YEAR} 至 {LAST_YEAR} 之间的数字，例如 2024；现在是“{value}”。")
        return int(value)


class PastDay(click.ParamType):
    """A day that has come."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or one sentence."""
        try:
            return value if isinstance(value, date) else text.day(str(value), latest=clock.today())
        except CellError as error:
            raise WrongWords(f"日期请写成 2025-12-31 这样，不能晚于今天；现在是“{value}”。") from error


class Minute(click.ParamType):
    """A moment that has come, to the end of its minute where no second is given."""

    name = "时间"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, aware, in local time; or one sentence."""
        if isinstance(value, datetime):
            return value
        match = MINUTE.fullmatch(value.strip())
        try:
            moment = datetime.fromisoformat(f"{match[1]} {match[2]}:{match[3] or 59}") if match else None
        except ValueError:
            moment = None
        if moment is None:
            raise WrongWords(f"时间请写成 '2025-12-31 14:37' 这样；现在是“{value}”。")
        return moment.replace(tzinfo=clock.SHANGHAI)


class NewFile(click.ParamType):
    """A file that will be written into a folder that is there."""

    name = "文件"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or one sentence."""
        path = Path(value)
        if path.is_dir() or not path.parent.is_dir():
            raise WrongWords(f"写不到“{value}”：请写一个文件名，它所在的文件夹要先建好。")
        return path


class GivenFile(click.ParamType):
    """A file to read."""

    name = "文件"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or one sentence."""
        path = Path(value)
        if not path.is_file():
            raise WrongWords(f"没有“{value}”这个文件，请核对文件名和所在的文件夹。")
        return path


NEW_FILE = NewFile()
YEAR = Year()
AS_OF = click.option("--on", type=PastDay(), help="截至哪一天的，例如 2025-12-31；不写就是现在的。")
BOOK = GivenFile()
READING = (
    click.option("--dry-run", "is_dry", is_flag=True, help="只试读，不写入。"),
    click.option("--errors", type=click.Path(file_okay=False, path_type=Path), help="把没收的行存成错误表的文件夹。"),
    click.option("--map", "mapping", multiple=True, metavar="表头=列名", help="看不懂的表头对应哪一列，可以写几次。"),
    AS_JSON,
)


def reads_files(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that all imports share: --dry-run, --errors, --map, --json."""
    for option in reversed(READING):
        command = option(command)
    return command


def mapped(pairs: Iterable[str]) -> dict[str, str]:
    """`{heading: column}` of the --map options."""
    wrong = next((pair for pair in pairs if "=" not in pair), None)
    if wrong:
        raise WrongWords(f"--map 要写成 '属地=所在区镇' 这样，现在是“{wrong}”")
    return dict(pair.split("=", 1) for pair in pairs)
