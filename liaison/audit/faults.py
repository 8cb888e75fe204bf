"""What can be wrong with the log, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from liaison.audit.chain import NoAuditKey
from liaison.audit.words import verb_title
from liaison.core import clock

CHANGED, MISSING, INSERTED, SWAPPED, CUT = "changed", "missing", "inserted", "swapped", "cut"
FORGED_HEAD, BROKEN_HEAD, FORGED_DAY, OTHER_KEY, UNREADABLE = "head", "broken", "day", "key", "unreadable"

SENTENCES = {
    CHANGED: "被改过",
    MISSING: "不见了，被删掉了",
    INSERTED: "是后来塞进去的，没有经过平台",
    SWAPPED: "的顺序被调换过",
    CUT: "起到末尾的记录被删掉了",
    FORGED_HEAD: "是最后一条，但链头的签名对不上：链头被改过，或者末尾被删过",
    BROKEN_HEAD: "记下的时候，前面的链头已经被人动过",
    FORGED_DAY: "和当天的每日签名对不上",
    OTHER_KEY: "是用另一把钥匙封的，这里没有那把钥匙：请把旧钥匙放回 audit_key",
    UNREADABLE: "里有读不出的内容，被改过",
}
WRITES_LOG = re.compile(r'\s*(INSERT INTO|UPDATE) "?event(_seal|_head)?"?\s')


@dataclass(frozen=True)
class Fault:
    """The first bad row. number: its place in the chain, None where it has none; at, verb: as they stand there now."""

    kind: str
    number: int | None
    event_id: int | None = None
    at: Any = None
    verb: Any = None

    @property
    def sentence(self) -> str:
        """What is wrong, as the office reads it."""
        named = [f"编号 {self.event_id}"] if self.event_id else []
        named += [moment_in_words(self.at)] if self.at else []
        named += [verb_title(str(self.verb))] if self.verb else []
        about = f"（{'，'.join(named)}）" if named else ""
        return f"{f'第 {self.number:,} 条' if self.number is not None else '有一条'}{about}{SENTENCES[self.kind]}。"


def moment_in_words(at: Any) -> str:
    """When it was, in Asia/Shanghai; what is no moment is given as it stands."""
    try:
        moment = datetime.fromisoformat(str(at)).replace(tzinfo=UTC)
    except ValueError:
        return str(at)
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}"


def is_unnoted(error: BaseException) -> bool:
    """Whether an error came of writing the log: what could not be noted must not be done (AU-06)."""
    return isinstance(error, NoAuditKey) or (
        isinstance(error, DBAPIError) and WRITES_LOG.match(error.statement or "") is not None
    )
