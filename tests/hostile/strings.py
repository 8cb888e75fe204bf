"""The naughty strings: the lists of tests/data/hostile/strings and the few that no JSON file can hold well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

LISTS = Path(__file__).parents[1] / "data" / "hostile" / "strings"
OF_FIELDS = ("blns", "cn_naughty", "ids", "sort_params", "redirects_and_urls", "filenames")
OURS = (
    "\0", "甲\0乙", "\ud800", "甲\udfff乙", "𠮷野家😀", "\U0010ffff", "a!" * 50_000, "9" * 5_000, "-" + "9" * 400,
    "1e999", "1e-999", "9" * 19, "2147483648", "0001-01-01", "9999-12-31", "10000-01-01", "2024-02-30", "24:00",
    "[]", "{}", "甲\r\nSet-Cookie: a=b", "%", "_", "\\", "%%%%%%%%", "(" * 2_000, "甲" * 20_000, "NaN", "Infinity",
    "１２３", "²", "٣", "0x10", "1_000", "\u202e", "\ufeff", "\u0000'--",
)  # fmt: skip


def items(name: str) -> list[Any]:
    """The lines of one list."""
    return json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))["items"]


def naughty() -> list[str]:
    """Every string for a field, each once, ours first."""
    listed = (word for name in OF_FIELDS for word in items(name) if isinstance(word, str))
    return list(dict.fromkeys([*OURS, *listed]))


def in_body(cells: list[tuple[str, str]]) -> bytes:
    """A form as a browser of bad manners sends it: halves of characters as they are."""
    return urlencode(cells, encoding="utf-8", errors="surrogatepass").encode("ascii")


def in_path(word: str) -> str:
    """A part of an address; slashes are written out, so that the route stays the same."""
    return quote(word, safe="", encoding="utf-8", errors="surrogatepass") or "%20"
