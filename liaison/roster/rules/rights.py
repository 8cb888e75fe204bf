"""A person's rights over his data: what he may ask for, by when it is answered, how long it is kept after his time.

Source: 个人信息保护法 arts. 19, 44-47, 50; fifteen working days are the office's own promise.
"""

from __future__ import annotations

from datetime import date

LOOK, CORRECT, ERASE = "查阅、复制", "更正", "删除"
KINDS = (LOOK, CORRECT, ERASE)
WAYS = ("本人当面", "电话", "书面或来信", "委员转达", "家属代办")
OPEN, DONE, REFUSED = "open", "done", "refused"
STATES = {OPEN: "还没有答复", DONE: "已办", REFUSED: "没有同意"}
ANSWERS = (DONE, REFUSED)
ANSWER_DAYS = 15  # working days
ON_REQUEST, AFTER_TERM = "request", "term"
CAUSES = {ON_REQUEST: "本人要求删除", AFTER_TERM: "期限已满，去标识"}
AT_ONCE = 20  # people in one transaction

GONE = "已删除"


def pseudonym(number: int, table: str) -> str:
    """What an erased person is called from then on: 已删除的代表0031."""
    return f"已删除的{'委员' if table == 'member' else '代表'}{number:04d}"


def months_before(day: date, months: int) -> date:
    """The day so many months before; the last day of the month where there is no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def is_telling(name: str) -> bool:
    """Whether a name may be looked for in every text: one of two characters may be an ordinary word."""
    return len(name) >= 3
