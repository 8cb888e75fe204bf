"""Reading what looks like padding: the contacts and hands of a year, the flags they make, what was made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries import cases_visible_to
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to, counted_in
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Channel
from liaison.performance.models import FlagLook, FlagSetting
from liaison.performance.rules.flags import HANDLING, RAISING, RATING, Flag, Hands, Thresholds, Written, flags_of
from liaison.roster.models import Member, Representative

SIDES = {"raised": RAISING, "handled": HANDLING, "rated": RATING}


@dataclass(frozen=True)
class Shown:
    """A flag on the office's page. members: their names; look: the last one, None while nobody looked at so many."""

    flag: Flag
    members: str
    look: FlagLook | None


def flag_setting() -> FlagSetting | None:
    """What the office settled, where it did."""
    return db.session.scalars(select(FlagSetting).order_by(FlagSetting.id)).first()


def thresholds() -> Thresholds:
    """From which numbers on something is flagged."""
    row = flag_setting()
    return Thresholds(row.many, row.likeness, row.late_days, row.late_count) if row else Thresholds()


def written_in(year: int, actor: Actor) -> list[Written]:
    """The contacts that count in a year, as they were written down."""
    statement = (
        select(Contact.id, Contact.member_id, Contact.contacted_on, Contact.talk, Contact.activity_id,
               Contact.recorded_at, Contact.is_imported)
        .where(*counted_in(year), contacts_visible_to(actor)).order_by(Contact.id)
    )  # fmt: skip
    return [
        Written(*row[:3], row.talk or "", row.activity_id,
                None if row.is_imported else clock.local(row.recorded_at).date())
        for row in db.session.execute(statement)
    ]  # fmt: skip


def hands_in(year: int, actor: Actor) -> list[Hands]:
    """Who did what of the cases that came of these contacts, whoever was stood in for among them."""
    within = (*counted_in(year), cases_visible_to(actor))
    raisers = (
        select(Case.id, Contact.member_id, Contact.recorder_id).join(Case.contact)
        .where(*within, Contact.is_imported.is_(False)).order_by(Case.id)
    )  # fmt: skip
    cases = {row.id: row for row in db.session.execute(raisers)}
    did: dict[tuple[int, str], set[int]] = {}
    steps = (
        select(StepRecord.case_id, StepRecord.verb, StepRecord.actor_id, StepRecord.for_user_id)
        .join(StepRecord.case).join(Case.contact)
        .where(*within, StepRecord.verb.in_((*RAISING, *HANDLING, *RATING)), StepRecord.is_imported.is_(False))
    )  # fmt: skip
    for case_id, verb, *users in db.session.execute(steps):
        side = next(name for name, verbs in SIDES.items() if verb in verbs)
        did.setdefault((case_id, side), set()).update(user for user in users if user)
    return [hands_of(row, did) for row in cases.values()]


def hands_of(row: Any, did: dict[tuple[int, str], set[int]]) -> Hands:
    """The hands of one case."""
    raised, handled, rated = (frozenset(did.get((row.id, side), ())) for side in SIDES)
    recorder = {row.recorder_id} - {None}
    return Hands(row.id, row.member_id, raised | recorder, handled, rated)


def flags_in(year: int, actor: Actor) -> list[Flag]:
    """Everything of a year to look at. Four statements."""
    return flags_of(written_in(year, actor), hands_in(year, actor), thresholds())


def flag_named(year: int, key: str, actor: Actor) -> Flag | None:
    """The flag of this key, if it still is one."""
    return next((flag for flag in flags_in(year, actor) if flag.key == key), None)


def flags_shown(flags: Sequence[Flag], year: int) -> list[Shown]:
    """Flags with the members' names and the last look, those not yet looked at first. Two statements."""
    names = dict(db.session.execute(select(Member.id, Member.name)).all())
    looks = {look.key: look for look in looks_of(year)}
    shown = [
        Shown(flag, "、".join(names[one] for one in flag.member_ids), look_at(flag, looks.get(flag.key)))
        for flag in flags
    ]
    return sorted(shown, key=lambda one: one.look is not None)


def looks_of(year: int, key: str = "") -> list[FlagLook]:
    """The looks at the flags of a year, or at one of them, oldest first."""
    statement = select(FlagLook).where(FlagLook.year == year).order_by(FlagLook.id)
    return list(db.session.scalars(statement.where(FlagLook.key == key) if key else statement))


def look_at(flag: Flag, look: FlagLook | None) -> FlagLook | None:
    """The look, unless more has come since."""
    return look if look and look.size >= len(flag.ids) else None


def rows_of(flag: Flag, actor: Actor) -> Sequence[Any]:
    """(number, day, member, representative, channel, talk, recorded_at) of its contacts, or of the case's contact."""
    ids = select(Case.contact_id).where(Case.id.in_(flag.ids)) if flag.is_of_case else flag.ids
    statement = (
        select(Contact.number, Contact.contacted_on, Member.name.label("member"),
               Representative.name.label("representative"), Channel.short.label("channel"), Contact.talk,
               Contact.recorded_at, Contact.recorded_by)
        .join(Contact.member).join(Contact.representative).join(Contact.channel)
        .where(Contact.id.in_(ids), contacts_visible_to(actor)).order_by(Contact.contacted_on, Contact.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def case_number(flag: Flag, actor: Actor) -> str | None:
    """The number of the case that a flag is about."""
    wanted = select(Case.number).where(Case.id.in_(flag.ids), cases_visible_to(actor))
    return db.session.scalar(wanted) if flag.is_of_case else None


def members_to_ask(flag: Flag) -> list[int]:
    """The user ids of the members whom a flag is about and who have an account."""
    users = select(Member.user_id).where(Member.id.in_(flag.member_ids), Member.user_id.is_not(None))
    return list(db.session.scalars(users))
