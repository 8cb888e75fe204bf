"""① 联系记录表: the cells of one contact; and the columns of the blind spots."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

CHANNEL = Column("channel_id", "怎么联系的", Kind.REFERENCE, required=True, source="way")
CONTACTED_ON = Column("contacted_on", "联系日期", Kind.DATE, required=True, is_past=True)
TOPICS = Column("topics", "谈了什么", Kind.CHOICES, required=True, source="topic")
TALK = Column("talk", "要点", Kind.LONG_TEXT, max_length=1000, hint="点键盘上的话筒，可以说话录入")
PLACE = Column("place", "在哪里见的", Kind.TEXT, max_length=100, example="例如：刘圩村村部")
STATION = Column("station_id", "在哪个站、室、岗", Kind.REFERENCE, source="station")
TASK = Column("task_id", "算哪项任务", Kind.REFERENCE, source="task_short")

OTHER_TASKS = Column("other_tasks", "还算哪几项任务", Kind.CHOICES, source="task_name", is_extra=True)
BEGAN_AT = Column("began_at", "几点开始", Kind.TIME, is_extra=True)
ENDED_AT = Column("ended_at", "几点结束", Kind.TIME, is_extra=True)
COMPANIONS = Column(
    "companions", "共同参加的委员", max_length=300, hint="写姓名，用顿号隔开；同名的写委员编号", is_extra=True
)
PRESENT_COUNT = Column("present_count", "参加人数", Kind.INTEGER, is_extra=True, at_most=10_000)

MORE = (OTHER_TASKS, BEGAN_AT, ENDED_AT, COMPANIONS, PRESENT_COUNT)
RECORD = (CHANNEL, CONTACTED_ON, TOPICS, TALK, PLACE, STATION, TASK, *MORE)
VOIDING = (Column("reason", "为什么作废", Kind.LONG_TEXT, required=True, max_length=200),)

BLIND_SPOTS = (
    Column("committee", "政协工委（工作组）", width=24),
    Column("no", "委员编号", width=12),
    Column("member", "委员", Kind.NAME, personal=True),
    Column("member_phone", "委员电话", Kind.PHONE, personal=True, width=14),
    Column("representative", "代表", Kind.NAME, personal=True),
    Column("identity_type", "身份类别", width=20),
    Column("town", "区镇"),
    Column("village", "村/社区", width=14),
    Column("last_on", "上次联系", Kind.DATE, width=12),
    Column("days", "几天没有联系", Kind.INTEGER, width=12),
)
