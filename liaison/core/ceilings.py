"""How often something may be done: the one table of these limits, which every counter reads."""

from __future__ import annotations

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
    "upload": "这一小时传的附件太多了，请过一会儿再传。",
})  # fmt: skip
