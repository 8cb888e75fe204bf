"""The columns of the forms of mail and robots."""

from __future__ import annotations

from collections.abc import Iterable

from liaison.access import Role
from liaison.core.columns import Column, Kind
from liaison.notices import rules

ADDRESS = Column(
    "address", "邮件地址", max_length=254, personal=True, example="liuyun@haian.gov.cn", hint="不填就不发邮件"
)
WAYS = tuple(rules.WAYS.values())
ROBOT_NAMES = tuple(rules.ROBOTS.values())
ROBOT = (
    Column("robot", "哪一种机器人", Kind.CHOICE, required=True, choices=ROBOT_NAMES, default=ROBOT_NAMES[0]),
    Column(
        "address", "机器人地址", required=True, max_length=500, personal=True,
        hint="在群设置里添加机器人时给的地址（Webhook），保存后不再显示",
    ),
)  # fmt: skip
NEW_ROBOT = (Column("organisation_id", "单位", Kind.REFERENCE, required=True, source="organisation"), *ROBOT)
FEEDBACK = (
    Column("text", "您想说什么", Kind.LONG_TEXT, required=True, max_length=1000, personal=True),
    Column("phone", "您的电话", Kind.PHONE, personal=True, is_masked=True, hint="想要办公室打电话的写上，不想就空着"),
)  # fmt: skip
ANSWER = Column("answer", "怎样答复", Kind.LONG_TEXT, required=True, max_length=1000, personal=True)
OF_MEMBERS = ("progress", "pairs")
OF_DESKS = ("urge",)
OF_LEADERS = ("monthly",)
LEADING = (Role.OFFICE, Role.LEADER, Role.SUPERVISOR)


def subjects_for(role: Role) -> list[str]:
    """What somebody in this role is ever told."""
    away = (OF_DESKS if role is Role.MEMBER else OF_MEMBERS) + (() if role in LEADING else OF_LEADERS)
    return [subject for subject in rules.SUBJECTS if subject not in away]


def mail_sheet(subjects: Iterable[str]) -> tuple[Column, ...]:
    """The address, and a way for each subject."""
    ways = (
        Column(s, rules.SUBJECTS[s], Kind.CHOICE, required=True, choices=WAYS, default=rules.WAYS[rules.USUAL_WAYS[s]])
        for s in subjects
    )
    return (ADDRESS, *ways)
