"""Names of people as the offices type them, brought to one form."""

from __future__ import annotations

import re

from liaison.core.errors import CellError
from liaison.core.text.words import folded

LONGEST_NAME = 50
LONGEST_TYPED = 1_000  # with notes and blanks; what is longer is not even looked through
MARKS = "·'’- 0123456789"  # villages tell namesakes apart by a figure

_DOTS = re.compile(r"\s*(?:[·•‧∙⋅・･●▪ᐧ.。｡]\s*)+")
_NOTE = re.compile(r"\s*[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]\s*$")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HAS_HAN = re.compile(f"[{_HAN}]")
_TWO_NAMES = re.compile(f"[{_HAN}]{{2,}}\\s*\\n\\s*[{_HAN}]{{2,}}")
_NO_NAME = re.compile(r"[-—–_/\\.·\s]*")
_PLACEHOLDER = re.compile(
    r"测试.*|无|暂无|没有|待定|待补|待补充|待报|待确定|未知|不详|空缺|缺|暂缺|无名|匿名|姓名|同上|.*某.*|.*[*×xX]{2,}|[xX×]"
)


def person_name(text: str) -> str:
    """A person's name in its one form: `王　芳` → `王芳`, `买买提•艾力` → `买买提·艾力`, `张三（组长）` → `张三`.

    Raises CellError NAME_MISSING, PLACEHOLDER, NAME_MULTI, NAME_LONG or NAME_CHARACTERS.
    """
    if len(text) > LONGEST_TYPED:
        raise _too_long()
    name = folded(text).strip()
    if _TWO_NAMES.search(name):
        raise CellError("NAME_MULTI", "一格里有两个人，请分成两行")
    name = _joined(_DOTS.sub("·", _NOTE.sub("", name)).strip("· "))
    if _NO_NAME.fullmatch(name):
        raise CellError("NAME_MISSING", "请填姓名")
    if _PLACEHOLDER.fullmatch(name):
        raise CellError("PLACEHOLDER", "请填真实姓名")
    return _checked(name)


def _joined(name: str) -> str:
    """Blanks fall out of Chinese names; elsewhere one stays between two words."""
    return re.sub(r"\s+", "" if _HAS_HAN.search(name) else " ", name)


def _checked(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise _too_long()
    is_plain = all(character.isalpha() or character in MARKS for character in name)
    if not is_plain or not name[0].isalpha():
        raise CellError("NAME_CHARACTERS", "姓名里有符号或认不出的字，请改成姓名")
    return name


def _too_long() -> CellError:
    return CellError("NAME_LONG", f"姓名最多 {LONGEST_NAME} 个字，请核对")
