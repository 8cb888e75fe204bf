"""Setting what dashboards are held against; no figure changes by it."""

from __future__ import annotations

from decimal import Decimal

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.performance.models import AimSetting
from liaison.performance.queries.aims import aim_setting, aims
from liaison.performance.rules.aims import aim_words, is_aim

WRONG = "请填 0 到 100 之间的数，最多一位小数，例如 85 或 87.5"


def set_aims(actor: Actor, *, coverage: Decimal, on_time: Decimal) -> AimSetting:
    """Say what is wanted, in per cent. Raises Refused for a number that is no share, or too fine."""
    filled = {"coverage": coverage, "on_time": on_time}
    wrong = {key: WRONG for key, percent in filled.items() if not is_aim(percent)}
    if wrong:
        raise Refused(WRONG, wrong)
    row, before = aim_setting() or AimSetting(), aims()
    row.coverage, row.on_time = coverage, on_time
    db.session.add(row)
    db.session.flush()
    told = {key: [aim_words(getattr(before, key)), aim_words(getattr(aims(), key))] for key in filled}
    record("aim.set", row, actor, changes={key: words for key, words in told.items() if words[0] != words[1]})
    return row
