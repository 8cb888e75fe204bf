"""What `flask check` looks at: each check is a function that gives sentences, none when all is well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from liaison.accounts.queries import governing_gaps
from liaison.audit.verifying import faults as unchained
from liaison.backup.nightly import faults as unsafe
from liaison.casework.queries.conservation import faults as unproved
from liaison.casework.queries.deadlines import faults as unreckoned
from liaison.casework.queries.flows import faults as flow_faults
from liaison.casework.queries.holders import vacancies
from liaison.casework.queries.seals import faults as unsealed
from liaison.core.keys import faults as keys_left
from liaison.core.paper import missing
from liaison.jobs.queries import schedule_faults
from liaison.orgs.queries import gaps
from liaison.roster.queries.gaps import gaps as roster_gaps

Check = Callable[[], list[str]]


@dataclass(frozen=True)
class Fault:
    """Something that somebody has to settle. check: which look found it."""

    check: str
    sentence: str


def software_missing() -> list[str]:
    """What the machine still needs to make PDFs."""
    return [missing()] if missing() else []


# Add a check here: its title and a function that gives one Chinese sentence for each fault.
CHECKS: tuple[tuple[str, Check], ...] = (
    ("参考名单", gaps), ("委员和代表", roster_gaps), ("套表互证", unproved),
    ("环节记录", unsealed), ("办理期限", unreckoned), ("流程定义", flow_faults),
    ("操作日志", unchained), ("没人办的环节", vacancies), ("三员分立", governing_gaps), ("后台程序", schedule_faults),
    ("备份和磁盘", unsafe), ("数据密钥", keys_left), ("打印", software_missing),
)  # fmt: skip


def faults() -> list[Fault]:
    """Everything that the checks found, in their order."""
    return [Fault(title, sentence) for title, check in CHECKS for sentence in check()]
