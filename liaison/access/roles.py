"""The roles of the platform, as the office names them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role is held through a seat: at an organisation, sometimes in a section or for one library."""

    MEMBER = "member"
    CLERK = "clerk"
    DIRECTOR = "director"
    UNIT_LEADER = "unit_leader"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    OFFICE = "office"
    LEADER = "leader"
    LIBRARIAN = "librarian"
    ADMIN = "admin"
    SECURITY = "security"
    AUDITOR = "auditor"
    ASKER = "asker"
    SYSTEM = "system"

    @property
    def title(self) -> str:
        """The role's name on screens."""
        return TITLES[self]

    def at(self, organisation: str | None) -> str:
        """The role at an organisation: 曲塘镇政协工委 经办; said once where the name says it already: 市政协办公室."""
        if not organisation or organisation.endswith(self.title):
            return organisation or self.title
        return f"{organisation} {AT_A_DESK.get(self, self.title)}"


TITLES = {
    Role.MEMBER: "委员",
    Role.CLERK: "工委（工作组）经办",
    Role.DIRECTOR: "工委主任",
    Role.UNIT_LEADER: "承办单位负责人",
    Role.HANDLER: "经办人",
    Role.SUPERVISOR: "督办员",
    Role.OFFICE: "办公室",
    Role.LEADER: "领导",
    Role.LIBRARIAN: "信息库管理员",
    Role.ADMIN: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDITOR: "审计员",
    Role.ASKER: "诉求人",
    Role.SYSTEM: "系统",
}
# Said after the name of an organisation, which already tells what kind of desk it is.
AT_A_DESK = {Role.CLERK: "经办", Role.DIRECTOR: "主任", Role.UNIT_LEADER: "负责人"}
SEATED = tuple(r for r in Role if r not in (Role.ASKER, Role.SYSTEM))
# 三员分立: who runs the program, who gives the rights and who reads the log are three people, and none does business.
GOVERNING = (Role.ADMIN, Role.SECURITY, Role.AUDITOR)


def family(role: Role) -> str:
    """What a role belongs to; nobody holds seats of two families on the same day. Source: GB/T 22239, L3 权限分离."""
    return role.value if role in GOVERNING else "business"
