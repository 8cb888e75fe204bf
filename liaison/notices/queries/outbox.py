"""Reading what leaves the house: who wants it, what waits, and what did not get out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_on
from liaison.core import clock
from liaison.core.addresses import opened_address
from liaison.core.db import db
from liaison.notices import rules
from liaison.notices.models import MailChoice, Message, Outgoing, Webhook
from liaison.orgs.models import Organisation


@dataclass(frozen=True)
class Letter:
    """A letter in hand, with the address it goes to; empty where nobody wants it any more."""

    id: int
    channel: str
    user_id: int | None
    kind: str
    key: str | None
    subject: str
    body: str
    link: str
    tries: int
    address: str
    robot: str
    mark: str


def mail_choice_of(actor: Actor) -> MailChoice | None:
    """What the actor chose about mail."""
    return db.session.scalar(select(MailChoice).where(MailChoice.user_id == actor.user_id))


MAIL_READERS = (
    select(MailChoice.user_id, MailChoice.ways)
    .where(MailChoice.user_id.in_(bindparam("users", expanding=True)), MailChoice.stored_address != "")
    .order_by(MailChoice.user_id)
)


def mail_readers(user_ids: Sequence[int]) -> list[tuple[int, dict[str, str]]]:
    """`(user id, ways)` of those of these users who have an address."""
    return [(row.user_id, row.ways) for row in db.session.execute(MAIL_READERS, {"users": user_ids})]


GROUPS = (
    select(Webhook.id, func.min(Seat.user_id).label("user_id"))
    .join(Seat, Seat.organisation_id == Webhook.organisation_id)
    .where(Webhook.is_active, Seat.user_id.in_(bindparam("users", expanding=True)), Seat.role != Role.MEMBER)
    .where(held_on(bindparam("today", type_=Date))).group_by(Webhook.id).order_by(Webhook.id)
)  # fmt: skip
WRITTEN_TO = select(Outgoing.webhook_id).where(Outgoing.webhook_id.is_not(None), Outgoing.key == bindparam("key"))
GROUPS_NOT_TOLD = GROUPS.where(Webhook.id.not_in(WRITTEN_TO))


def webhooks_of(user_ids: Sequence[int], key: str | None) -> list[tuple[int, int]]:
    """`(robot id, user id)`: the organisations where these users sit today, each by one of them.

    Without those that had a letter of this key.
    """
    known = {} if key is None else {"key": key}
    groups = GROUPS_NOT_TOLD if known else GROUPS
    rows = db.session.execute(groups, {"users": user_ids, "today": clock.today(), **known})
    return [(row.id, row.user_id) for row in rows]


def digest_readers() -> list[tuple[int, dict[str, str]]]:
    """`(user id, ways)` of all who have an address and may sign in."""
    there = (MailChoice.stored_address != "", User.is_active)
    statement = select(MailChoice.user_id, MailChoice.ways).join(User).where(*there)
    return [(row.user_id, row.ways) for row in db.session.execute(statement.order_by(MailChoice.user_id))]


def digest_messages() -> Sequence[Any]:
    """(user id, kind, title) of what was told since each user's last digest and is unread, the newest first."""
    return db.session.execute(
        select(Message.user_id, Message.kind, Message.title)
        .join(MailChoice, MailChoice.user_id == Message.user_id)
        .where(Message.made_at > MailChoice.digest_at, Message.read_at.is_(None))
        .order_by(Message.made_at.desc(), Message.id.desc())
    ).all()


def due_letters(may_be_taken: ColumnElement[bool]) -> Sequence[Any]:
    """(id, channel, kind) of the letters that may be taken, what is due longest first."""
    statement = select(Outgoing.id, Outgoing.channel, Outgoing.kind).where(may_be_taken)
    return db.session.execute(statement.order_by(Outgoing.due_at, Outgoing.id).limit(rules.MOST_AT_ONCE)).all()


