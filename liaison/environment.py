"""Settings as the environment gives them: a value that makes sense, or one sentence that says what would."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HOST = re.compile(r"\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")
DIALECTS = ("sqlite", "postgresql")
SWITCH = {"": False, "0": False, "1": True}


def given(name: str) -> str:
    """What the environment says, without blanks around it; empty where it says nothing."""
    return os.environ.get(name, "").strip()


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number within its bounds; the default where none is given. Raises SystemExit with a sentence."""
    word = given(name)
    if not word:
        return default
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else -1
    if not least <= number <= most:
        raise SystemExit(f"{name} 请设成 {least} 到 {most} 之间的整数，或删掉（就是 {default}）。")
    return number


def one_of(name: str, known: Sequence[str]) -> str:
    """One of some words, the first of them where none is given. Raises SystemExit with a sentence."""
    word = given(name) or known[0]
    if word not in known:
        raise SystemExit(f"{name} 请设成 {'、'.join(known)} 里的一个，或删掉（就是 {known[0]}）。")
    return word


def switch(name: str) -> bool:
    """On (1) or off (0, or nothing). Raises SystemExit with a sentence."""
    if given(name) not in SWITCH:
        raise SystemExit(f"{name} 请设成 1（开）或 0（关），或删掉。")
    return SWITCH[given(name)]


def address(name: str) -> str:
    """The address of a site without a slash at its end. Raises SystemExit with a sentence."""
    word = given(name).rstrip("/")
    if word and not is_address(word):
        raise SystemExit(f"{name} 请写完整的网址，例如 https://lianxi.example.gov.cn，或删掉。")
    return word


def is_address(word: str) -> bool:
    """Whether browsers and mail can go there."""
    try:
        parts = urlsplit(word)
        return parts.scheme in ("http", "https") and bool(HOST.fullmatch(parts.netloc))
    except ValueError:
        return False


def hosts(name: str) -> list[str] | None:
    """Names of hosts with blanks between them; None where none is given. Raises SystemExit with a sentence."""
    words = given(name).split()
    if not all(HOST.fullmatch(word) for word in words):
        raise SystemExit(f"{name} 请只写域名，不带 https://，几个之间用空格，例如 lianxi.example.gov.cn。")
    return words or None


def database(name: str, default: str) -> str:
    """The address of the database; PostgreSQL is spoken through psycopg 3. Raises SystemExit with a sentence."""
    word = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", given(name) or default)
    try:
        is_known = make_url(word).get_backend_name() in DIALECTS
    except (ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise SystemExit(f"{name} 请写成 postgresql://用户:密码@主机/库（密码里的符号写成 %40 这样），或删掉。")
    return word


def made_folder(name: str, chosen: Path | str | None, otherwise: Path) -> Path:
    """A folder of our own, made where it is not there yet: the one chosen, or the environment's, or the other one.

    Raises SystemExit with a sentence.
    """
    path = Path(chosen or given(name) or otherwise).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{name} 请设成能写的文件夹：{path} 建不了（{error.strerror}）。") from error
    return path
