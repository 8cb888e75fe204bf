"""Cases that nobody at the unit can handle any more: whoever had them left, is closed out, or never sat there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from liaison.access import Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_on
from liaison.casework.models import Case
from liaison.casework.workflow import CASEWORK, HANDLER

AT_UNIT = (Role.HANDLER, Role.UNIT_LEADER)
HANDLED = tuple(state.code for state in CASEWORK.states if state.holder == HANDLER)


def is_seated(day: date, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody whose account is open holds such a seat on a day."""
    return exists().where(User.id == Seat.user_id, User.is_active, held_on(day), *where)


def without_handler(day: date) -> ColumnElement[bool]:
    """Cases that wait for a handler who is gone, or for a section in which nobody handles anything."""
    here = Seat.organisation_id == Case.unit_id
    himself = is_seated(day, here, Seat.role.in_(AT_UNIT), Seat.user_id == Case.handler_id)
    in_reach = or_(Seat.section_id.is_(None), Seat.section_id == Case.section_id)
    anybody = is_seated(day, here, Seat.role == Role.HANDLER, in_reach)
    gone = or_(and_(Case.handler_id.is_not(None), ~himself), and_(Case.handler_id.is_(None), ~anybody))
    return and_(Case.state.in_(HANDLED), gone)
