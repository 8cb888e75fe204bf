"""The cells of what the office settles: a time limit, and who takes a seat over."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

CHANGE_OF_LIMIT = (Column("days", "工作日数", Kind.INTEGER, required=True, hint="1 到 250 之间"),)
HAND_OVER_OF_SEAT = (
    Column("successor_id", "接手的人", Kind.REFERENCE, source="colleague", hint="本单位已有账号的人"),
    Column("username", "或者写接手人的用户名", max_length=60, hint="他在别的单位有账号时写这里"),
)
