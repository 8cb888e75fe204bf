"""Looking at a whole telephone number: what for, and how often within an hour."""

from __future__ import annotations

from datetime import timedelta

from liaison.core.errors import Refused

OTHER = "其他"
REASONS = ("联系本人", "通知会议、活动", "回访、告知结果", "核对资料")
LIMIT = "phone.show"
MOST_LOOKS, LOOKS_WITHIN = 30, timedelta(hours=1)  # of one person, whosever numbers they are (RL-02)
TOO_MANY = f"一小时最多看 {MOST_LOOKS} 个完整号码，您已经看满了。请过一会儿再看；要很多号码，请办公室导出。"
SAY_WHY = "请写一句为什么看"


def reason_in_words(why: str, more: str | None) -> str:
    """The reason as the log keeps it: 核对资料; 其他：替他送材料. Raises Refused where 其他 says nothing."""
    if why != OTHER:
        return why
    if not more:
        raise Refused(f"{SAY_WHY}。", {"why_words": SAY_WHY})
    return f"{OTHER}：{more}"
