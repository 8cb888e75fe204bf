"""After somebody's time: whose data are due, and erasing them a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select

from liaison.access import SYSTEM, Actor, Role
from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now
from liaison.core import clock
from liaison.core.db import db
from liaison.jobs.actions import submit
from liaison.jobs.models import Job
from liaison.notices.actions import tell
from liaison.roster.actions.erasing import erase, obstacles, who_is
from liaison.roster.actions.tombstones import Line, bring_together
from liaison.roster.models import Member, Representative, Tombstone
from liaison.roster.queries.rights import due_people
from liaison.roster.rules import rights

JOB, PAGE = "roster.erase_due", "/retention"
MODELS = {"member": Member, "representative": Representative}
# What erases again whoever was erased under a row of another table; packages above put theirs in.
AGAIN: dict[str, Callable[[Line, int | None, Path], bool]] = {}
TITLE = "有 {} 人的资料保存期满"
WHAT_TO_DO = "请看名单，确认以后去标识：姓名、电话等删除，往年数字不变。"


def erase_due_later(until: date, actor: Actor) -> Job:
    """Hand in the work of erasing whoever is due. until: the day that the office saw; who left after it waits."""
    return submit(JOB, "期满资料去标识", actor, PAGE, until=until.isoformat())


def due_until(until: date) -> Sequence[tuple[str, int]]:
    """(thing, id) of everybody who left on this day or before and was not erased."""
    return [(row.thing, row.id) for row in db.session.execute(due_people(until))]


def erase_some(people: Sequence[tuple[str, int]], actor: Actor, folder: Path) -> int:
    """Erase these; who cannot be yet is left for the next time. Gives how many were erased."""
    found = (db.session.get(MODELS[thing], one) for thing, one in people)
    ready = [person for person in found if person is not None and not obstacles(person)]
    for person in ready:
        erase(person, actor, rights.AFTER_TERM, folder)
    return len(ready)


def erase_again(folders: Sequence[Path]) -> int:
    """After an older backup was put back: erase those again who were erased since. Gives how many.

    folders: where lists of tombstones lie, that of the instance first. Only who stands there under the same name and
    number as then is erased: the list of another instance does no harm.
    """
    count = 0
    for line in bring_together(*folders):
        free = line.number if db.session.get(Tombstone, line.number) is None else None
        count += AGAIN.get(line.thing, person_again)(line, free, folders[0])
    return count


def person_again(line: Line, number: int | None, folder: Path) -> bool:
    """Erase a representative or member again; whether he was there."""
    person = db.session.get(MODELS[line.thing], line.thing_id)
    if person is None or who_is(person.name, getattr(person.phone, "full", "") or "") != line.who:
        return False
    erase(person, SYSTEM, line.cause, folder, number)
    return True


def tell_office_of_due(until: date) -> int:
    """Tell the office, once a month, how many are due; gives how many were told."""
    count = len(due_until(until))
    if not count:
        return 0
    users = db.session.scalars(select(Seat.user_id).where(Seat.role == Role.OFFICE, held_now())).all()
    key = f"retention {clock.today():%Y-%m}"
    return tell(set(users), "retention", TITLE.format(count), WHAT_TO_DO, PAGE, SYSTEM, key=key)
