"""Reading what dashboards are held against."""

from __future__ import annotations

from sqlalchemy import select

from liaison.core.db import db
from liaison.performance.models import AimSetting
from liaison.performance.rules.aims import WHOLE, Aims


def aim_setting() -> AimSetting | None:
    """What the office settled, where it did."""
    return db.session.scalars(select(AimSetting).order_by(AimSetting.id)).first()


def aims() -> Aims:
    """What dashboards are held against, as shares of one."""
    row = aim_setting()
    return Aims(float(row.coverage / WHOLE), float(row.on_time / WHOLE)) if row else Aims()
