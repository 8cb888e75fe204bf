"""Days of the working-day calendar marked anew, and the deadlines on their way that move with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.actions.receipts import keep_handling, keep_step, last_seq
from liaison.casework.models import Case
from liaison.casework.queries.deadlines import mark_of, shifts_under
from liaison.casework.queries.holders import holders_of_each
from liaison.casework.rules.deadlines import HANDLING, Shift
from liaison.core import clock
from liaison.core.calendar import CalendarDay, WorkingDays, days_after, override, working_days
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices.actions import Said, tell_each

CAUSE, TOLD = "calendar.set_day", "deadline"
OPEN_CASES = "/cases?stage=open"
MOST_DAYS = 31
MOVED = "刚刚有诉求变了，期限移动的和您看到的不一样，日历还没有改。请再看一遍下面的内容。"


@dataclass(frozen=True)
class ChangeOfDays:
    """Days that the office marks: all of them worked or all of them free. source: who says so."""

    days: tuple[date, ...]
    is_workday: bool
    source: str

    @classmethod
    def of(cls, day: date, until: date | None, kind: str, source: str) -> ChangeOfDays:
        """As filled in on the page. Raises Refused where the days cannot be."""
        until = until or day
        if until < day:
            raise Refused("最后一天不能早于第一天，请改日期", {"until": "不能早于第一天"})
        if (until - day).days >= MOST_DAYS:
            raise Refused(f"一次最多改 {MOST_DAYS} 天，请分几次改", {"until": f"一次最多 {MOST_DAYS} 天"})
        return cls((day, *days_after(day, until)), kind == "上班", source)

    @property
    def words(self) -> str:
        """2027-10-01 至 2027-10-03."""
        first, last = self.days[0].isoformat(), self.days[-1].isoformat()
        return first if first == last else f"{first} 至 {last}"

    def upon(self, calendar: WorkingDays) -> WorkingDays:
        """The calendar as it would be."""
        return calendar.changed(dict.fromkeys(self.days, self.is_workday), self.source)


def change_days(change: ChangeOfDays, mark: str, actor: Actor) -> list[Shift]:
    """Mark the days, and move the deadlines on their way that follow; gives these. Ended cases keep theirs.

    mark: of the deadlines that were looked at before. Raises Refused when others would move by now.
    """
    before = working_days()
    moved = shifts_under(change.upon(before))
    if mark_of(moved) != mark:
        raise Refused(MOVED)
    name_days(change)
    cases = move_deadlines(moved, working_days())
    tell_holders(moved, cases, change)
    row = db.session.get_one(CalendarDay, change.days[0])
    was = [before.is_working(day) for day in change.days]
    changes = {"上班": [all(was) if all(was) == any(was) else "有的上班", change.is_workday], "依据": change.source}
    numbers = list(dict.fromkeys(one.case.number for one in moved))
    told = {"期限移动": f"{len(numbers)} 件：{'、'.join(numbers)}"} if numbers else {}
    record(CAUSE, row, actor, label=change.words, changes=changes | told)
    return moved


def name_days(change: ChangeOfDays) -> None:
    """Write the days into the calendar, under the name of who says so."""
    override(dict.fromkeys(change.days, change.is_workday), change.source)
    for row in db.session.scalars(select(CalendarDay).where(CalendarDay.day.in_(change.days))):
        row.source = change.source
    db.session.flush()


def move_deadlines(moved: Sequence[Shift], calendar: WorkingDays) -> dict[int, Case]:
    """Let these last days follow the calendar, each with a receipt; gives `{id: case}`."""
    ids = {one.case.case_id for one in moved}
    cases = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    for one in moved:
        case = cases[one.case.case_id]
        keep = keep_handling if one.what == HANDLING else keep_step
        keep(case, one.inputs, CAUSE, calendar, last_seq(case))
    db.session.flush()
    return cases


def tell_holders(moved: Sequence[Shift], cases: Mapping[int, Case], change: ChangeOfDays) -> int:
    """Tell everybody once how many of the cases on his desk have another last day now; gives how many were told."""
    late = {one.case.case_id for one in moved if one.is_late}
    on_desk, late_there = Counter[int](), Counter[int]()
    for case_id, user_ids in holders_of_each(cases.values()).items():
        on_desk.update(user_ids)
        late_there.update(user_ids if case_id in late else ())
    said = {one: words_for(number, late_there[one], change) for one, number in on_desk.items()}
    return tell_each(said, OPEN_CASES, f"{CAUSE} {change.words} {clock.now():%Y%m%d%H%M%S}")


def words_for(number: int, late: int, change: ChangeOfDays) -> Said:
    """What somebody is told: how many cases on his desk moved, and how many of them are late by it."""
    title = f"工作日历改了，您手上 {number} 件诉求的期限变了" + (f"，其中 {late} 件超期" if late else "")
    return Said(TOLD, title, f"{change.words} 改成{'上班' if change.is_workday else '放假'}。点开看还剩几天。")


def follow_calendar(actor: Actor) -> int:
    """Let deadlines on their way follow a calendar that came with a new version; gives how many moved."""
    calendar = working_days()
    moved = shifts_under(calendar)
    move_deadlines(moved, calendar)
    for one in moved:
        case = db.session.get_one(Case, one.case.case_id)
        days = {"due_on": [one.old.isoformat(), one.new.isoformat()]}
        record("case.follow_calendar", case, actor, label=case.number, changes=days)
    return len(moved)
