"""The accounts of two years in the demo: their schemes, what members did, and how far each year is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM, Actor
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.core.sheets import Sheet
from liaison.demo.cast import actor_named, actor_of, member_numbered
from liaison.demo.year import FOLDER, YEAR, Stage
from liaison.orgs.models import Station
from liaison.performance import actions, queries
from liaison.performance.rules.deeds import ATTENDANCE
from liaison.roster.models import Member

OFFICE, LEADER, CLERK, OBJECTOR = "bangongshi", "lingdao", "gongwei", "HA15240"
LAST, THIS = "往年", "今年"
EVENING, TALK, LAST_TALK = time(18), time(14, 30), 7
USUAL = {
    "place": "会议室", "minutes_before": 60, "minutes_after": 60, "late_after": 15, "is_changing": False,
    "amount": None,
}  # fmt: skip
TRIED = timedelta(days=7)  # so long the office tries a draft on its members before a leader publishes it
UNTIL_CLOSED = timedelta(days=20)  # five working days, and a week of holidays among them
WHEN = (
    Column("year", "哪一年", Kind.CHOICE, required=True, choices=(LAST, THIS)),
    Column("day", "日子", required=True),
)  # fmt: skip
TITLE, EVIDENCE, BY = Column("title", "名称", required=True), Column("evidence", "依据"), Column("by", "谁记的")
ROLLS = Sheet("rolls", "演示会议", (
    *WHEN, Column("kind", "哪一种", required=True), TITLE, *(Column(one, one, Kind.LONG_TEXT) for one in ATTENDANCE),
    EVIDENCE, BY,
))  # fmt: skip
DEEDS = Sheet("deeds", "演示履职", (
    *WHEN, Column("what", "记什么", required=True), TITLE, Column("names", "哪些委员", Kind.LONG_TEXT, required=True),
    EVIDENCE, BY,
))  # fmt: skip


def first_stages(this_year: int) -> Iterator[Stage]:
    """The past year is entered, reckoned, laid open and closed; this year gets its scheme."""
    yield Stage(f"{YEAR} 年的履职记录", 40, partial(record_all, LAST, YEAR, clock.now()))
    yield Stage(f"{YEAR} 年的积分", 15, close_past_year)
    yield Stage(f"{this_year} 年的考核方案", 1, partial(publish_own, this_year))


def last_stages(this_year: int, opened: datetime) -> Iterator[Stage]:
    """What was organised this year so far, and what it comes to today. opened: when the program came to the office."""
    yield Stage(f"{this_year} 年的履职记录", 25, partial(record_all, THIS, this_year, opened))
    yield Stage("签到活动", 4, hold_gatherings)
    yield Stage(f"{this_year} 年的积分", 10, partial(compute, this_year))


def publish(year: int) -> None:
    """The default scheme of a year that is over: drawn up by the office and published by a leader at once."""
    actions.publish_scheme(actions.draw_up(year, actor_named(OFFICE), shipped="default"), actor_named(LEADER))


def publish_own(year: int) -> None:
    """The scheme of this year: the office draws it up, tries it on its members, and a leader publishes it after that.

    The draft with which the program came bears the day of the demo, so it is put away at its own moment.
    """
    for one in queries.schemes_of(year):
        draft = queries.scheme_for(SYSTEM, one.id)
        with clock.set_clock(draft.made_at):
            actions.drop_scheme(draft, SYSTEM)
            db.session.flush()
    scheme = actions.draw_up(year, actor_named(OFFICE), shipped="default")
    with clock.set_clock(clock.now() + TRIED):
        actions.publish_scheme(scheme, actor_named(LEADER))


def compute(year: int) -> Any:
    """The office reckons a year."""
    return actions.compute_year(year, actor_named(OFFICE))


def close_past_year() -> None:
    """A member objects, the office answers, and a leader closes the year after the days of objection."""
    publish(YEAR)
    account = compute(YEAR)
    office, member = actor_named(OFFICE), member_numbered(OBJECTOR)
    actions.lay_open(account, office)
    objection = actions.object_to(account, member, "9月的通报会我到了，签到表上没有找到。", actor_of(member))
    actions.answer_objection(objection, "查了签到表和照片，那天您到了，已经记为出席。", office)
    with clock.set_clock(clock.now() + UNTIL_CLOSED):
        actions.close_year(account, actor_named(LEADER))


def record_all(word: str, year: int, opened: datetime) -> None:
    """Write down what belongs to a year and is over, on the evening of its day or when the program came, if later."""
    today = clock.today()
    for sheet, write in ((ROLLS, write_roll), (DEEDS, write_deed)):
        for row in rows_of(sheet, word):
            held_on = date.fromisoformat(f"{year}-{row['day']}")
            if held_on < today:
                with clock.set_clock(max(clock.at(held_on, EVENING), opened)):
                    write(row, held_on)


def hold_gatherings() -> None:
    """A talk at a station of last week, to which members signed in; and one that begins within the hour."""
    clerk, now = actor_named(CLERK), clock.now()
    station = db.session.scalars(select(Station).where(Station.area_id == clerk.area_id).order_by(Station.id)).first()
    began = clock.at(clock.today() - timedelta(days=LAST_TALK), TALK)
    cells = {**USUAL, "kind": "协商活动", "title": "村口路灯怎么装", "station_id": station.id if station else None}
    with clock.set_clock(began - timedelta(days=3)):
        held = actions.call_gathering(clerk, day=clock.local(began).date(), at=TALK, **cells)
    for minutes, member in enumerate(members_near(clerk)):
        with clock.set_clock(began - timedelta(minutes=20) + timedelta(minutes=3 * minutes)):
            actions.sign_in(queries.Scanned(held, is_good=True), actor_of(member))
    soon = clock.local(now + timedelta(minutes=40)).replace(second=0, microsecond=0)
    cells = {**USUAL, "kind": "会议活动", "title": "近期工作通报会", "station_id": None, "is_changing": True}
    actions.call_gathering(actor_named(OFFICE), day=soon.date(), at=soon.time(), **cells)


def members_near(clerk: Actor) -> Sequence[Member]:
    """The members of a committee who have an account."""
    own = select(Member).where(Member.organisation_id == clerk.organisation_id, Member.user_id.is_not(None))
    return db.session.scalars(own.order_by(Member.no)).all()


def rows_of(sheet: Sheet, word: str) -> list[dict[str, Any]]:
    """The rows of one of the two tables that belong to a year."""
    rows = [parsed.values for parsed in sheet.read(FOLDER / f"{sheet.name}.csv").parsed()]
    return [row for row in rows if row["year"] == word]


def write_roll(row: dict[str, Any], held_on: date) -> None:
    """Who was at a meeting."""
    groups = {one: row[one] for one in ATTENDANCE if row[one]}
    actions.record_roll(
        actor_named(row["by"]), kind=row["kind"], title=row["title"], held_on=held_on, groups=groups,
        evidence=row["evidence"],
    )  # fmt: skip


def write_deed(row: dict[str, Any], held_on: date) -> None:
    """What some members did."""
    actions.record_deeds(
        actor_named(row["by"]), what=row["what"], title=row["title"], held_on=held_on, names=row["names"],
        evidence=row["evidence"],
    )  # fmt: skip
