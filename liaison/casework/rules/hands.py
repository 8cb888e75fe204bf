"""四眼原则: which moves nobody makes who had the matter in his own hands before (AZ-08)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RAISED, DECLINED, DONE, ANSWERED = (
    ("submit", "supplement"), ("decline",), ("finish", "sign"), ("finish", "sign", "reply"),
)  # fmt: skip
OWN_CASE = "这件是您自己反映的，不能自己审批。请本单位另一位负责人审批；没有的，请办公室加一位。"
OWN_DECLINE = "退回是您自己申请的，不能自己裁定。请另一位同志裁定。"
OWN_RESULT = "这件的结果是您自己报的，不能自己核查。请另一位同志核查。"
OWN_ANSWER = "这件是您自己办的，不能代诉求人评。请另一位同志回访。"

# By the move: the moves of this round that its actor must not have made, and what he is told.
OTHER_HANDS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType({
    "approve": (RAISED, OWN_CASE),
    **dict.fromkeys(
        ("rule_supplement", "rule_reassign", "rule_keep", "settle_reassign", "settle_keep"), (DECLINED, OWN_DECLINE)
    ),
    "pass_check": (DONE, OWN_RESULT),
    **dict.fromkeys(("rate", "rate_redo", "rate_escalate"), (ANSWERED, OWN_ANSWER)),
})  # fmt: skip
