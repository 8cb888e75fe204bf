"""What the office wrote in place of the sentences that stand on pages."""

from __future__ import annotations

from sqlalchemy import func, select

from liaison.casework.models.flows import Wording
from liaison.casework.rules.public import NOTICE_VERSION
from liaison.casework.rules.wordings import NOTICE_KEYS
from liaison.core import clock
from liaison.core.db import db


def reworded() -> dict[str, str]:
    """`{key: words}` of the sentences that were written anew."""
    return dict(db.session.execute(select(Wording.key, Wording.text)).all())


def notice_version() -> str:
    """Which wording of the notice on personal data is shown now: the shipped one, or as changed at a moment."""
    changed_at = db.session.scalar(select(func.max(Wording.changed_at)).where(Wording.key.in_(NOTICE_KEYS)))
    return f"{NOTICE_VERSION} {clock.local(changed_at):%Y-%m-%d %H:%M}" if changed_at else NOTICE_VERSION
