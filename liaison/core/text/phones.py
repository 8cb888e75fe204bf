"""Telephone numbers as they are typed, brought to eleven digits or refused with the reason."""

from __future__ import annotations

import math
import re

from liaison.core.errors import CellError
from liaison.core.text.words import folded

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"\(?(0[0-9]{2,3})\)?[- ]?([2-9][0-9]{6,7}|[0-9]{8})(?:(?:转|-|#|ext\.?)([0-9]{1,6}))?")
_COUNTRY = re.compile(r"^[(]?(?:\+|00)?86[)]?[- ]*(?=1)")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_MASKED = re.compile(r"[0-9]{2,4}[*×x•·]{2,}[0-9]{0,4}", re.IGNORECASE)
_NOTE = re.compile(r"[(\[【][^0-9)\]】]*[)\]】]")
_BETWEEN = re.compile(r"[/\\、,;|\n]|或|和")
_DIGITS = re.compile(r"[0-9]+(?:[-. ]{1,2}[0-9]+)*")
_NOTHING = re.compile(r"[-—–_/\\\s]*|无|暂无|没有|同上|不详")
LONGEST_TYPED = 1_000  # with notes and blanks; what is longer is not even looked through
_MANY_ZEROS = "000000"

SENTENCES = {
    "PHONE_MISSING": "请填 11 位手机号",
    "PHONE_SHORT": "手机号不足 11 位，请补全",
    "PHONE_LONG": "手机号多于 11 位，请核对",
    "PHONE_ALPHA": "手机号里有字母或符号，请改成 11 位数字",
    "PHONE_PREFIX": "手机号要以 13 至 19 开头，请核对",
    "PHONE_LANDLINE": "这是座机号，请填 11 位手机号",
    "PHONE_ROUNDED": "号码末几位被 Excel 变成了 0，请把这一列设为文本后重新填",
    "PHONE_SCI": "号码被 Excel 变成了科学计数，请把这一列设为文本后重新填",
    "PHONE_MASKED": "号码带星号，请填完整的 11 位手机号",
    "PHONE_MULTI": "一格里有两个手机号，请只留一个",
    "FORMULA_TEXT": "号码以等号开头，请去掉等号",
}


class Phone(str):
    """A number that shows itself masked, wherever it is printed, written into a sentence or logged.

    Compared, looked up and cut into pieces it is the text that it is; `full` is for whoever may see it.
    """

    __slots__ = ()

    def __new__(cls, digits: str) -> Phone:
        return super().__new__(cls, "".join((digits,)))  # not str(digits), which would be masked

    @property
    def full(self) -> str:
        """All its digits, as plain text."""
        return "".join((self,))

    def __str__(self) -> str:
        return mask_phone(self)

    def __repr__(self) -> str:
        return f"Phone({mask_phone(self)!r})"

    def __format__(self, wanted: str) -> str:
        return format(mask_phone(self), wanted)

    def __html__(self) -> str:
        return mask_phone(self)


def mobile(value: object) -> str:
    """The eleven digits of a mobile number; a landline beside it is left out.

    value: text, or the number of an Excel cell.
    Raises CellError with one of the codes of `SENTENCES`.
    """
    if isinstance(value, str) and _MOBILE.fullmatch(value):
        return "".join((value,))
    if isinstance(value, bool):
        raise _wrong("PHONE_ALPHA")
    if isinstance(value, int | float):
        return _from_number(value)
    if value is not None and len(str(value)) > LONGEST_TYPED:
        raise _wrong("PHONE_LONG")
    text = "" if value is None else folded(str(value)).strip().lstrip("'’‘`").strip()
    _refuse_ruined(text)
    return _only_mobile([_bare(part) for part in _BETWEEN.split(_NOTE.sub("", text)) if part.strip()])


def landline(value: object) -> str | None:
    """A number with area code as `0513-88812345`, with its extension as `0513-88812345转8001`; else None."""
    found = _LANDLINE.fullmatch(folded(str(value)[:LONGEST_TYPED]).strip()) if isinstance(value, str) else None
    if found is None:
        return None
    area, number, extension = found.groups()
    return f"{area}-{number}" + (f"转{extension}" if extension else "")


def mask_phone(phone: str) -> str:
    """A number with its middle hidden: `138****5521`; of a short one only the last two digits stay."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if phone else ""


def spaced_phone(phone: str) -> str:
    """A mobile in groups that can be read aloud: `138 6270 5521`."""
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if _MOBILE.fullmatch(phone) else phone


def _wrong(code: str) -> CellError:
    return CellError(code, SENTENCES[code])


def _from_number(value: float) -> str:
    if not math.isfinite(value) or value != int(value) or value < 0:
        raise _wrong("PHONE_ALPHA")
    digits = str(int(value))
    rounded = len(digits) >= 11 and digits.endswith(_MANY_ZEROS)
    fault = "PHONE_ROUNDED" if rounded else _fault(digits)
    if fault:
        raise _wrong(fault)
    return digits


def _refuse_ruined(text: str) -> None:
    """Refuse what is no number any more, before digits are looked for in it."""
    if _NOTHING.fullmatch(text):
        raise _wrong("PHONE_MISSING")
    if text.startswith("="):
        raise _wrong("FORMULA_TEXT")
    if _SCIENTIFIC.fullmatch(text):
        raise _wrong("PHONE_SCI")
    if _MASKED.search(text):
        raise _wrong("PHONE_MASKED")


def _bare(part: str) -> str:
    part = _COUNTRY.sub("", part.strip(), count=1)
    return re.sub(r"\.0+$", "", part)


def _only_mobile(parts: list[str]) -> str:
    numbers = [_squeezed(part) for part in parts]
    mobiles = list(dict.fromkeys(number for number in numbers if _MOBILE.fullmatch(number)))
    if len(mobiles) > 1:
        raise _wrong("PHONE_MULTI")
    if not mobiles:
        raise _why_not(parts[0] if parts else "")
    if any(landline(part) is None and number != mobiles[0] for part, number in zip(parts, numbers, strict=True)):
        raise _wrong("PHONE_MULTI")
    return mobiles[0]


def _squeezed(part: str) -> str:
    """The digits of a part that holds digits and dividers only, else nothing."""
    return re.sub(r"[-. ]", "", part) if _DIGITS.fullmatch(part) else ""


def _why_not(part: str) -> CellError:
    if landline(part):
        return _wrong("PHONE_LANDLINE")
    return _wrong(_fault(_squeezed(part)) or "PHONE_ALPHA")


def _fault(digits: str) -> str | None:
    """The code of what keeps these digits from being a mobile number."""
    if not digits:
        return "PHONE_ALPHA"
    if len(digits) != 11:
        return "PHONE_SHORT" if len(digits) < 11 else "PHONE_LONG"
    return None if _MOBILE.fullmatch(digits) else "PHONE_PREFIX"
