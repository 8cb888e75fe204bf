"""How homes say things: greetings, how long ago, what to do with a case."""

from __future__ import annotations

from datetime import date

from liaison.access import Role

# What a member is asked to do, by state of the case: (sentence, button, verb of the move).
MEMBER_TODO = {
    "to_consensus": ("请补上初步调研和建议", "去填写", "submit"),
    "to_supplement": ("{committee}：请补充情况", "去补充", "supplement"),
    "to_confirm": ("有答复了，请把结果告诉{asker}，并请其评价", "去反馈", "tell_asker"),
    "to_tell": ("有答复了，请把结果告诉{asker}，并请其评价", "去反馈", "tell_asker"),
}
TODO_TITLES = {
    "to_consensus": "{asker}的诉求还差委员建议",
    "to_supplement": "{asker}的诉求要补充",
    "to_confirm": "{asker}的诉求有答复了",
    "to_tell": "{asker}的诉求有答复了",
}
HOMES = {
    Role.CLERK: "casework.inbox",
    Role.DIRECTOR: "casework.tasks",
    Role.UNIT_LEADER: "casework.tasks",
    Role.HANDLER: "casework.tasks",
    Role.LIBRARIAN: "roster.libraries",
    Role.ADMIN: "accounts.users",
    Role.LEADER: "reports.dashboard",
    Role.SUPERVISOR: "reports.dashboard",
}
DAYS_OF_A_MONTH = 30


def last_words(last_on: date | None, channel: str | None, today: date) -> str:
    """今天打过电话 / 8 天前 电话 / 3月5日 微信 / 今年还没联系."""
    if last_on is None:
        return "今年还没联系"
    return f"{ago_words(last_on, today)} {channel or '联系过'}"


def ago_words(day: date, today: date) -> str:
    """今天 / 昨天 / 8 天前 / 3月5日."""
    days = (today - day).days
    if days > DAYS_OF_A_MONTH:
        return f"{day.month}月{day.day}日"
    return {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")


def progress_words(reached: int, kept: int) -> str:
    """今年联系了 3 位，还差 2 位."""
    if kept == 0:
        return "还没有分给您的代表"
    return f"今年 {kept} 位都联系过了" if reached >= kept else f"今年联系了 {reached} 位，还差 {kept - reached} 位"
