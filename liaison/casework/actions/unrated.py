"""Cases whose asker did not answer in time: closed as 未评价, never as satisfied."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import SYSTEM, Actor
from liaison.casework.actions.moves import advance
from liaison.casework.models import Case
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs.rules import NIGHTLY, every

SAID = "评议期限已过，没有收到诉求人的评价，按未评价办结。"


def close_unrated_cases(actor: Actor) -> int:
    """Close every case whose time to be rated is over; gives how many. Running it again closes nothing twice."""
    over = select(Case).where(Case.state == "to_rate", Case.step_due_on < clock.today()).order_by(Case.id)
    cases = list(db.session.scalars(over))
    for case in cases:
        advance(case, "close_unrated", actor, opinion=SAID)
    return len(cases)


@every("casework.close_unrated", "过了评议期限没有回音的，按未评价办结", NIGHTLY)
def close_unrated_nightly() -> str:
    """The same, by the clock."""
    with transaction():
        return f"办结 {close_unrated_cases(SYSTEM)} 件"
