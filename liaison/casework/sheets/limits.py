"""The list of time limits."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet

TIME_LIMITS = Sheet(
    "time_limits",
    "办理时限",
    (
        Column("key", "代码", required=True, is_key=True),
        Column("title", "名称", required=True, width=30),
        Column("days", "工作日", Kind.INTEGER, required=True),
    ),
)
