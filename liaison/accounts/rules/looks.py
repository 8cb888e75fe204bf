"""Looking at a whole telephone number: what for."""

from __future__ import annotations

from liaison.core.errors import Refused

OTHER = "其他"
REASONS = ("联系本人", "通知会议、活动", "回访、告知结果", "核对资料")
LIMIT = "phone.show"
SAY_WHY = "请写一句为什么看"


def reason_in_words(why: str, why_words: str | None = None) -> str:
    """The reason as the log keeps it: 核对资料; 其他：替他送材料. Raises Refused where 其他 says nothing."""
    if why != OTHER:
        return why
    if not why_words:
        raise Refused(f"{SAY_WHY}。", {"why_words": SAY_WHY})
    return f"{OTHER}：{why_words}"