def outgoing(letter_id: int) -> Letter:
    """The letter with the address that holds now; none where its message was read in the platform meanwhile."""
    active = select(User.id).where(User.is_active)
    is_reader = and_(MailChoice.user_id == Outgoing.user_id, MailChoice.user_id.in_(active))
    is_its_message = and_(Message.user_id == Outgoing.user_id, Message.key == Outgoing.key)
    columns = (
        Outgoing.id, Outgoing.channel, Outgoing.user_id.label("to"), Outgoing.kind, Outgoing.key, Outgoing.subject,
        Outgoing.body, Outgoing.link, Outgoing.tries,
        Outgoing.made_at, Webhook.robot, Message.read_at, MailChoice.user_id, Webhook.organisation_id,
        MailChoice.stored_address.label("mail"), Webhook.stored_address.label("group"),
    )  # fmt: skip
    row = db.session.execute(
        select(*columns).select_from(Outgoing).outerjoin(MailChoice, is_reader)
        .outerjoin(Webhook, and_(Webhook.id == Outgoing.webhook_id, Webhook.is_active))
        .outerjoin(Message, is_its_message)
        .where(Outgoing.id == letter_id)
    ).one()  # fmt: skip
    mark = f"{row.id}.{row.made_at:%Y%m%d%H%M%S}"
    address = "" if row.read_at else address_of(row)
    said = (row.kind, row.key, row.subject, row.body, row.link)
    return Letter(row.id, row.channel, row.to, *said, row.tries, address, row.robot or "", mark)


def address_of(row: Any) -> str:
    """Where a letter goes, of what `outgoing` read."""
    if row.channel == rules.MAIL:
        return opened_address(row.mail, "mail_choice", row.user_id)
    return opened_address(row.group, "webhook", row.organisation_id)


def holds_seat(user_id: int | None, roles: Collection[Role]) -> bool:
    """Whether a user sits in one of these roles today."""
    wanted = select(Seat.id).where(Seat.user_id == user_id, Seat.role.in_(list(roles)), held_on(clock.today()))
    return db.session.scalar(wanted.limit(1)) is not None


def letter_for(_actor: Actor, letter_id: int) -> Outgoing | None:
    """The letter of this id; who may look at the outbox sees all."""
    return db.session.get(Outgoing, letter_id)


def letter_counts() -> dict[str, dict[str, int]]:
    """`{channel: {state: number}}` of what is kept."""
    counts: dict[str, dict[str, int]] = {channel: {} for channel in rules.CHANNELS}
    grouped = select(Outgoing.channel, Outgoing.state, func.count()).group_by(Outgoing.channel, Outgoing.state)
    for channel, state, number in db.session.execute(grouped):
        counts[channel][state] = number
    return counts


def letters_in_trouble() -> Select[Any]:
    """What was given up or failed at least once and still waits: without addresses, to whom only by unit or user."""
    columns = (
        Outgoing.id, Outgoing.channel, Outgoing.subject, Outgoing.state, Outgoing.tries, Outgoing.made_at,
        Outgoing.due_at, Outgoing.error, func.coalesce(Organisation.name, User.name).label("reader"),
    )  # fmt: skip
    trouble = or_(Outgoing.state == rules.GIVEN_UP, and_(Outgoing.state == rules.WAITING, Outgoing.tries > 0))
    return (
        select(*columns).select_from(Outgoing).outerjoin(User, User.id == Outgoing.user_id)
        .outerjoin(Webhook, Webhook.id == Outgoing.webhook_id)
        .outerjoin(Organisation, Organisation.id == Webhook.organisation_id)
        .where(trouble).order_by(Outgoing.state, Outgoing.made_at.desc(), Outgoing.id.desc())
    )  # fmt: skip


def webhooks() -> Sequence[Any]:
    """(organisation id, name, robot; state, error and time of the last trial) of each group that is written to."""
    trials = (Outgoing.kind == rules.TRIAL, Outgoing.webhook_id == Webhook.id)
    last = select(func.max(Outgoing.id)).where(*trials).correlate(Webhook).scalar_subquery()
    statement = (
        select(Organisation.id, Organisation.name, Webhook.robot, Outgoing.state, Outgoing.error, Outgoing.made_at)
        .join(Webhook, Webhook.organisation_id == Organisation.id)
        .outerjoin(Outgoing, Outgoing.id == last)
        .where(Webhook.is_active).order_by(Organisation.code)
    )  # fmt: skip
    return db.session.execute(statement).all()


def webhook_for(_actor: Actor, organisation_id: int) -> Webhook | None:
    """The robot of this organisation, also one that is not written to any more."""
    return db.session.scalar(select(Webhook).where(Webhook.organisation_id == organisation_id))


def organisation_written_to(_actor: Actor, organisation_id: int) -> Organisation | None:
    """The organisation of this id, if its group is written to."""
    statement = select(Organisation).join(Webhook, Webhook.organisation_id == Organisation.id)
    return db.session.scalar(statement.where(Organisation.id == organisation_id, Webhook.is_active))


def organisation_of(_actor: Actor, organisation_id: int) -> Organisation:
    """The organisation that was chosen from a list."""
    return db.session.get_one(Organisation, organisation_id)
