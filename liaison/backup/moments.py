"""Back to a moment: the newest copy that is not later, the whole image that it goes on from, and all between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from liaison.backup import databases
from liaison.backup.archives import About, mark_demo, refuse_foreign
from liaison.backup.folder import moment
from liaison.backup.keys import backup_key
from liaison.backup.minutes import NAME, Copy, Head, copies, read_copy, read_head
from liaison.backup.pages import Image, image_of, put_pages
from liaison.core.errors import Refused

T = TypeVar("T")
NOT_HERE = (
    "按时间恢复是 SQLite 的做法。PostgreSQL 请由管数据库的人用服务器自己的 WAL 存档恢复，"
    "步骤在 docs/deployment.md 的“PostgreSQL 恢复到某一时刻”。"
)
NONE_THAT_OLD = "{:%Y-%m-%d %H:%M} 以前没有每分钟的备份。{}请用 backup --list 看看有哪些备份。"
FIRST_IS = "最早的一份是 {:%Y-%m-%d %H:%M} 的。"
MISSING = "缺了 {}，恢复不到 {:%Y-%m-%d %H:%M}。最多能恢复到 {:%Y-%m-%d %H:%M}，或者换一个时间。没有动现在的数据。"
MISSING_FIRST = "缺了 {}，它后面的几份都用不上了。请换一个更早的时间。没有动现在的数据。"
SPOILT = "{} 坏了，或者被改过、换过，没有动现在的数据。请换一个更早的时间，或者用别的备份恢复。"


@dataclass(frozen=True)
class Found:
    """The state of a moment. made_at: when it was copied; begun_at: the whole image; applied: copies put upon it."""

    path: Path
    about: About
    image: Image
    made_at: datetime
    begun_at: datetime
    applied: int


def found_at(until: datetime) -> Found:
    """The newest state that is not later than a moment, in that minute if it names no second.

    Raises Refused, with the file that is to blame, where it cannot be put together.
    """
    if databases.dialect() != "sqlite":
        raise Refused(NOT_HERE)
    line = line_to(newest_until(until))
    image, head = replayed(line)
    return Found(line[-1].path, About(**head.about), image, line[-1].made_at, line[0].made_at, len(line) - 1)


def newest_until(until: datetime) -> Copy:
    """The newest copy that is not later."""
    rows = copies()
    found = [row for row in rows if row.made_at <= until]
    if not found:
        raise Refused(NONE_THAT_OLD.format(until, FIRST_IS.format(rows[0].made_at) if rows else ""))
    return found[-1]


def line_to(last: Copy) -> list[Copy]:
    """The copies that lead to one, from a whole image on; each names the one before it, and its own name."""
    rows = copies()
    by_name, line = {row.path.name: row for row in rows}, [last]
    while True:
        head = whole_of(line[0], read_head)
        if head.name != line[0].path.name:
            raise Refused(SPOILT.format(line[0].path.name))
        if head.before is None:
            return line
        if head.before not in by_name:
            raise Refused(missing(head.before, last, rows))
        line.insert(0, by_name[head.before])


def missing(name: str, last: Copy, rows: list[Copy]) -> str:
    """That a copy is gone, and until when one can go back nevertheless."""
    gone = NAME.fullmatch(name)
    before = [row.made_at for row in rows if gone and row.made_at < moment(gone[2])]
    return MISSING.format(name, last.made_at, before[-1]) if before else MISSING_FIRST.format(name)


def whole_of(copy: Copy, read: Callable[[Path], T]) -> T:
    """What is read of a copy; a refusal names its file."""
    try:
        return read(copy.path)
    except Refused as refused:
        raise Refused(f"{copy.path.name}：{refused.sentence}") from refused


def replayed(line: list[Copy]) -> tuple[Image, Head]:
    """(the database, head of the last copy) when all of a line is put upon its whole image; each step is compared."""
    key = backup_key()
    head, content = whole_of(line[0], read_copy)
    image = image_of(content, key)
    refuse_other(image.state, head.state, line[0])
    for copy in line[1:]:
        head, pages = whole_of(copy, read_copy)
        refuse_other(image.state, head.was, copy)
        put_pages(image, head.changed or [], pages, head.page_count, key)
        refuse_other(image.state, head.state, copy)
    return image, head


def refuse_other(state: str, expected: str | None, copy: Copy) -> None:
    """Refuse a copy that does not belong where it stands."""
    if state != expected:
        raise Refused(SPOILT.format(copy.path.name))


def put_moment_back(found: Found) -> About:
    """Put a state in the place of the present database; the photos stay, and migrating is left to the caller."""
    refuse_foreign(found.about)
    databases.load_image(found.image.content)
    mark_demo(found.about.is_demo)
    return found.about
