"""When a year's account may be laid open and closed, and by whom."""

from __future__ import annotations

from datetime import date


def why_not_open(year: int, until: date, today: date) -> str:
    """What to do before a year may be laid open; nothing where it may. until: the day up to which it was reckoned."""
    if today.year <= year:
        return f"{year} 年还没有过完，请从 {year + 1} 年 1 月 1 日起再公示、锁定。"
    if until < date(year, 12, 31):
        return f"积分只算到 {until.month} 月 {until.day} 日，请先重新计算，算满一年再公示。"
    return ""


def why_not_close(opened_until: date | None, is_own: bool, waiting: int, today: date) -> str:
    """What to do before a year that is over may be closed; nothing where it may.

    opened_until: the last day of objections; is_own: whether whoever asks reckoned it; waiting: objections without an
    answer.
    """
    if opened_until is None:
        return "请先公示，过了提异议的日子再锁定。"
    after = f"过了 {opened_until.month} 月 {opened_until.day} 日"
    if is_own:
        return f"这一年是您计算的，请另一位同事{after}核对、锁定。"
    if today <= opened_until:
        return f"请{after}再由计算以外的另一位同事核对、锁定。"
    return f"还有 {waiting} 条异议没有答复，请先答复再锁定。" if waiting else ""
