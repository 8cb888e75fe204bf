"""Telling the office, once, where cases wait for somebody who is not there."""

from __future__ import annotations

from liaison.access import SYSTEM, Actor
from liaison.casework.queries.holders import vacancies_by_place, vacancy_words
from liaison.contacts.queries import office_users
from liaison.core.db import transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import DIGEST_TIME
from liaison.notices.actions import tell

VACANCY = "vacancy"
PAGE = "/users"


def tell_of_vacancies(actor: Actor) -> int:
    """Tell the office of each place where somebody is missing; gives how many messages that were.

    A place is told of again only when another case has become the oldest that waits there.
    """
    users = office_users()
    return sum(
        tell(users, VACANCY, vacancy_words(place, role, cases, with_numbers=False), "点开看是哪里，加人或者换人。",
             PAGE, actor, key=f"{VACANCY} {role.value} {cases[0].case_id}")
        for (place, role), cases in vacancies_by_place().items()
    )  # fmt: skip


@every("casework.vacancies", "看看哪里没人办", DIGEST_TIME)
def look_for_vacancies() -> str:
    """As `tell_of_vacancies`, by the clock."""
    with transaction():
        told = tell_of_vacancies(SYSTEM)
    return f"发了 {told} 条消息" if told else "没有新的"
