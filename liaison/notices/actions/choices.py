"""What people and the office choose: mail address and ways of a user, the robot of an organisation's group."""

from __future__ import annotations

from collections.abc import Mapping

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices import queries, rules
from liaison.notices.models import MailChoice, Webhook
from liaison.orgs.models import Organisation


def choose_mail(actor: Actor, address: str, ways: Mapping[str, str]) -> MailChoice:
    """Set where and what the actor is written to; without an address nothing is. ways: `{subject: way}`."""
    fault = rules.mail_fault(address) if address else None
    if fault:
        raise Refused(fault, {"address": fault})
    choice = queries.mail_choice_of(actor)
    if choice is None:
        choice = MailChoice(user_id=actor.user_id, digest_at=clock.now(), address="", ways={})
        db.session.add(choice)
    if address and not choice.address:
        choice.digest_at = clock.now()
    choice.address, choice.ways = address, dict(ways)
    record("mail.choose", choice, actor, changes={"ways": list(ways.values())})
    return choice


def keep_webhook(organisation: Organisation, robot: str, address: str, allowed: rules.Robots, actor: Actor) -> Webhook:
    """Set the robot of an organisation's group. Raises Refused where letters may not go to that address."""
    fault = rules.robot_fault(address, allowed)
    if fault:
        raise Refused(fault, {"address": fault})
    webhook = queries.webhook_for(actor, organisation.id)
    if webhook is None:
        webhook = Webhook(organisation_id=organisation.id, made_at=clock.now())
        db.session.add(webhook)
    webhook.robot, webhook.address, webhook.is_active = robot, address, True
    record("webhook.keep", webhook, actor, label=organisation.name, changes={"robot": rules.ROBOTS[robot]})
    return webhook


def drop_webhook(webhook: Webhook, actor: Actor) -> Webhook:
    """Write to this group no longer; its key is forgotten."""
    webhook.is_active, webhook.address = False, ""
    record("webhook.drop", webhook, actor, label=str(webhook.organisation))
    return webhook
