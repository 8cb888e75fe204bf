"""What the office fills in about records that look like padding."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.performance.models.flags import ASKED, FINE

LOOK = (
    Column("verdict", "看下来", Kind.CHOICE, required=True, choices=(FINE, ASKED)),
    Column("note", "说明", Kind.LONG_TEXT, max_length=500, hint="看到了什么、委员怎么说。只有办公室看得到。"),
)  # fmt: skip
THRESHOLDS = (
    Column("many", "一天几次算多", Kind.INTEGER, required=True, at_most=100, hint="一场活动算一次。"),
    Column("likeness", "要点像到百分之几", Kind.INTEGER, required=True, at_most=100),
    Column("late_days", "过了几天算补录晚", Kind.INTEGER, required=True, at_most=365),
    Column("late_count", "一天补录几次算成批", Kind.INTEGER, required=True, at_most=100),
)  # fmt: skip
