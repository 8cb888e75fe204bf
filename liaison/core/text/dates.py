"""Days and months in every spelling that workbooks hold, brought to `date` and `YYYY-MM`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from liaison.core import clock
from liaison.core.errors import CellError
from liaison.core.text.words import folded

FIRST_DAY, LAST_DAY = date(1920, 1, 1), date(2099, 12, 31)
LONGEST_TYPED = 1_000  # no day is longer, with all the blanks around it
EXCEL_DAY_ZERO = date(1899, 12, 30)

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{1,4})[-/.年]([0-9]{1,2})月?")
_COMPACT_MONTH = re.compile(r"([0-9]{4})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{4,5}(?:\.[0-9]+)?")
_CLOCK_TIME = re.compile(r"(?<=[0-9日号])[T ]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_WITH_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_CHINESE = re.compile(r"[〇零○一二三四五六七八九十廿卅]+")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def day(value: object, *, latest: date = LAST_DAY) -> date:
    """The day a cell means, between 1920 and `latest`.

    value: date, datetime (an aware one counts in Asia/Shanghai), Excel serial number, or text.
    Raises CellError DATE_FORMAT, DATE_IMPOSSIBLE or DATE_FUTURE.
    """
    found = _day_of(value)
    if found < FIRST_DAY or found > LAST_DAY:
        raise CellError("DATE_IMPOSSIBLE", f"日期要在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间，请核对")
    if found > latest:
        raise CellError("DATE_FUTURE", "日期还没到，请核对")
    return found


def month(value: object) -> str:
    """The month a cell means as `YYYY-MM`, from 1920-01 to this month (DECISIONS 1).

    value: as for `day`; besides text such as `1985.03`, `1985年3月`, `198503` and the same as a number.
    Raises CellError MONTH_FORMAT, MONTH_AMBIGUOUS, MONTH_IMPOSSIBLE or MONTH_FUTURE.
    """
    year, number = _month_of_text(value) if type(value) is str else _month_of(value)
    if year < FIRST_DAY.year or not 1 <= number <= 12:
        raise CellError("MONTH_IMPOSSIBLE", f"年月要在 {FIRST_DAY.year} 年以后，请写成 1985-03 这样")
    today = clock.today()
    if (year, number) > (today.year, today.month):
        raise CellError("MONTH_FUTURE", "年月还没到，请核对")
    return f"{year:04d}-{number:02d}"


def _day_of(value: object) -> date:
    if isinstance(value, datetime):
        return (clock.local(value) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value)
    text = _arabic(value)
    if _WITH_ZONE.fullmatch(text):
        return _moment_of(text)
    found = _match(_CLOCK_TIME.sub("", text), _DAY, _COMPACT_DAY)
    if found:
        return _real_day(*found)
    if _SERIAL.fullmatch(text):
        return _day_of_serial(float(text))
    raise _no_day()


def _day_of_number(value: float) -> date:
    found = _match(str(value), _COMPACT_DAY)
    return _real_day(*found) if found else _day_of_serial(value)


def _day_of_serial(value: float) -> date:
    """Excel counts days; before 1920 and after 2099 it is some other number."""
    if not (FIRST_DAY - EXCEL_DAY_ZERO).days <= value < (LAST_DAY - EXCEL_DAY_ZERO).days + 1:
        raise _no_day()
    return EXCEL_DAY_ZERO + timedelta(days=int(value))


def _real_day(year: int, number: int, day_number: int) -> date:
    try:
        return date(year, number, day_number)
    except ValueError:
        raise CellError("DATE_IMPOSSIBLE", "没有这一天，请核对日期") from None


def _moment_of(text: str) -> date:
    try:
        return clock.local(datetime.fromisoformat(text)).date()
    except (ValueError, OverflowError):
        raise _no_day() from None


def _no_day() -> CellError:
    return CellError("DATE_FORMAT", "请把日期写成 2024-03-05 这样")


def _month_of(value: object) -> tuple[int, int]:
    if isinstance(value, float) and not value.is_integer():
        return _month_of_decimal(value)
    text = str(int(value)) if isinstance(value, float) else _arabic(value)
    found = None if isinstance(value, date) else _match(text, _MONTH, _COMPACT_MONTH)
    if found:
        return found[0], found[1]
    try:
        whole = _day_of(value)
    except CellError as error:
        if error.code == "DATE_IMPOSSIBLE":
            raise CellError("MONTH_IMPOSSIBLE", error.sentence) from None
        raise CellError("MONTH_FORMAT", "请把年月写成 1985-03 这样") from None
    return whole.year, whole.month


_month_of_text = lru_cache(maxsize=2_000)(_month_of)  # everybody is born in one of some hundred months


def _month_of_decimal(value: float) -> tuple[int, int]:
    """1985.03 typed as a number; of 1985.1 nobody knows whether it was .01 or .10."""
    found = _match(f"{value:.2f}", _MONTH) if round(value, 2) == value else None
    if found is None:
        raise CellError("MONTH_FORMAT", "请把年月写成 1985-03 这样")
    if found[1] % 10 == 0:
        raise CellError("MONTH_AMBIGUOUS", "分不清是 1 月还是 10 月，请写成 1985-10 这样")
    return found[0], found[1]


def _match(text: str, *patterns: re.Pattern[str]) -> tuple[int, ...] | None:
    for pattern in patterns:
        found = pattern.fullmatch(text)
        if found:
            return tuple(int(part) for part in found.groups())
    return None


def _arabic(value: object) -> str:
    """The text with half-width signs, Chinese numerals as digits and no blanks around the parts."""
    text = folded(str(value)[:LONGEST_TYPED]).strip().lstrip("'’")
    text = _CHINESE.sub(_number, text) if "年" in text else text
    return re.sub(r"\s*([-/.年月日号])\s*", r"\1", text)


def _number(found: re.Match[str]) -> str:
    """`二〇二三` → `2023`, `二十一` → `21`."""
    text = found.group().replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return text.translate(_CHINESE_DIGITS)
    tens, _, ones = text.partition("十")
    return f"{tens or '一'}{ones or '零'}".translate(_CHINESE_DIGITS)
