"""A column, declared once: it serves the form, the import, the export, the blank template and the data inventory."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from liaison.core import clock, text
from liaison.core.errors import CellError
from liaison.core.kinds import PICKED, SHORT_WORD, WORDS_ONLY, Kind

NO_VALUE = "—"
BETWEEN = "；"
LONGEST: Mapping[Kind, int] = MappingProxyType({Kind.TEXT: 200, Kind.LONG_TEXT: 3000, Kind.REFERENCE: 200})
YES_WORDS = frozenset({"是", "有", "√", "✓", "y", "yes", "true", "1", "on"})
NO_WORDS = frozenset({"否", "无", "×", "n", "no", "false", "0", "不是", "没有"})


@dataclass(frozen=True)
class Column:
    """One column of a sheet, which is also one field of a form.

    source: name of the reference list of a REFERENCE(S), resolved by the caller; words: other headings it goes by.
    shown_if: `(key, value)` of the column that must hold that value for this one to be asked.
    is_past: a DATE that cannot lie in the future. is_extra: forms ask for it folded away, under 更多.
    at_most: the largest INTEGER that makes sense; such a one is 1 or more. is_masked: a PHONE that goes out masked.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    source: str | None = None
    max_length: int | None = None
    words: tuple[str, ...] = ()
    personal: bool = False
    hint: str = ""
    example: str = ""
    width: int = 12
    is_key: bool = False
    default: Any = None
    shown_if: tuple[str, str] | None = None
    is_past: bool = False
    is_extra: bool = False
    at_most: int | None = None
    is_masked: bool = False

    def __hash__(self) -> int:
        """Quick, since cells are looked up by it."""
        return hash((self.key, self.title))

    def missing_sentence(self) -> str:
        """What to say where the cell must not stay empty."""
        if self.kind is Kind.FILES:
            return f"请加上{self.title}"
        if self.kind is Kind.BOOL:
            return f"请勾选“{self.title}”"
        verb, title = "选" if self.kind in PICKED else "填", self.title
        if title.endswith("吗"):
            return f"请{verb}“{title}”"
        return f"请{verb}{' ' if title[:1].isdigit() else ''}{title}"

    def parse(self, raw: Any) -> Any:
        """The value a cell or field means; None where it is blank.

        raw: text, or what an Excel cell holds; a CellError (a cell that could not be read) is raised again.
        Raises CellError with a sentence that begins with what to do.
        """
        if raw is None:
            return None
        if isinstance(raw, CellError):
            raise raw
        if type(raw) is str and self._meaning and len(raw) <= SHORT_WORD:
            return self._meaning(raw)
        if is_blank(raw):
            return None
        return PARSERS[self.kind](self, raw)

    @cached_property
    def _meaning(self) -> Callable[[str], Any] | None:
        """What a short word means, where its text alone says it; books say the same ones over and over."""
        if self.kind not in WORDS_ONLY:
            return None
        return lru_cache(maxsize=2_000)(lambda word: None if is_blank(word) else PARSERS[self.kind](self, word))

    def take(self, raw: Any) -> Any:
        """As `parse`, but a blank in a required column is a CellError too."""
        value = self.parse(raw)
        if self.required and value in (None, []):
            raise CellError(MISSING_CODES.get(self.kind, "MISSING"), self.missing_sentence())
        return value

    def show(self, value: Any) -> str:
        """The value as a screen shows it: `—` for none, phones masked, `1,545`, `2025-11-20`, `85.0%`."""
        if value in (None, "", [], ()):
            return NO_VALUE
        return SHOWN.get(self.kind, _as_words)(value)

    def cell(self, value: Any) -> int | float | date | str | None:
        """The value as an Excel cell holds it: numbers and days typed, yes and no as 是 and 否, the rest text."""
        if value in (None, "", [], ()):
            return None
        return CELLS.get(self.kind, _as_words)(value)


def percent_words(share: float | None) -> str:
    """85.0%, — of nothing: the one way in which pages and commands write a rate."""
    return NO_VALUE if share is None else f"{share:.1%}"


def is_blank(raw: Any) -> bool:
    """Whether nothing is there: None, no items, or text in which nothing can be seen."""
    if isinstance(raw, str):
        return not text.normalise(raw)
    return raw is None or (isinstance(raw, list | tuple) and not raw)


