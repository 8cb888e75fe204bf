"""The sentences of pages that the office may write anew, each with the words it stands with until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from liaison.casework.workflow import CASEWORK, UNSEEN_VERBS
from liaison.core.workflow import Move

OF_HINT = 80
MOVES_PAGES, PUBLIC_PAGES, SLIP = "办理页面上的提示", "群众扫码的页面", "给诉求人的评价码"
HELP = "帮助和给委员的一页纸"


@dataclass(frozen=True)
class Phrase:
    """A sentence. place: on which pages; default: what stands there; most: letters at most."""

    key: str
    place: str
    title: str
    default: str
    most: int = 200


def hint_key(verb: str) -> str:
    """The key of what a move's page says will happen."""
    return f"hint.{verb}"


def hint_of(move: Move) -> Phrase:
    """The hint of a move as a phrase."""
    return Phrase(hint_key(move.verb), MOVES_PAGES, move.title, move.hint, OF_HINT)


HINTS = tuple(hint_of(move) for move in CASEWORK.moves if move.hint and move.verb not in UNSEEN_VERBS)
OF_NOTICE = (
    Phrase("notice.use", PUBLIC_PAGES, "个人信息：用来做什么", "弄清您反映的事，告诉您办理结果。不用来做别的。"),
    Phrase("notice.keep", PUBLIC_PAGES, "个人信息：存多久",
           "转给委员的，和办理档案一起保管；没有转的，满 6 个月删去内容、姓名、电话和照片。"),
    Phrase("notice.nameless", PUBLIC_PAGES, "个人信息：不留姓名", "可以不留姓名和电话，只凭查询号看进度。"),
)  # fmt: skip
ELSEWHERE = (
    Phrase("ask.begin", PUBLIC_PAGES, "表单开头和海报", "不用注册，填 3 项就行。工作人员看过转给委员，委员和您联系。"),
    Phrase("rated.closed", PUBLIC_PAGES, "评价以后，办结的", "这件事到这里办结。以后有事，还可以找您身边的委员。"),
    Phrase("slip.scan", SLIP, "怎么用", "请诉求人用手机扫一扫，或者把下面的地址发给他。"),
    Phrase("slip.once", SLIP, "提醒", "这个码只显示这一次。找不到了可以做一个新的，旧的就不能用了。"),
    Phrase("help.contact", HELP, "有事找谁，电话多少", "请找市政协办公室；委员也可以先问您的工委。", OF_HINT),
)  # fmt: skip
PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {one.key: one for one in (*ELSEWHERE[:1], *OF_NOTICE, *ELSEWHERE[1:], *HINTS)}
)
NOTICE_KEYS = tuple(one.key for one in OF_NOTICE)
