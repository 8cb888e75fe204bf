"""Climbing the ladder: what is due goes out by itself or is prepared for the office, each rung once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liaison.access import SYSTEM, Actor
from liaison.audit.actions import record
from liaison.casework.actions.notices import STRUCK_OFF, end_notice, issue, spread, usual_answer_day
from liaison.casework.models import LadderSetting, ProposedNotice, UrgingNotice
from liaison.casework.queries import ladder as queries
from liaison.casework.queries.ladder import Due
from liaison.casework.rules import ladder as rules
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.counters import reach
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import every
from liaison.jobs.rules import HOURLY_AT_WORK
from liaison.notices.actions import tell

PAGE = "/notices/proposed"
Climbed = UrgingNotice | ProposedNotice


def climb(actor: Actor = SYSTEM, now: datetime | None = None, *, at_any_time: bool = False) -> list[Climbed]:
    """Climb every rung that is due; gives the notices that went out and those prepared.

    What the program sent itself is struck off where the unit has reported the result meanwhile.
    Nothing outside office hours unless at_any_time. Of two at once the second waits, sees what the first did, and
    does nothing.
    """
    if not at_any_time and not rules.is_office_time(now or clock.now(), working_days()):
        return []
    if not queries.rungs_due(clock.today()) and not queries.needless_notices():
        return []
    reach(f"notice {clock.today().year}", 0)
    for notice in queries.needless_notices():
        end_notice(notice, actor, STRUCK_OFF, "单位已报办理结果")
    due = queries.rungs_due(clock.today())
    settings = queries.thresholds()
    own = [one for one in due if one.rung.level <= rules.URGE or settings.is_automatic]
    return [*send(own, actor), *prepare([one for one in due if one not in own], actor)]


def send(due: Iterable[Due], actor: Actor) -> list[UrgingNotice]:
    """Issue these notices and tell whoever they concern."""
    due = list(due)
    hearers, answer_by = (queries.hearers_of([one.case for one in due]), usual_answer_day()) if due else ({}, None)
    sent = [
        issue(
            one.case, actor, one.rung.level, one.rung.cause, one.demand, rung_on=one.rung.rung_on, is_automatic=True,
            answer_by=answer_by if one.rung.level > rules.REMIND else None,
        )
        for one in due
    ]  # fmt: skip
    for notice in sent:
        spread(notice, hearers[notice.case_id][notice.level], actor)
    return sent


def prepare(due: Iterable[Due], actor: Actor) -> list[ProposedNotice]:
    """Lay these notices before the office, which sends or drops them."""
    rows = [propose(one.case.id, one.case.round, one.rung, one.demand) for one in due]
    db.session.add_all(rows)
    db.session.flush()
    if rows:
        title = f"有 {len(rows)} 件诉求建议督办或挂牌"
        key = f"proposed {max(row.id for row in rows)}"
        tell(queries.watchers(), "urge", title, "单子已经写好，点一下就发出。", PAGE, actor, key=key)
    return rows


def propose(case_id: int, round_: int, rung: rules.Rung, demand: str) -> ProposedNotice:
    """A notice that waits for the office."""
    return ProposedNotice(
        case_id=case_id, round=round_, level=rung.level, rung_on=rung.rung_on, cause=rung.cause, demand=demand,
        proposed_at=clock.now(), proposed_on=clock.today(),
    )  # fmt: skip


def send_proposed(proposed: ProposedNotice, actor: Actor) -> UrgingNotice:
    """The office sends a notice that was prepared; its name stands under it."""
    refuse_settled(proposed)
    case = proposed.case
    if case.state not in queries.RUNNING:
        raise Refused("这件已经不在承办单位手里，不用再发。请点“不发”。")
    notice = issue(
        case, actor, proposed.level, proposed.cause, proposed.demand, answer_by=usual_answer_day(),
        rung_on=proposed.rung_on,
    )  # fmt: skip
    notice.round = proposed.round
    db.session.flush()
    settle(proposed, actor).notice_id = notice.id
    spread(notice, queries.hearers_of([case])[case.id][notice.level], actor)
    return notice


def drop_proposed(proposed: ProposedNotice, actor: Actor) -> ProposedNotice:
    """The office does not send it; the rung is not proposed again."""
    refuse_settled(proposed)
    label, level = proposed.case.number, NOTICE_LEVELS[proposed.level - 1]
    record("notice.drop", proposed, actor, label=label, changes={"level": [level, None]})
    return settle(proposed, actor)


def settle(proposed: ProposedNotice, actor: Actor) -> ProposedNotice:
    """Note who settled it."""
    proposed.settled_at, proposed.settled_by = clock.now(), f"{actor.organisation} {actor.signature}".strip()
    return proposed


def refuse_settled(proposed: ProposedNotice) -> None:
    """What was sent or dropped is not settled again."""
    if proposed.settled_at:
        raise Refused(f"这张已经由{proposed.settled_by}处理过了。")


def set_ladder(actor: Actor, **values: int | bool) -> LadderSetting:
    """Change when the rungs are climbed; what was issued stays."""
    if values["supervise_after"] <= values["urge_after"] or values["list_after"] <= values["supervise_after"]:
        raise Refused("天数要一级比一级多：催办、督办、挂牌通报。")
    row, before = queries.setting_row(), queries.thresholds()
    if row is None:
        row = LadderSetting(id=1)
        db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    changed = {k: [getattr(before, k), v] for k, v in values.items() if getattr(before, k) != v}
    record("ladder.change", row, actor, label=str(row), changes=changed)
    return row


@every("casework.climb", "到期提醒、催办，建议督办", HOURLY_AT_WORK)
def climb_hourly() -> str:
    """The same, by the clock."""
    with transaction():
        return said_of(climb())


def said_of(climbed: Iterable[Climbed]) -> str:
    """提醒 2 张，催办 1 张；建议督办 1 张."""
    climbed = list(climbed)
    sent = counted(one for one in climbed if isinstance(one, UrgingNotice))
    prepared = counted(one for one in climbed if isinstance(one, ProposedNotice))
    return "；".join(part for part in (sent, f"建议{prepared}" if prepared else "") if part)


def counted(notices: Iterable[Climbed]) -> str:
    """How many of each level."""
    levels = [one.level for one in notices]
    return "，".join(f"{NOTICE_LEVELS[n - 1]} {levels.count(n)} 张" for n in sorted(set(levels)))