def written(raw: Any) -> str:
    """What an Excel cell holds, as text: 5.0 is `5`, a day is `2024-03-05`."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d" if raw.time() == time(0) else "%Y-%m-%d %H:%M")
    return str(raw)


def _parse_text(column: Column, raw: Any) -> str:
    return _short_enough(column, text.normalise(written(raw)))


def _parse_long_text(column: Column, raw: Any) -> str:
    return _short_enough(column, text.paragraphs(written(raw)))


def _short_enough(column: Column, words: str) -> str:
    limit = column.max_length or LONGEST.get(column.kind)
    if limit and len(words) > limit:
        raise CellError("TOO_LONG", f"{column.title}最多 {limit} 个字，现在 {len(words)} 个，请写短些")
    return words


def _parse_day(column: Column, raw: Any) -> date:
    return text.day(raw, latest=clock.today()) if column.is_past else text.day(raw)


def _parse_moment(_column: Column, raw: Any) -> datetime:
    """Wall-clock time of Asia/Shanghai becomes an aware UTC moment."""
    if isinstance(raw, datetime) and raw.tzinfo:
        return raw
    if isinstance(raw, datetime):
        return clock.at(text.day(raw), raw.time())
    day_part, _, time_part = text.normalise(written(raw)).replace("T", " ").partition(" ")
    return clock.at(text.day(day_part), _time_of(time_part) if time_part else time(0))


def _parse_time(_column: Column, raw: Any) -> time:
    if isinstance(raw, datetime):
        return raw.time()
    if isinstance(raw, time):
        return raw
    if isinstance(raw, float) and 0 <= raw < 1:
        return (datetime.min + timedelta(minutes=round(raw * 24 * 60))).time()
    return _time_of(str(raw))


def _time_of(words: str) -> time:
    found = re.fullmatch(r"([0-9]{1,2})[:时点]([0-9]{1,2})?(?::[0-9]{2})?分?", text.same_word(words))
    hour, minute = (int(part or 0) for part in found.groups()) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise CellError("TIME_FORMAT", "请把时间写成 15:30 这样")
    return time(hour, minute)


def _parse_bool(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = text.same_word(written(raw))
    if word in YES_WORDS or word in NO_WORDS:
        return word in YES_WORDS
    raise CellError("UNKNOWN_VALUE", f"{column.title}请填“是”或“否”")


def _parse_choice(column: Column, raw: Any) -> str:
    word = text.normalise(written(raw))
    if not column.choices:
        return _short_enough(column, word)
    known = {text.same_word(choice): choice for choice in column.choices}
    if text.same_word(word) not in known:
        raise CellError("UNKNOWN_VALUE", f"{column.title}请从“{'、'.join(column.choices[:12])}”里选")
    return known[text.same_word(word)]


def _parse_choices(column: Column, raw: Any) -> list[str]:
    parts = re.split(r"[；;、,，\n|]", raw) if isinstance(raw, str) else raw
    parts = parts if isinstance(parts, list | tuple) else [parts]
    return list(dict.fromkeys(_parse_choice(column, part) for part in parts if not is_blank(part)))


def _parse_files(_column: Column, raw: Any) -> list[Any]:
    return list(raw) if isinstance(raw, list | tuple) else [raw]


def _parse_decimal(column: Column, raw: Any) -> Decimal:
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise _no_number(column)
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text.folded(str(raw)).strip())
    if not re.fullmatch(r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?", plain):
        raise _no_number(column)
    return Decimal(plain)


def _parse_integer(column: Column, raw: Any) -> int:
    number = _parse_decimal(column, raw)
    if number != number.to_integral_value() or abs(number) > 10**15:
        raise CellError("NUMBER_FORMAT", f"{column.title}请填整数")
    if column.at_most is not None and not 1 <= number <= column.at_most:
        raise CellError("NUMBER_FORMAT", f"{column.title}请填 1 到 {column.at_most:,} 之间的数")
    return int(number)


def _parse_percent(column: Column, raw: Any) -> Decimal:
    """A share of one: `85%` and 0.85 are the same."""
    words = text.folded(str(raw)).strip()
    number = _parse_decimal(column, words.removesuffix("%"))
    return number / 100 if words.endswith("%") else number


def _no_number(column: Column) -> CellError:
    return CellError("NUMBER_FORMAT", f"{column.title}请填数字")


def _as_words(value: Any) -> str:
    return BETWEEN.join(str(item) for item in value) if isinstance(value, list | tuple | set) else str(value)


def _yes_or_no(value: Any) -> str:
    return "是" if value else "否"


def _shown_decimal(value: Any) -> str:
    try:
        return f"{Decimal(str(value)).normalize():,f}"
    except InvalidOperation:
        return str(value)


def _wall_clock(moment: datetime) -> datetime:
    local = clock.local(moment) if moment.tzinfo else moment
    return local.replace(tzinfo=None, second=0, microsecond=0)


MISSING_CODES: Mapping[Kind, str] = MappingProxyType({Kind.NAME: "NAME_MISSING", Kind.PHONE: "PHONE_MISSING"})
PARSERS: Mapping[Kind, Callable[[Column, Any], Any]] = MappingProxyType({
    Kind.TEXT: _parse_text,
    Kind.LONG_TEXT: _parse_long_text,
    Kind.NAME: lambda column, raw: _short_enough(column, text.person_name(written(raw))),
    Kind.PHONE: lambda _column, raw: text.mobile(raw),
    Kind.INTEGER: _parse_integer,
    Kind.DECIMAL: _parse_decimal,
    Kind.DATE: _parse_day,
    Kind.MONTH: lambda _column, raw: text.month(raw),
    Kind.DATETIME: _parse_moment,
    Kind.TIME: _parse_time,
    Kind.BOOL: _parse_bool,
    Kind.CHOICE: _parse_choice,
    Kind.CHOICES: _parse_choices,
    Kind.REFERENCE: _parse_text,
    Kind.REFERENCES: _parse_choices,
    Kind.FILES: _parse_files,
    Kind.PERCENT: _parse_percent,
})
SHOWN: Mapping[Kind, Callable[[Any], str]] = MappingProxyType({
    Kind.PHONE: text.mask_phone,
    Kind.INTEGER: "{:,}".format,
    Kind.DECIMAL: _shown_decimal,
    Kind.PERCENT: percent_words,
    Kind.BOOL: _yes_or_no,
    Kind.DATE: "{:%Y-%m-%d}".format,
    Kind.DATETIME: lambda moment: f"{_wall_clock(moment):%Y-%m-%d %H:%M}",
    Kind.TIME: "{:%H:%M}".format,
})
CELLS: Mapping[Kind, Callable[[Any], Any]] = MappingProxyType({
    Kind.PHONE: lambda phone: "".join((phone,)),  # as it is: a sealed one would show itself masked
    Kind.INTEGER: int,
    Kind.DECIMAL: float,
    Kind.PERCENT: float,
    Kind.BOOL: _yes_or_no,
    Kind.DATE: lambda day: day,
    Kind.DATETIME: _wall_clock,
    Kind.TIME: "{:%H:%M}".format,
})
