"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="最后一行给出一个 JSON 对象。")
WITHOUT_COPY = click.option("--no-backup", "has_no_copy", is_flag=True, help="升级数据库以前不另存一份。")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
BOOK = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
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
        raise click.BadParameter(f"--map 要写成 '属地=所在区镇' 这样，现在是“{wrong}”")
    return dict(pair.split("=", 1) for pair in pairs)
