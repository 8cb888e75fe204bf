"""How often something may be done: the one table of these limits, which every counter reads.

An office changes single rows by the setting LIMITS: `search=120/60 upload=40/3600` (how many, within how many seconds).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Ceiling:
    """At most so many tries within a span of time."""

    most: int
    span: timedelta


# Source: SECURITY RL-02. Behind `public.` stand people without an account: of a wireless network that many share more
# are taken than of a device (PUBLIC_PER_DEVICE, PUBLIC_PER_ADDRESS and PUBLIC_PER_CODE change these three).
LIMITS: Mapping[str, Ceiling] = MappingProxyType({
    "sign_in": Ceiling(10, 5 * MINUTE),  # of an address with a name; those that come in are not counted
    "phone_code.use": Ceiling(20, HOUR),  # of an address
    "search": Ceiling(60, MINUTE),  # of a user, as the rest
    "phone.show": Ceiling(30, HOUR),
    "export": Ceiling(3, DAY),  # of what was approved in full
    "export.masked": Ceiling(50, DAY),
    "feedback": Ceiling(10, DAY),
    "upload": Ceiling(20, HOUR),  # of forms with files
    "public.ask.device": Ceiling(5, HOUR),
    "public.ask.address": Ceiling(60, HOUR),
    "public.ask.code": Ceiling(100, HOUR),
    "public.track.address": Ceiling(5, HOUR),  # wrong tries only
    "public.track.number": Ceiling(20, DAY),  # wrong tries only
    "public.rate.address": Ceiling(20, HOUR),  # wrong tries only
})  # fmt: skip
SENTENCE = "太频繁了，请过一会儿再试。"
SENTENCES: Mapping[str, str] = MappingProxyType({
    "sign_in": "登录试得太多了，请过几分钟再试；忘了密码，请找政协办公室重设。",
    "search": "查得太快了，请过一分钟再查。",
    "phone.show": "一小时里看过的完整号码已经到了上限。请过一会儿再看；要很多号码，请办公室导出。",
    "export": "今天下载的完整名单已经到了上限。请过一会儿再下，或者请系统管理员调大上限。",
    "export.masked": "今天导出的次数已经到了上限。请过一会儿再导，或者请系统管理员调大上限。",
    "feedback": "今天给办公室的留言已经到了上限，急事请打电话。",
    "upload": "这一小时传的附件太多了，请过一会儿再传。",
})  # fmt: skip
WORD = re.compile(r"([a-z_.]+)=([1-9][0-9]{0,8})/([1-9][0-9]{0,8})")
_own: dict[str, Ceiling] = {}


def ceilings_in(words: str) -> dict[str, Ceiling]:
    """What a setting says. Raises ValueError with what to do when a word is none or names no limit."""
    found = {}
    for word in words.split():
        parts = WORD.fullmatch(word)
        if parts is None or parts[1] not in LIMITS:
            raise ValueError(f"LIMITS 里的“{word}”看不懂：请写成 名称=次数/秒数，名称是 {'、'.join(LIMITS)} 之一。")
        found[parts[1]] = Ceiling(int(parts[2]), timedelta(seconds=int(parts[3])))
    return found


def use(own: Mapping[str, Ceiling]) -> None:
    """Let these rows stand in place of the shipped ones."""
    _own.clear()
    _own.update(own)


def ceiling_of(what: str) -> Ceiling:
    """The row that counts now."""
    return _own.get(what) or LIMITS[what]
