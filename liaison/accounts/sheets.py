"""The columns of accounts, seats and 代办, as their forms ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from liaison.access import Role
from liaison.accounts.rules import absences, looks
from liaison.audit import words
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage

USERNAME = Column(
    "username", "用户名", required=True, max_length=32, hint="小写字母、数字或 - _ . ，登录时用", example="d19-ld"
)
NAME = Column("name", "姓名", Kind.NAME, required=True, personal=True, max_length=40)
PHONE = Column("phone", "手机号", Kind.PHONE, personal=True)
ORGANISATION = Column(
    "organisation_id", "单位", Kind.REFERENCE, source="organisation", hint="管理员、办公室、领导可以不选"
)
SECTION = Column("section_id", "科室", Kind.REFERENCE, source="section")

PERSON = (NAME, PHONE)
SECTION_SHEET = (Column("name", "科室名称", required=True, max_length=40),)


def role_column(roles: Iterable[Role]) -> Column:
    """The choice among these roles, by their titles."""
    return Column("role", "身份", Kind.CHOICE, required=True, choices=tuple(role.title for role in roles))


def account_sheet(roles: Iterable[Role]) -> tuple[Column, ...]:
    """What a new account needs."""
    return (NAME, USERNAME, PHONE, role_column(roles), ORGANISATION)


def seat_sheet(roles: Iterable[Role]) -> tuple[Column, ...]:
    """What a seat at a known organisation needs, for a person with or without an account."""
    hint = "已有账号就写他的用户名，没有就起一个新的"
    username = Column("username", "用户名", required=True, max_length=32, hint=hint)
    return (role_column(roles), SECTION, NAME, username, PHONE)

STAND_IN = Column("to_user_id", "由谁代办", Kind.REFERENCE, source="person", required=True, personal=True)
PROXY_SEAT = Column(
    "seat_id", "代哪个身份", Kind.REFERENCE, source="seat", hint="不选就是全部身份；管理员的身份不能请人代办"
)
PROXY_DAYS = (
    Column("starts_on", "从哪天起", Kind.DATE, required=True, hint="当天就算"),
    Column("ends_on", "到哪天止", Kind.DATE, required=True, hint="当天还算，第二天起自动收回"),
)
PROXY_SCOPE = Column(
    "scope", "代办什么", Kind.CHOICE, required=True, choices=absences.SCOPES, default=absences.ALL_WORK,
    hint="导出名单、管账号不论选哪个都不能代",
)  # fmt: skip
PROXY_REASON = Column(
    "reason", "为什么", Kind.CHOICE, required=True, choices=absences.REASONS, default=absences.REASONS[0]
)


def proxy_sheet(*, has_seats: bool) -> tuple[Column, ...]:
    """What is needed to let somebody stand in; which seat only where there are several."""
    return (STAND_IN, *((PROXY_SEAT,) if has_seats else ()), *PROXY_DAYS, PROXY_SCOPE, PROXY_REASON)




def look_sheet(reasons: Sequence[str] = looks.REASONS) -> tuple[Column, ...]:
    """Why whole numbers are looked at: one of these reasons, or a line of one's own."""
    return (
        Column("why", "为什么看", Kind.CHOICE, required=True, choices=(*reasons, looks.OTHER)),
        Column("why_words", "说一句", max_length=100, shown_if=("why", looks.OTHER)),
    )


NETWORK_SHEET = (
    Column(
        "networks", "允许的网段", Kind.LONG_TEXT, max_length=2000, example="10.1.0.0/16",
        hint="一行一个，写成 10.1.0.0/16；单个地址也行。空着就是在哪里都能登录",
    ),
)  # fmt: skip


EVENT_COLUMNS = (
    Column("at", "时间", width=20), Column("who", "谁", width=12), Column("role", "身份", width=14),
    Column("verb", "做了什么", width=16), Column("label", "对象", width=24), Column("changes", "改了什么", width=60),
    Column("address", "地址", width=16),
)  # fmt: skip


def events_page(rows: Iterable[Any], columns: Sequence[Column], **frame: Any) -> SheetPage:
    """Events of the log as a tab. rows: as `queries.event_rows` gives them."""
    return SheetPage("操作日志", columns, map(event_cells, rows), **frame)


def event_cells(row: Any) -> dict[str, str]:
    """One event in words."""
    role = Role(row.actor_role).title if row.actor_role in set(Role) else row.actor_role
    return {
        "at": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", "who": words.doer(row), "role": role,
        "verb": words.verb_title(row.verb), "label": row.label, "address": row.address or "",
        "changes": "；".join(words.changes_in_words(row.changes)),
    }  # fmt: skip
