"""试发一条: a message to an organisation's group through the outbox, at any hour, tried once, with its answer kept."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core.db import db, transaction
from liaison.jobs.actions import submit
from liaison.jobs.models import Job
from liaison.notices import rules
from liaison.notices.actions.sending import PostOffice, attempt, claim, end
from liaison.notices.actions.writing import put_out
from liaison.notices.models import Outgoing, Webhook

WORK, PAGE = "notices.trial", "/webhooks"
WORDS = "试发一条：看到这条，说明群机器人能用"
KEY_BYTES = 8


def send_trial(webhook: Webhook, actor: Actor) -> Job:
    """Write a letter to the group into the outbox, and hand in the job that sends it at once."""
    key = f"{rules.TRIAL} {secrets.token_hex(KEY_BYTES)}"
    to = {"channel": [rules.WEBHOOK], "user_id": [None], "webhook_id": [webhook.id]}
    put_out({**to, "kind": [rules.TRIAL], "subject": [WORDS]}, key=key, body="", link=PAGE)
    letter_id = db.session.scalars(select(Outgoing.id).where(Outgoing.key == key)).one()
    record("webhook.try", webhook, actor, label=str(webhook.organisation))
    return submit(WORK, f"往{webhook.organisation}的群试发一条", actor, PAGE, letter_id=letter_id)


def deliver_trial(letter_id: int, office: PostOffice) -> None:
    """Send it; one that did not get out is not tried again, its reason stays to be read."""
    letter = claim(letter_id)
    if letter is None:
        return
    trouble = attempt(letter, office)
    end(letter, trouble)
    if trouble:
        ended = update(Outgoing).where(Outgoing.id == letter_id).values(state=rules.DROPPED)
        with transaction():
            db.session.execute(ended.execution_options(synchronize_session=False))
