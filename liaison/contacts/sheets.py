"""① 联系记录表: the cells of one contact."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

CHANNEL = Column("channel_id", "怎么联系的", Kind.REFERENCE, required=True, source="way")
CONTACTED_ON = Column("contacted_on", "联系日期", Kind.DATE, required=True, is_past=True)
TOPICS = Column("topics", "谈了什么", Kind.CHOICES, required=True, source="topic")
TALK = Column("talk", "要点", Kind.LONG_TEXT, max_length=1000, hint="点键盘上的话筒，可以说话录入")
PLACE = Column("place", "在哪里见的", Kind.TEXT, max_length=100, example="例如：刘圩村村部")
STATION = Column("station_id", "在哪个站、室、岗", Kind.REFERENCE, source="station")
TASK = Column("task_id", "算哪项任务", Kind.REFERENCE, source="task_short")

RECORD = (CHANNEL, CONTACTED_ON, TOPICS, TALK, PLACE, STATION, TASK)
VOIDING = (Column("reason", "为什么作废", Kind.LONG_TEXT, required=True, max_length=200),)
