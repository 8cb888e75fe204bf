"""Whether Python, SQLite, OpenSSL and expat are of versions with holes that matter here; pip looks at none of them."""

from __future__ import annotations

import pyexpat
import re
import sqlite3
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass

Version = tuple[int, ...]


@dataclass(frozen=True)
class Hole:
    """A known hole. fixed: the first good version of each line that was mended; newer lines never had it.

    harm: what may happen here, in words for an administrator; source: where it is written.
    """

    software: str
    name: str
    fixed: tuple[Version, ...]
    harm: str
    source: str

    def is_in(self, version: Version) -> bool:
        """Whether a version has it: before the mending of its own line, or of a line that never was."""
        own = [first for first in self.fixed if first[:2] == version[:2]]
        return version < own[0] if own else version < max(self.fixed)

    @property
    def remedy(self) -> str:
        """The versions to go to."""
        return "、".join(".".join(map(str, first)) for first in self.fixed)


HOLES = (
    Hole(
        "Python", "CVE-2024-0450", ((3, 11, 8), (3, 12, 2)), "压缩包炸弹能占满内存（本程序读表格时另有检查）",
        "https://www.cve.org/CVERecord?id=CVE-2024-0450",
    ),
    Hole(
        "Python", "CVE-2024-7592", ((3, 11, 10), (3, 12, 6)), "特制的 Cookie 能拖慢服务",
        "https://www.cve.org/CVERecord?id=CVE-2024-7592",
    ),
    Hole(
        "SQLite", "WAL-reset bug", ((3, 44, 6), (3, 50, 7), (3, 51, 3)), "两处同时写入时，数据库极少数情况下会损坏",
        "https://www.sqlite.org/wal.html#walresetbug",
    ),
    Hole(
        "OpenSSL", "CVE-2025-15467", ((3, 0, 19), (3, 3, 6), (3, 4, 4), (3, 5, 5), (3, 6, 1)),
        "特制的加密消息能让程序崩溃", "https://www.cve.org/CVERecord?id=CVE-2025-15467",
    ),
    Hole(
        "expat", "CVE-2024-45490、CVE-2024-45491、CVE-2024-45492", ((2, 6, 3),), "特制的表格能让读表的进程崩溃",
        "https://github.com/libexpat/libexpat/blob/R_2_6_3/expat/Changes",
    ),
    Hole(
        "expat", "CVE-2023-52425", ((2, 6, 0),), "特制的表格能让读表的进程很慢（本程序到时限就停它）",
        "https://github.com/libexpat/libexpat/blob/R_2_6_0/expat/Changes",
    ),
)  # fmt: skip


def versions() -> dict[str, Version]:
    """What runs here."""
    return {
        "Python": tuple(sys.version_info[:3]), "SQLite": sqlite3.sqlite_version_info,
        "OpenSSL": ssl.OPENSSL_VERSION_INFO[:3], "expat": numbers_of(pyexpat.EXPAT_VERSION),
    }  # fmt: skip


def numbers_of(words: str) -> Version:
    """`expat_2.5.0` is (2, 5, 0)."""
    return tuple(int(part) for part in re.findall("[0-9]+", words))


def advice(running: Mapping[str, Version] | None = None) -> list[str]:
    """One sentence for each hole of what runs here (or of `running`); it is advice, for distributions mend holes
    without changing the version.
    """
    here = versions() if running is None else running
    return [
        f"{hole.software} {'.'.join(map(str, here[hole.software]))} 有已知的漏洞 {hole.name}：{hole.harm}。"
        f"{hole.remedy} 已修好；请升级，或向系统厂商确认补丁已经打上。"
        for hole in HOLES if hole.software in here and hole.is_in(here[hole.software])
    ]  # fmt: skip
