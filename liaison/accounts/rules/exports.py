"""Taking lists out: what makes a request for whole numbers good, how long it holds, what is unusual."""

from __future__ import annotations

from datetime import timedelta

HOLDS = timedelta(hours=24)  # an approval; EX-01
LEAST_PURPOSE, LONGEST_PURPOSE = 6, 200
PAGE, COMMAND, MAIL = "page", "command", "mail"
WAYS = {PAGE: "网页", COMMAND: "命令", MAIL: "邮件"}

NO_PURPOSE = f"请写明要完整电话做什么，至少 {LEAST_PURPOSE} 个字。例如：打印联系卡发给委员。"
TOO_LONG = f"用途最多 {LONGEST_PURPOSE} 个字，请写短些。"
ASKED_ALREADY = "这份完整表已经申请过，还没有用。请在申请页等批，或者先撤回。"
HAS_NUMBER = "名单是按电话号码找出来的，申请里不能带着号码。请换个条件找，再申请完整电话。"
DONE_ALREADY = "这份申请已经处理过了，没有再改。请看现在的结果。"
OWN_REQUEST = "自己申请的，或者您代办的人、代您办的人申请的，要由另外的人批。请让别的办公室同事或安全管理员来批。"
NO_REASON = "请写明为什么不批。"
NO_SEAT = "要这份表的席位已经没有了，或者不能再导出这份名单，没有做。"
NOT_HERS = "这份完整表不能下载：没有批、过了 24 小时，或者已经下载过一次。请重新申请。"


def is_good_purpose(words: str) -> bool:
    """Whether it says what for: some words, not one sign over and over."""
    return len(words) >= LEAST_PURPOSE and len(set(words)) > 2
