"""What the pages of recording ask: a contact, and the request that comes of it (① and ② in six taps)."""

from __future__ import annotations

from dataclasses import replace

from liaison.casework.sheets import steps
from liaison.contacts import sheets as contact
from liaison.core.columns import Column, Kind

TODAY, YESTERDAY, ANOTHER_DAY = "今天", "昨天", "选日期"

DAY = Column("day", "哪天", Kind.CHOICE, required=True, choices=(TODAY, YESTERDAY, ANOTHER_DAY), default=TODAY)
PICKED_DAY = replace(contact.CONTACTED_ON, title="日期", required=False, shown_if=("day", ANOTHER_DAY))
HAS_REQUEST = Column("has_request", "有事要办，转成诉求", Kind.BOOL)
WHERE = replace(steps.PLACE, key="where", required=False)
SUGGESTION = replace(steps.SUGGESTION, title="您的建议", required=False)
ASKER = Column("asker_id", "谁提的", Kind.REFERENCE, source="person")
COMMITTEE = Column("committee_id", "转给", Kind.REFERENCE, source="committee")
PHOTOS = Column("photos", "照片或附件", Kind.FILES, hint=steps.FILES.hint)

RECORDING = (
    contact.CHANNEL, DAY, PICKED_DAY, contact.TOPICS, contact.TALK, HAS_REQUEST, ASKER, WHERE, SUGGESTION, COMMITTEE,
    PHOTOS, contact.PLACE, contact.STATION, contact.TASK, *contact.MORE,
)  # fmt: skip

PRESENT = Column("people", "来了哪些代表", Kind.REFERENCES, required=True, source="person")
ACTIVITY = (
    Column("title", "活动名称", Kind.TEXT, max_length=60, example="例如：刘圩村委员接待日", hint="不填就按人数起名"),
    contact.CONTACTED_ON, contact.CHANNEL, contact.STATION, contact.PLACE, PRESENT, contact.TOPICS,
    replace(contact.TALK, title="活动情况"), PHOTOS, contact.TASK, *contact.MORE,
)  # fmt: skip

REQUEST_ROW = (
    Column("asker", "谁提的", Kind.NAME, required=True, hint="写来参加的代表的姓名"),
    Column("title", "要办什么事", Kind.TEXT, required=True, max_length=60),
    Column("text", "具体情况", Kind.LONG_TEXT, max_length=2000),
    Column("category_id", "哪个领域", Kind.REFERENCE, source="category"),
    Column("place", "发生在哪里", Kind.TEXT, max_length=100, hint="不填就按他所在的村"),
    Column("suggestion", "您的建议", Kind.LONG_TEXT, max_length=1000),
)  # fmt: skip
