"""What dashboards are held against (目标线): how many of their own members meet, how much is done in time."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

WHOLE = 100


class Aims(NamedTuple):
    """Shares of one. The usual ones are proposed (85 % and 95 %); the office sets its own."""

    coverage: float = 0.85
    on_time: float = 0.95


def is_aim(percent: Decimal) -> bool:
    """Whether a number can be an aim: 0 to 100, one digit after the point at most."""
    return 0 <= percent <= WHOLE and percent == round(percent, 1)


def aim_words(share: float) -> str:
    """85%, 87.5%."""
    return f"{WHOLE * share:.1f}".removesuffix(".0") + "%"
