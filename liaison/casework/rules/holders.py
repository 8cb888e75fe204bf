"""Whose turn a case is, by name: the seats that hold it, and what there is to say about who handles it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from liaison.access.roles import Role
from liaison.casework.rules.flows import flow_of
from liaison.casework.rules.story import is_secret
from liaison.casework.workflow import COMMITTEE, HANDLER, MEMBER, OFFICE, UNIT

DESKS = (Role.CLERK, Role.DIRECTOR)
AT_UNIT = (Role.HANDLER, Role.UNIT_LEADER)


def seats_holding(case: Any, seats: Sequence[Any], roles: Collection[Role]) -> list[Any]:
    """The seats whose turn it is.

    seats: (user_id, role, organisation_id, section_id, member_id) held today by people who can sign in; roles: that
    wait in the case's state. A member without an account is helped by his committee, one who left by the office;
    where nobody handles a case its unit's leaders have it. Nobody holds what waits for the asker or has ended.
    """
    holder = flow_of(case).by_code[case.state].holder
    if holder == MEMBER:
        return of_member(case, seats)
    if holder == HANDLER:
        return handling(case, seats) or at(seats, case.unit_id, (Role.UNIT_LEADER,))
    if holder == OFFICE:
        return [seat for seat in seats if seat.role == Role.OFFICE]
    place = {COMMITTEE: case.committee_id, UNIT: case.unit_id}.get(holder)
    mine = at(seats, place, roles)
    return [seat for seat in mine if seat.role != Role.HANDLER or seat in handling(case, seats)]


def at(seats: Sequence[Any], organisation_id: int | None, roles: Collection[Role]) -> list[Any]:
    """The seats of these roles at an organisation; none at none."""
    return [s for s in seats if organisation_id and s.organisation_id == organisation_id and s.role in roles]


def of_member(case: Any, seats: Sequence[Any]) -> list[Any]:
    """The member's seat, or who acts for him."""
    own = [seat for seat in seats if seat.role == Role.MEMBER and seat.member_id == case.member_id]
    if not case.member.is_active:
        return [seat for seat in seats if seat.role == Role.OFFICE]
    return own or at(seats, case.committee_id, (Role.CLERK,))


def handling(case: Any, seats: Sequence[Any]) -> list[Any]:
    """The seat of the handler by name, else those of the section's handlers and of the unit's without a section."""
    if case.handler_id:
        return [seat for seat in at(seats, case.unit_id, AT_UNIT) if seat.user_id == case.handler_id]
    near = (None, case.section_id)
    return [seat for seat in at(seats, case.unit_id, (Role.HANDLER,)) if seat.section_id in near]


def own_matter_words(case: Any, *, may_know: bool) -> str:
    """What is said where the handler is the member himself, or the one who asked; nothing elsewhere.

    It is allowed, since a village's only handler may be the one; but whoever reads the case is to know, unless the
    asker keeps his name from him.
    """
    handler = case.handler
    if handler is None:
        return ""
    if handler.id in (case.member.user_id, case.raised_by.user_id):
        return f"经办人{handler.name}就是提出这件诉求的委员本人，核查时请留意。"
    is_asker = handler.phone is not None and handler.phone in (case.asker_phone, case.representative.phone)
    is_named = not (is_secret(case, may_know) or case.is_anonymous)
    return f"经办人{handler.name}就是诉求人本人，核查时请留意。" if is_asker and is_named else ""
