"""What stands in a mail and what a robot says: titles made from our own templates, and a link into the platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from liaison.notices.rules.outbox import SUBJECTS, subject_of

WECHAT, DINGTALK, PLAIN = "wecom", "dingtalk", "text"
ROBOTS = {WECHAT: "企业微信", DINGTALK: "钉钉", PLAIN: "其他（纯文字）"}
SIGNED = "委员联系群众平台"  # robots that ask for a keyword can be given this one
ADVICE = "为保护个人信息，这里不写姓名、电话和内容，请登录平台看。"
MOST_TITLES = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a daily mail says of a subject besides.
BESIDE = {"monthly": "月报的 Excel 不随这封信，请打开平台取；想随信收到，在“邮件提醒”里把“月报”选成“马上发”。"}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. security: starttls, ssl or none; sender: the address it comes from."""

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = "starttls"
    sender: str = ""


@dataclass(frozen=True)
class Robots:
    """Which addresses are called. is_internal: also inside the office's own network; is_trial: this very machine."""

    is_internal: bool = False
    is_trial: bool = False


def one_line(words: str) -> str:
    """Words that may stand in a header of a mail."""
    return " ".join(words.split())


def mail_text(subject: str, body: str, address: str, enclosed: str = "") -> str:
    """The text of a mail. address: of the page it leads to, empty where the platform's own is not set.

    enclosed: what it says of the file that goes with it.
    """
    more = [line for words in (enclosed, f"打开：{address}" if address else "") if words for line in (words, "")]
    return "\n".join([body or subject, "", *more, ADVICE, "哪些消息发邮件，在平台“我的”里改。", ""])


def robot_words(robot: str, subject: str, address: str) -> dict[str, Any]:
    """What is posted to a robot, in the form of its maker."""
    return FORMS[robot](f"【{SIGNED}】{subject}", address)


def _plain(title: str, address: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": f"{title}\n{address}".strip()}}


def _wechat(title: str, address: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": f"{title}\n{_link(address)}".strip()}}


def _dingtalk(title: str, address: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"title": title, "text": f"{title}\n\n{_link(address)}".strip()}}


def _link(address: str) -> str:
    return f"[打开]({address})" if address else ""


FORMS: Mapping[str, Callable[[str, str], dict[str, Any]]] = MappingProxyType(
    {WECHAT: _wechat, DINGTALK: _dingtalk, PLAIN: _plain}
)


def digest_subject(count: int) -> str:
    """The subject of the daily mail."""
    return f"{count} 条消息没看"


def digest_lines(messages: Sequence[tuple[str, str]]) -> str:
    """The text of the daily mail: how many of each subject, then their titles. messages: `(kind, title)`."""
    counts = Counter(subject_of(kind) for kind, _title in messages)
    lines = [f"{SUBJECTS[subject]}：{counts[subject]} 条" for subject in SUBJECTS if counts[subject]]
    titles = [f"· {one_line(title)}" for _kind, title in messages[:MOST_TITLES]]
    rest = len(messages) - MOST_TITLES
    beside = [line for subject, words in BESIDE.items() if counts[subject] for line in ("", words)]
    return "\n".join([*lines, "", *titles, *([f"另有 {rest} 条"] if rest > 0 else []), *beside])
