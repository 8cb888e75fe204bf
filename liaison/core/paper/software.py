"""What a machine must have besides Python to draw a PDF: Pango, and fonts with Chinese characters."""

from __future__ import annotations

import shutil
import subprocess
from ctypes.util import find_library
from functools import lru_cache

NO_PANGO = "没有装 Pango，做不出 PDF。请装 libpango-1.0-0 和 libpangoft2-1.0-0。"
NO_FONTS = "没有装中文字体，PDF 会出方框。请装 fonts-noto-cjk。"
LIBRARIES = ("pango-1.0", "pangoft2-1.0")
LONGEST_LOOK = 10


@lru_cache(maxsize=1)
def missing() -> str:
    """One sentence that says what to install; empty where nothing is missing. Looked at once in a process."""
    if not all(find_library(name) for name in LIBRARIES):
        return NO_PANGO
    return "" if has_chinese_fonts(shutil.which("fc-list")) else NO_FONTS


def has_chinese_fonts(lister: str | None) -> bool:
    """Whether fontconfig knows a font for Chinese; without its lister nobody can tell, and none is missed."""
    if lister is None:
        return True
    words = [lister, ":lang=zh", "family"]
    found = subprocess.run(words, capture_output=True, timeout=LONGEST_LOOK, check=False)  # noqa: S603 - our own words
    return bool(found.stdout.strip())
