"""Making the demo: everything in one transaction, so that a demo cut short leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby

from flask import current_app

from liaison.access import SYSTEM
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.demo import cast, scores, weeks, year
from liaison.demo.stations import open_stations
from liaison.demo.year import Stage
from liaison.orgs.actions import change_row
from liaison.orgs.sheets import LISTS
from liaison.roster.actions.duplicates import search_duplicates
from liaison.setup import is_in_use

IN_USE = "这个数据库里已经有账号或数据，演示数据只能放进新的数据库。请另设 LIAISON_INSTANCE，或者换一个数据库。"
BEGINNING = timedelta(weeks=9)
WHOLE = 360  # the weights of all stages together, about
SIGNING, RECEIVING = "市政协财贸工作组", "市公安局"


def make_demo(told: Callable[[Stage], None]) -> None:
    """Fill an unused database and mark the instance as a demo. told: hears of each stage when it begins.

    Raises Refused on a database in use.
    """
    marker = current_app.config["INSTANCE"] / "demo"
    was_marked = marker.exists()
    try:
        with transaction():
            fill(told)
            marker.touch()
    except BaseException:
        if not was_marked:
            marker.unlink(missing_ok=True)
        raise


def fill(told: Callable[[Stage], None]) -> None:
    """Run all stages."""
    if is_in_use():
        raise Refused(IN_USE)
    today, calendar = clock.today(), working_days()
    opened = clock.now() - BEGINNING
    with clock.set_clock(opened):
        accounts = Stage("各单位的账号", 19, open_accounts)
        run([*year.stages(today.year), accounts, *scores.first_stages(today.year)], told)
    last = [Stage("可能重复的代表", 2, look_for_doubles), Stage("联络室的二维码", 2, open_stations)]
    run([*week_stages(today, calendar), *last, *scores.last_stages(today.year, opened)], told)


def run(stages: list[Stage], told: Callable[[Stage], None]) -> None:
    """Work through these stages; what they leave in memory is let go."""
    for stage in stages:
        told(stage)
        stage.work()
        db.session.flush()


def open_accounts() -> None:
    """Everybody's account; one group signs what goes out, one unit signs for what comes in."""
    cast.open_sign_ins()
    cast.seat_the_others(weeks.member_nos())
    for name, switch in ((SIGNING, "needs_issue"), (RECEIVING, "needs_receipt")):
        unit = cast.organisation_named(name)
        change_row(LISTS["organisations"], unit, SYSTEM, unit.version, **{switch: True})


def look_for_doubles() -> None:
    """Some people have been entered twice; the lady of the office has looked for them."""
    year.load_latecomers()
    search_duplicates(cast.actor_named("bangongshi"))


def week_stages(today: date, calendar: WorkingDays) -> Iterator[Stage]:
    """The last six weeks, day by day."""
    for day, of_day in groupby(weeks.beats(today, calendar), key=lambda beat: clock.local(beat.at).date()):
        yield Stage(f"{day.month}月{day.day}日的诉求", 3, lambda beats=tuple(of_day): play_all(beats))


def play_all(beats: tuple[weeks.Beat, ...]) -> None:
    """Let these things happen."""
    for beat in beats:
        beat.play()
