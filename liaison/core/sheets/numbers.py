"""How a workbook counts: columns in letters, days as numbers, and which number formats show a day or a time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

SINCE_1900 = datetime(1899, 12, 30)
SINCE_1904 = datetime(1904, 1, 1)
# Excel's own formats 14-22 and 45-47; those of Chinese Excel, 27-36 and 50-58, are written down in no file.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
SAID_BESIDE = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.', re.IGNORECASE)
PARTS_OF_A_DAY = re.compile("[dmhys]", re.IGNORECASE)
# Excel believes in 29 February 1900; days before it are numbered one too low.
FALSE_LEAP_DAY = 60
WIDEST_LETTERS = 3


def column_number(letters: str) -> int:
    """A is 1, AA is 27. Raises ValueError for what names no column."""
    if not 0 < len(letters) <= WIDEST_LETTERS or not (letters.isascii() and letters.isalpha()):
        raise ValueError(f"no column: {letters[:9]}")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def moment(number: float, first_day: datetime) -> datetime | time:
    """The moment a number stands for, to the millisecond; the time of day alone below 1.

    first_day: SINCE_1900 or SINCE_1904. Raises OverflowError or ValueError where there is no such day.
    """
    days, part = divmod(number, 1)
    past_midnight = timedelta(milliseconds=round(part * 86_400_000))
    if days == 0 and not past_midnight.days:
        return (datetime.min + past_midnight).time()
    if 0 < number < FALSE_LEAP_DAY and first_day == SINCE_1900:
        days += 1
    return first_day + timedelta(days=days) + past_midnight


def shows_a_day(number: int, code: str | None) -> bool:
    """Whether cells of a number format hold a day or a time. code: as the file declares it, None for a built-in."""
    if code is None:
        return number in DATE_FORMATS
    positive = code.split(";")[0]
    return bool(PARTS_OF_A_DAY.search(SAID_BESIDE.sub("", positive)))
