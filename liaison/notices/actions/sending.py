"""Sending what waits in the outbox: each letter by one worker at a time, again after a while, at last given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, update

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import every
from liaison.jobs.rules import NIGHTLY, is_at_work
from liaison.notices import queries, rules
from liaison.notices.actions.carriers import Undelivered, hand_in, post
from liaison.notices.actions.enclosures import Enclosure, Enclosures, has_enclosure
from liaison.notices.models import Outgoing
from liaison.notices.rules import MailServer, Robots

AFTER_HOURS = "不在工作时间，等到工作日 8:00"


@dataclass(frozen=True)
class PostOffice:
    """What sending needs. server: None where none is set; site: the platform's own address, perhaps empty; unit: whose

    it is, as files are called.
    """

    server: MailServer | None = None
    robots: Robots = Robots()
    site: str = ""
    unit: str = ""


def deliver(office: PostOffice) -> str:
    """Send what is due, in working hours only; gives a sentence of how many."""
    with transaction(write=False):
        if not is_at_work(clock.now(), working_days()):
            return AFTER_HOURS
    give_up_stale(office)
    sent = failed = 0
    closed, files = set() if office.server else {rules.MAIL}, Enclosures(office.unit)
    for letter_id, channel in due():
        letter = None if channel in closed else claim(letter_id)
        if letter is None:
            continue
        trouble = attempt(letter, office, enclosed(letter, files))
        end(letter, trouble)
        sent, failed = sent + (trouble is None), failed + (trouble is not None)
        closed |= {channel} if trouble and trouble.is_closed else set()
    return f"发出 {sent} 封" + (f"，{failed} 封没有发成" if failed else "")


def due() -> list[tuple[int, str]]:
    """`(id, channel)` of what may be taken now; last what has a file made, so that no fault of that delays others."""
    now = clock.now()
    with transaction(write=False):
        found = queries.due_letters(may_be_taken(now))
    return [(one.id, one.channel) for one in sorted(found, key=lambda one: has_enclosure(one.kind))]


def may_be_taken(now: datetime) -> Any:
    """It waits and its time has come, or whoever took it is gone."""
    waits = and_(Outgoing.state == rules.WAITING, Outgoing.due_at <= now)
    return or_(waits, and_(is_left(now), Outgoing.tries < rules.TRIES))


def is_left(now: datetime) -> Any:
    """Somebody took it to send it and has not said what became of it for too long."""
    return and_(Outgoing.state == rules.SENDING, Outgoing.claimed_at < now - rules.LEASE)


def claim(letter_id: int) -> queries.Letter | None:
    """Take a letter into our hands; the database lets only one worker have it. None: it is in other hands, or done."""
    now = clock.now()
    with transaction():
        taken = update(Outgoing).where(Outgoing.id == letter_id, may_be_taken(now)).values(
            state=rules.SENDING, claimed_at=now, tries=Outgoing.tries + 1
        )  # fmt: skip
        if not db.session.execute(taken.execution_options(synchronize_session=False)).rowcount:
            return None
        return queries.outgoing(letter_id)


def enclosed(letter: queries.Letter, files: Enclosures) -> Enclosure | None:
    """What goes with it. Where that cannot be made it is noted with the letter, and the fault goes on, for the log."""
    try:
        return files.of(letter) if letter.address else None
    except Exception:
        db.session.rollback()
        end(letter, Undelivered(rules.NOT_MADE))
        raise


def attempt(letter: queries.Letter, office: PostOffice, file: Enclosure | None = None) -> Undelivered | None:
    """Try to get it out; gives why it did not."""
    if not letter.address:
        return Undelivered(rules.NO_ADDRESS)
    link = f"{office.site}{letter.link}" if office.site else ""
    try:
        if letter.channel == rules.MAIL:
            text = rules.mail_text(letter.subject, letter.body, link, file.words if file else "")
            hand_in(office.server, letter.address, letter.subject, text, letter.mark, file)
        else:
            post(letter.robot, letter.address, rules.robot_words(letter.robot, letter.subject, link), office.robots)
    except Undelivered as trouble:
        return trouble
    return None


def end(letter: queries.Letter, trouble: Undelivered | None) -> None:
    """Note what became of it, unless it is in other hands by now."""
    now = clock.now()
    again = rules.next_try(letter.tries, now)
    if trouble is None:
        values = {"state": rules.SENT, "sent_at": now, "error": None}
    elif not letter.address:
        values = {"state": rules.DROPPED, "error": trouble.sentence}
    elif again:
        values = {"state": rules.WAITING, "due_at": again, "error": trouble.sentence}
    else:
        values = {"state": rules.GIVEN_UP, "error": trouble.sentence}
    ours = (Outgoing.id == letter.id, Outgoing.state == rules.SENDING, Outgoing.tries == letter.tries)
    with transaction():
        db.session.execute(update(Outgoing).where(*ours).values(**values).execution_options(synchronize_session=False))


def give_up_stale(office: PostOffice) -> None:
    """Drop mail where no server is set; give up what waited too long to be news, and what kills whoever sends it."""
    waits, now = Outgoing.state == rules.WAITING, clock.now()
    outcomes = [
        ((waits, Outgoing.made_at < now - rules.STALE_AFTER), rules.GIVEN_UP, rules.TOO_OLD),
        ((is_left(now), Outgoing.tries >= rules.TRIES), rules.GIVEN_UP, rules.BREAKS),
    ]
    if office.server is None:
        outcomes.insert(0, ((waits, Outgoing.channel == rules.MAIL), rules.DROPPED, rules.NO_SERVER))
    with transaction():
        for where, state, error in outcomes:
            ended = update(Outgoing).where(*where).values(state=state, error=error)
            db.session.execute(ended.execution_options(synchronize_session=False))


def send_again(letter: Outgoing, actor: Actor) -> Outgoing:
    """Let a letter that was given up be tried anew."""
    if letter.state != rules.GIVEN_UP:
        raise Refused("这一封不用再发：它已经发出，或者还会自动再发。")
    now = clock.now()
    letter.state, letter.tries, letter.due_at, letter.made_at, letter.error = rules.WAITING, 0, now, now, None
    record("outbox.send_again", letter, actor)
    return letter


def drop_letter(letter: Outgoing, actor: Actor) -> Outgoing:
    """Send a letter that was given up no more."""
    if letter.state != rules.GIVEN_UP:
        raise Refused("只有没有发成的可以不再发。")
    letter.state = rules.DROPPED
    record("outbox.drop", letter, actor)
    return letter


@every("notices.drop_old", "清理发过的邮件和群消息", NIGHTLY)
def drop_old() -> str:
    """Delete letters whose end is a quarter of a year ago."""
    ended = Outgoing.state.in_((rules.SENT, rules.DROPPED, rules.GIVEN_UP))
    with transaction():
        old = delete(Outgoing).where(ended, Outgoing.made_at < clock.now() - rules.KEPT_FOR)
        return f"清理 {db.session.execute(old.execution_options(synchronize_session=False)).rowcount} 封"
