"""What casework adds to the menus, and the numbers beside it."""

from __future__ import annotations

from liaison.access import Actor, Role
from liaison.casework import queries
from liaison.casework.queries.desk import SCANNED
from liaison.web.navigation import MenuLine, menu

DESK = (Role.CLERK, Role.DIRECTOR)
TODAY = "今天要办"
READERS = (Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.UNIT_LEADER, Role.HANDLER, Role.CLERK, Role.DIRECTOR)

menu.lines += [
    MenuLine(TODAY, "casework.inbox", "inbox", "收件箱", "inbox.view", DESK, is_work=True),
    MenuLine(TODAY, "casework.inbox", "undo", "待委员补充", "inbox.view", DESK, "?tab=fix"),
    MenuLine(TODAY, "casework.inbox", "send", "已转出", "inbox.view", DESK, "?tab=out"),
    MenuLine(TODAY, "casework.inbox", "alert", "已超期", "inbox.view", DESK, "?tab=late"),
    MenuLine(TODAY, "casework.public_requests", "qr", "群众扫码", "public_request.view", DESK),
    MenuLine(TODAY, "casework.tasks", "check", "待办", "task.view", is_work=True),
    MenuLine(TODAY, "casework.cases", "doc", "全部诉求", "case.list", READERS),
    MenuLine(TODAY, "casework.notices", "bell", "督办", "case.list", READERS),
    MenuLine("考核与统计", "casework.conservation", "link", "套表互证", "conservation.view"),
    MenuLine("系统", "casework.time_limits", "clock", "办理时限", "time_limit.change"),
    MenuLine("系统", "casework.suggestions", "right", "转办建议", "rule_proposal.decide"),
]
menu.tabs += [
    MenuLine("", "casework.record_contact", "plus", "记联系", "contact.record"),
    MenuLine("", "casework.cases", "doc", "诉求", "case.list", is_work=True),
]


def open_work(actor: Actor) -> dict[str, int]:
    """`{menu line: number}` of what is open for this person: one query."""
    counts = queries.open_work(actor)
    numbers = {"casework.notices": counts["notices"]}
    if actor.role is Role.MEMBER:
        return {**numbers, "casework.cases": queries.waiting_count(actor, counts)}
    numbers["casework.tasks"] = queries.task_count(actor, counts)
    numbers["casework.public_requests"] = counts.get(SCANNED, 0)
    return numbers | {f"casework.inbox{line}": number for line, number in inbox_counts(counts).items()}


def inbox_counts(counts: dict[str, int]) -> dict[str, int]:
    """`{query of a tab of the inbox: number}`."""
    tabs = {"": queries.INBOX_STATES, "?tab=fix": queries.FIX_STATES, "?tab=out": queries.HANDED_OVER_STATES}
    return {**{tab: sum(counts.get(s, 0) for s in states) for tab, states in tabs.items()}, "?tab=late": counts["late"]}


menu.counters.append(open_work)
